"""Follow the object of a propagation over the frames of a video, step by step, from where it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from annotations.actions.read_pixels import fitting_side
from annotations.actions.share_worker import Slice
from annotations.actions.work_job import Ending, LeaseLost, keep_step
from annotations.domain.asset import Asset
from annotations.domain.geometry import Box, Keyframe, TrackedShape, bounds, shape_fault
from annotations.domain.job import Job
from annotations.domain.propagation import ACTIVE, Propagation, next_frames
from annotations.domain.video import video_frame_id
from annotations.errors import FrameUnreadable
from annotations.queries.label_maps import LabelMaps
from annotations.store import assets, jobs, predictions, projects, propagations
from annotations.store.client import Session, transaction
from inference.actions.read_ahead import ReadAhead
from inference.tracking.follow import Followed, Follower, Rectangle
from inference.tracking.similarity import round_shape, scale_shape

PROPAGATE_SECONDS = 1.2
"""How long a worker stays with one track: others who wait for a model or for their track come in between."""
LEAST_SIDE, MOST_SIDE = 640, 1920
CLEAR_LENGTH, CLEAR_WIDTH = 48.0, 16.0
"""Pixels in which an object is looked at, where the video has as many."""
LEAST_SCORE = 0.3
"""What a model is less sure of does not pull a track."""
SUPERSEDED = "A newer run took its place, or it was stopped."

Follow = Callable[[NDArray[np.uint8], TrackedShape, Callable[..., Sequence[Rectangle]]], Follower]


class Superseded(Exception):
    """The propagation was stopped or begun anew meanwhile: nothing of the step may be kept."""


@dataclass(frozen=True)
class Step:
    """What a step found, in the order of its way, and how far it came."""

    reached: int
    ghosts: list[Keyframe] = field(default_factory=list)
    reason: str | None = None
    is_end: bool = False


def propagate_track(job: Job, part: Slice, *, follow: Follow = Follower) -> Ending | None:
    """Go on until the slice is over; the ghosts of each step, how far it came and the job commit together."""
    row = propagations.find_propagation(job.subject.propagation_id or "")
    if row is None or row.status not in ACTIVE or row.dedupe != job.dedupe:
        return Ending("cancelled", SUPERSEDED)
    asset = assets.find_asset(row.asset_id)
    if asset is None or asset.video is None:
        return Ending("failed", "The video is gone.")
    chase = Chase(asset, row, part, follow)
    try:
        while True:
            step = chase.advance()
            keep(job, chase.row, step)
            if step.is_end:
                return None
            chase.accept(step)
            if part.is_over:
                return Ending("queued")
    except Superseded:
        return Ending("cancelled", SUPERSEDED)
    finally:
        chase.close()


def keep(job: Job, row: Propagation, step: Step) -> None:
    """Keep what a step found.

    Raises:
        Superseded: the propagation has moved on without us.
        LeaseLost: so has the job.
    """
    added = sorted(step.ghosts, key=lambda ghost: ghost.frame)

    def work(session: Session) -> None:
        if not propagations.set_step(
            row, reached=step.reached, added=added, reason=step.reason, session=session
        ):
            raise Superseded
        keep_step(job, row.passed(step.reached), row.passed(row.last), session=session)
        if step.is_end:
            propagations.set_ended(row.id, row.run, "finished", session=session)
            if not jobs.set_outcome(job.id, job.fence, "finished", session=session):
                raise LeaseLost(job.id)

    transaction(work)


def choose_side(asset: Asset, shape: TrackedShape) -> int | None:
    """Return the longest side of the pictures in which an object is followed; None is the video's own size.

    Small objects are looked at closely, large ones need few pixels.
    """
    longest = max(asset.width or 0, asset.height or 0)
    left, top, right, bottom = bounds(shape)
    long, short = max(right - left, bottom - top, 1.0), max(min(right - left, bottom - top), 1.0)
    needed = min(1.0, max(CLEAR_LENGTH / long, CLEAR_WIDTH / short)) * longest
    return fitting_side(asset, min(MOST_SIDE, max(LEAST_SIDE, round(needed))))


class Chase:
    """One worker on one run: the last picture, and the follower that knows the object."""

    def __init__(self, asset: Asset, row: Propagation, part: Slice, follow: Follow) -> None:
        self.row = row
        self._asset = asset
        self._part = part
        self._follow = follow
        self._ghost: Keyframe | None = None
        self._seed: Keyframe | None = None
        self._follower: Follower | None = None
        self._pictures = ReadAhead(asset, None, step=row.step, part=part)
        self._scale = (1.0, 1.0)
        self._boxes: list[Rectangle] = []
        self._label_maps = LabelMaps(projects.find_project(asset.project_id))

    def close(self) -> None:
        """Leave nothing going on."""
        self._pictures.close()

    def accept(self, step: Step) -> None:
        """Go on from a step that was kept."""
        self.row = self.row.model_copy(update={"reached": step.reached, "status": "running"})
        self._ghost = step.ghosts[-1] if step.ghosts else self._ghost

    def advance(self) -> Step:
        """Follow the object up to the next place at which there is something to keep."""
        row, ahead = self.row, self.row.ahead
        if ahead is not None and ahead.outside and row.direction == "backward":
            return Step(row.reached, reason=_outside(ahead), is_end=True)
        base = self._base()
        if base.outside and base.frame != row.seed.frame:
            return self._after_loss([], base.frame, f"Lost at frame {base.frame}")
        border = self._border(base.frame)
        frames = [frame for frame in next_frames(row, base.frame) if not self._is_behind(border, frame)]
        ghosts, lost = self._go(base, frames)
        reached = ghosts[-1].frame if ghosts else base.frame
        following = reached + row.step
        if lost is not None:
            return self._after_loss(
                self._with_end(base, ghosts), following, f"Lost at frame {following}", lost
            )
        if border == following:
            return self._after_loss(self._with_end(base, ghosts), following, self._scene_at(border))
        if ahead is not None and ahead.frame == following:
            if ahead.outside:
                return Step(reached, ghosts, _outside(ahead), is_end=True)
            reached = ahead.frame
        is_end = reached == row.last
        return Step(reached, ghosts, _edge(row) if is_end else None, is_end)

    def _after_loss(self, ghosts: list[Keyframe], at: int, what: str, why: str | None = None) -> Step:
        """End at the frame at which the object is gone, or go on from a person's keyframe beyond it."""
        row, ahead = self.row, self.row.ahead
        if ahead is None or ahead.outside:
            reached = at if ghosts and ghosts[-1].outside else at - row.step
            reached = max((reached, row.reached), key=row.passed)
            return Step(reached, ghosts, f"{what}: {why}." if why else f"{what}.", is_end=True)
        reason = f"{what}; found again at the keyframe at frame {ahead.frame}."
        return Step(ahead.frame, ghosts, reason, is_end=ahead.frame == row.last)

    def _with_end(self, base: Keyframe, ghosts: list[Keyframe]) -> list[Keyframe]:
        """Add that the object is outside after its last sure frame; backward a track begins there anyway."""
        last = ghosts[-1] if ghosts else base
        ahead, at = self.row.ahead, last.frame + self.row.step
        if self.row.step < 0 or (ahead is not None and ahead.frame == at):
            return ghosts
        return [*ghosts, Keyframe(frame=at, shape=last.shape, outside=True, occluded=last.occluded)]

    def _border(self, base: int) -> int | None:
        """Return the next frame on the way that shows another scene, unless a person says what is there."""
        row, scenes = self.row, self._asset.video.scenes if self._asset.video else []
        if row.past_scenes:
            return None
        firsts = scenes if row.step > 0 else [scene - 1 for scene in scenes]
        end = row.passed(row.ahead.frame) if row.ahead is not None else row.passed(row.last) + 1
        return min(
            (frame for frame in firsts if row.passed(base) < row.passed(frame) < end),
            key=row.passed,
            default=None,
        )

    def _is_behind(self, border: int | None, frame: int) -> bool:
        return border is not None and self.row.passed(frame) >= self.row.passed(border)

    def _scene_at(self, border: int) -> str:
        if self.row.step > 0:
            return f"A new scene begins at frame {border}"
        return f"The scene begins at frame {border + 1}"

    def _base(self) -> Keyframe:
        """Return where the object was last: at a person's keyframe or at a ghost."""
        seed = self.row.seed
        if seed.frame == self.row.reached:
            return seed
        ghost = self._ghost or propagations.find_last_ghost(self.row)
        if ghost is None or self.row.passed(ghost.frame) < self.row.passed(seed.frame):
            return seed
        return ghost

    def _go(self, base: Keyframe, frames: Sequence[int]) -> tuple[list[Keyframe], str | None]:
        """Follow the object from `base`; return its ghosts and, where it was lost, why."""
        ghosts: list[Keyframe] = []
        if not frames:
            return ghosts, None
        try:
            follower = self._take_up(base)
            seen = self._seen(frames)
            first_seen = next((frame for frame in frames if seen.get(frame)), None)
            for frame in frames:
                picture = self._pictures.read(frame, last=self.row.last)
                self._boxes = seen.get(frame, [])
                found = follower.step(picture, recall=frame == first_seen)
                if not isinstance(found, Followed):
                    return ghosts, found.reason
                shape = round_shape(scale_shape(found.shape, *self._scale))
                if shape_fault(shape, self._asset.width or 0, self._asset.height or 0):
                    return ghosts, "it left the picture"
                ghosts.append(Keyframe(frame=frame, shape=shape, occluded=self.row.seed.occluded))
        except FrameUnreadable:
            return ghosts, "the file is damaged there"
        return ghosts, None

    def _take_up(self, base: Keyframe) -> Follower:
        """Return a follower that knows the look of the newest anchor and stands at `base`.

        Each step begins from what was kept, so that it is the same whoever did the one before.
        """
        seed, last = self.row.seed, self.row.last
        if self._follower is None or self._seed != seed:
            self._pictures.close()
            side = choose_side(self._asset, seed.shape)
            self._pictures = ReadAhead(self._asset, side, step=self.row.step, part=self._part)
            at_seed = base.frame == seed.frame
            pictures = self._pictures
            drawn_on = pictures.read(seed.frame, last=last) if at_seed else pictures.peek(seed.frame)
            rows, columns = drawn_on.shape
            self._scale = ((self._asset.width or 1) / columns, (self._asset.height or 1) / rows)
            self._seed = seed
            self._boxes = self._seen([seed.frame]).get(seed.frame, [])
            self._follower = self._follow(drawn_on, self._on_picture(seed.shape), self._detect)
        if base.frame != seed.frame:
            picture = self._pictures.read(base.frame, last=last)
            self._follower.resume(picture, self._on_picture(base.shape))
        return self._follower

    def _on_picture(self, shape: TrackedShape) -> TrackedShape:
        across, down = self._scale
        return scale_shape(shape, 1 / across, 1 / down)

    def _detect(self, picture: NDArray[np.uint8], region: Rectangle) -> Sequence[Rectangle]:
        """What the project's models have said of the frame in hand; none is run for it."""
        return self._boxes

    def _seen(self, frames: Sequence[int]) -> dict[int, list[Rectangle]]:
        """Return boxes of the track's label that models saw on frames, on the pictures."""
        names = {video_frame_id(self._asset.id, frame): frame for frame in frames}
        across, down = self._scale
        seen: dict[int, list[Rectangle]] = {}
        for frame_id, said in predictions.list_standing(list(names), least=LEAST_SCORE).items():
            for found in self._label_maps.apply(said):
                if found.label == self.row.label and isinstance(found.shape, Box):
                    left, top, right, bottom = bounds(found.shape)
                    box = (left / across, top / down, right / across, bottom / down)
                    seen.setdefault(names[frame_id], []).append(box)
        return seen


def _outside(anchor: Keyframe) -> str:
    return f"The keyframe at frame {anchor.frame} says that the object is outside."


def _edge(row: Propagation) -> str | None:
    """Say that the video was shorter than what was asked for, if it was."""
    if abs(row.last - row.first) == row.frames:
        return None
    return f"The video {'ends' if row.direction == 'forward' else 'begins'} at frame {row.last}."
