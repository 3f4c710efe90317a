"""A propagation: the machine goes on with a track, frame by frame, until a person takes over its ghosts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from annotations.domain.actor import Actor
from annotations.domain.correction import CorrectionRequest
from annotations.domain.geometry import Keyframe, Polygon, Track, TrackedShape
from annotations.domain.keyframes import KeyframeFields
from annotations.domain.record import Record

Direction = Literal["forward", "backward"]
PropagationStatus = Literal["queued", "running", "finished", "failed", "cancelled"]

ACTIVE: tuple[PropagationStatus, ...] = ("queued", "running")
MOST_FRAMES = 3_000
MOST_POINTS = 200_000
"""Points of a shape times frames: what one propagation may find in all."""
CHUNK = 12
"""Frames that are kept and told of together, counted from the first: the same whoever does them, and when."""
FOLLOWED = frozenset({"box", "ellipse", "polygon", "polyline", "points"})
"""Shapes that keep their form while they move; the joints of a skeleton go their own ways."""

FrameCount = Annotated[int, Field(strict=True, ge=1, le=MOST_FRAMES)]


class Propagation(Record):
    """One continuation of a track, from `first` to `last`; `reached` is the frame it has come to.

    What it finds are ghosts. `anchors` are the keyframes that people set on its way, the place where it
    began among them: it takes each up and goes on from there. `run` counts how often a correction began it
    anew, `revision` is the track's that it knows of. `past_scenes`: somebody asked to go on where a scene
    ends. `holds` names track and direction while its ghosts stand. `added` is what the last step found; all
    of it is kept apart, in parts.
    """

    id: str
    project_id: str
    asset_id: str
    annotation_id: str
    label: str
    direction: Direction
    first: int
    last: int
    frames: int
    status: PropagationStatus = "queued"
    run: int = 1
    revision: int
    reached: int
    anchors: list[Keyframe]
    added: list[Keyframe] = Field(default_factory=list)
    reason: str | None = None
    past_scenes: bool = False
    taken: bool = False
    holds: str | None = None
    actor: Actor
    created_at: datetime
    finished_at: datetime | None = None

    @property
    def step(self) -> int:
        """1 forward, -1 backward."""
        return step_of(self.direction)

    @property
    def dedupe(self) -> str:
        """The name of the job of its present run."""
        return f"propagate:{self.id}:{self.run}"

    def passed(self, frame: int) -> int:
        """Return how far a frame lies from the first one on the way; negative before it."""
        return (frame - self.first) * self.step

    @property
    def seed(self) -> Keyframe:
        """The newest anchor that it has come to: the look of the object that it follows."""
        behind = [anchor for anchor in self.anchors if self.passed(anchor.frame) <= self.passed(self.reached)]
        return max(behind, key=lambda anchor: self.passed(anchor.frame))

    @property
    def ahead(self) -> Keyframe | None:
        """The next anchor that it will come to."""
        reached, end = self.passed(self.reached), self.passed(self.last)
        later = [anchor for anchor in self.anchors if reached < self.passed(anchor.frame) <= end]
        return min(later, key=lambda anchor: self.passed(anchor.frame)) if later else None


class PropagationShort(Record):
    """A propagation without what it found; `anchors` are the frames that people spoke of on its way."""

    id: str
    project_id: str
    asset_id: str
    annotation_id: str
    direction: Direction
    first: int
    last: int
    status: PropagationStatus
    run: int
    reached: int
    anchors: list[int]
    reason: str | None
    taken: bool
    actor: Actor
    created_at: datetime
    finished_at: datetime | None


class PropagationView(PropagationShort):
    """A propagation and its ghosts, in the order of their frames; none at an anchor."""

    keyframes: list[Keyframe]


def view_propagation(row: Propagation) -> PropagationShort:
    """Show a propagation."""
    shown = row.model_dump(include=set(PropagationShort.model_fields) - {"anchors"})
    anchors = [anchor.frame for anchor in row.anchors if anchor.frame != row.first]
    return PropagationShort(**shown, anchors=anchors)


def view_ghosts(row: Propagation, keyframes: list[Keyframe]) -> PropagationView:
    """Show a propagation with what it found."""
    return PropagationView(**dict(view_propagation(row)), keyframes=keyframes)


def step_of(direction: Direction) -> int:
    """Return 1 forward, -1 backward."""
    return 1 if direction == "forward" else -1


def place_held(annotation_id: str, direction: Direction) -> str:
    """Name the one place for standing ghosts of a track in a direction."""
    return f"{annotation_id}:{direction}"


def most_frames(shape: TrackedShape) -> int:
    """Return over how many frames a shape may be followed at most."""
    return min(MOST_FRAMES, max(1, MOST_POINTS // count_points(shape)))


def count_points(shape: TrackedShape) -> int:
    """Return of how many points a shape is made."""
    if isinstance(shape, Polygon):
        return sum(len(ring) for ring in shape.rings)
    points = getattr(shape, "points", None)
    return len(points) if points is not None else 2


def next_frames(row: Propagation, base: int) -> list[int]:
    """Return the frames of the next step after `base`: up to a multiple of `CHUNK`, an anchor or the end."""
    start = row.passed(base)
    end = min((start // CHUNK + 1) * CHUNK, row.passed(row.last))
    ahead = row.ahead
    if ahead is not None:
        end = min(end, row.passed(ahead.frame) - 1)
    return [row.first + row.step * place for place in range(start + 1, end + 1)]


def spoken_frames(requests: Iterable[CorrectionRequest]) -> frozenset[int]:
    """Tell at which frames of a track its keyframes are people's own, from its ledger in order.

    What came of a prediction or was taken over from a propagation is the machine's until somebody changes it.
    """
    said: dict[int, tuple[KeyframeFields, bool]] = {}
    for request in requests:
        by_person = request.propagation_id is None
        if isinstance(request.shape, Track):
            now = {entry.frame: _fields(entry) for entry in request.shape.keyframes}
            said = {
                frame: said[frame] if frame in said and said[frame][0] == fields else (fields, by_person)
                for frame, fields in now.items()
            }
        for number, fields in (request.keyframes or {}).items():
            if fields is None:
                said.pop(int(number), None)
            else:
                said[int(number)] = (fields, by_person)
    return frozenset(frame for frame, (_fields_said, by_person) in said.items() if by_person)


def restart(row: Propagation, changed: Mapping[int, Keyframe | None], *, revision: int) -> Propagation | None:
    """Return the propagation as it begins anew after a person changed keyframes; None when it need not.

    It goes back to the earliest change on its way; ghosts before it stay as they are. A keyframe ahead of it
    is one more anchor.

    Args:
        row: Its ghosts stand.
        changed: The keyframes that the person set, by frame; None took one away.
        revision: The track's, after the change.
    """
    anchors = {anchor.frame: anchor for anchor in row.anchors}
    back = row.passed(row.reached)
    is_touched = False
    for frame, keyframe in changed.items():
        place = row.passed(frame)
        if not 0 <= place <= row.passed(row.last):
            continue
        if keyframe is not None:
            anchors[frame] = keyframe
        elif frame in anchors and place > 0:
            del anchors[frame]
            place -= 1
        else:
            continue
        is_touched = True
        back = min(back, place)
    if not is_touched:
        return None
    return row.model_copy(
        update={
            "status": "queued",
            "run": row.run + 1,
            "revision": revision,
            "reached": row.first + row.step * back,
            "anchors": [anchors[frame] for frame in sorted(anchors)],
            "added": [],
            "reason": None,
            "finished_at": None,
        }
    )


def _fields(entry: Keyframe) -> KeyframeFields:
    return KeyframeFields(**{name: getattr(entry, name) for name in KeyframeFields.model_fields})
