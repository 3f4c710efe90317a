"""Let the machine go on with a track from where a person sees it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from annotations.actions.read_pixels import need_video
from annotations.domain.actor import Actor
from annotations.domain.annotation import Annotation
from annotations.domain.asset import Asset
from annotations.domain.geometry import Keyframe, Track
from annotations.domain.ids import new_id
from annotations.domain.interpolation import place_at
from annotations.domain.propagation import (
    ACTIVE,
    FOLLOWED,
    Direction,
    Propagation,
    most_frames,
    place_held,
    spoken_frames,
    step_of,
)
from annotations.domain.record import utc_now
from annotations.domain.video import REEL_INDEX, keyframe_fault, video_frame_id
from annotations.errors import InputInvalid, NotFound, ShapeInvalid
from annotations.store import annotations as objects
from annotations.store import corrections, propagations
from annotations.store.client import Session, transaction

REPLACED = "A newer run took its place."


def open_propagation(
    *,
    asset: Asset,
    annotation_id: str,
    first: int,
    frames: int,
    direction: Direction,
    actor: Actor,
    past_scenes: bool = False,
    clock: Callable[[], datetime] = utc_now,
) -> Propagation:
    """Begin a propagation in the place of one that runs on the same track; the relay finds its worker.

    Raises:
        StateConflict, NotReady: the asset is no video, or not read yet.
        NotFound: the video has no such track.
        InputInvalid: the frames do not fit the video or the track; `fields` says which.
        ShapeInvalid: shapes of this kind cannot be followed.
    """
    video = need_video(asset).video
    count = video.frame_count if video else 0
    if reason := keyframe_fault(first, count):
        raise InputInvalid(f"first: {reason}.", {"first": reason})
    last = min(max(first + step_of(direction) * frames, 0), count - 1)
    if last == first:
        edge = "last" if direction == "forward" else "first"
        message = f"There is nothing to follow: frame {first} is the {edge} of the video."
        raise InputInvalid(message, {"direction": f"the video has no frames {direction} of frame {first}"})

    def work(session: Session) -> Propagation:
        found = objects.find_annotations([annotation_id], session=session).get(annotation_id)
        if found is None or found.removed or found.frame_id != video_frame_id(asset.id, REEL_INDEX):
            message = "There is no such track on this video."
            raise NotFound(message, {"annotation_id": "unknown on this video"})
        row = Propagation(
            id=new_id("prp"),
            project_id=asset.project_id,
            asset_id=asset.id,
            annotation_id=found.id,
            label=found.label,
            direction=direction,
            first=first,
            last=last,
            frames=frames,
            past_scenes=past_scenes,
            revision=found.revision,
            reached=first,
            anchors=_anchors(found, first, last, session),
            holds=place_held(found.id, direction),
            actor=actor,
            created_at=clock(),
        )
        for other in propagations.list_of_tracks([found.id], session=session):
            if other.status in ACTIVE or other.holds == row.holds:
                propagations.set_cancelled(other.id, reason=REPLACED, session=session)
        propagations.add_propagation(row, session=session)
        return row

    return transaction(work)


def _anchors(found: Annotation, first: int, last: int, session: Session) -> list[Keyframe]:
    """Return where the object is at first, and the keyframes of people from there to the last frame."""
    if not isinstance(found.shape, Track):
        message = "Only a track can be followed."
        raise NotFound(message, {"annotation_id": "no track"})
    kind = found.shape.keyframes[0].shape.type
    if kind not in FOLLOWED:
        reason = f"a {kind} cannot be followed; {', '.join(sorted(FOLLOWED))} can"
        raise ShapeInvalid(f"annotation_id: {reason}.", {"annotation_id": reason})
    placed = place_at(found.shape, first)
    if placed is None:
        message = f"The object is not there at frame {first}: place it first."
        raise InputInvalid(message, {"first": "the object is not there"})
    most = most_frames(placed.shape)
    if abs(last - first) > most:
        message = f"A shape of so many points can be followed over {most} frames at a time."
        raise InputInvalid(message, {"frames": f"at most {most} for this shape"})
    own = spoken_frames(corrections.list_requests(found.id, session=session))
    low, high = min(first, last), max(first, last)
    said = [
        entry
        for entry in found.shape.keyframes
        if entry.frame in own and low <= entry.frame <= high and entry.frame != first
    ]
    seed = Keyframe(frame=first, shape=placed.shape, occluded=placed.occluded)
    return sorted([seed, *said], key=lambda entry: entry.frame)
