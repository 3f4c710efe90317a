"""What a correction says of single keyframes of a track; each is a property, which merges by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import Field, StringConstraints

from annotations.domain.attribute import AttributeName, Value
from annotations.domain.geometry import MOST_KEYFRAMES, Keyframe, Shape, Track, TrackedShape, clip_shape
from annotations.domain.record import Record

FrameKey = Annotated[str, StringConstraints(pattern=r"^(0|[1-9][0-9]{0,8})$")]
"""The number of a frame as a JSON object names it."""


class KeyframeFields(Record):
    """A keyframe without its frame."""

    shape: TrackedShape
    outside: Annotated[bool, Field(strict=True)] = False
    occluded: Annotated[bool, Field(strict=True)] = False
    attributes: Annotated[dict[AttributeName, Value], Field(max_length=50)] = Field(default_factory=dict)

    def at(self, frame: int) -> Keyframe:
        """Put it on a frame."""
        return Keyframe(frame=frame, **{name: getattr(self, name) for name in type(self).model_fields})

    def clipped(self, width: int, height: int) -> KeyframeFields:
        """Pull its shape back onto the frame."""
        return self.model_copy(update={"shape": clip_shape(self.shape, width, height)})


Keyframes = Annotated[dict[FrameKey, KeyframeFields | None], Field(min_length=1, max_length=MOST_KEYFRAMES)]
"""New keyframes by the number of their frame; null takes one away."""


def keyframe_property(frame: int | str) -> str:
    """Name a keyframe as a property."""
    return f"keyframes.{frame}"


def rekey(track: Track, said: Mapping[str, KeyframeFields | None]) -> Track:
    """Set and take away keyframes.

    Raises:
        ValueError: none, too many or shapes of several types would be left.
    """
    left = {keyframe.frame: keyframe for keyframe in track.keyframes}
    for frame, fields in said.items():
        if fields is None:
            left.pop(int(frame), None)
        else:
            left[int(frame)] = fields.at(int(frame))
    return Track(keyframes=[left[frame] for frame in sorted(left)])


def rekey_fault(shape: Shape, said: Mapping[str, KeyframeFields | None]) -> tuple[str, str] | None:
    """Say which field of a request does not fit what stands there, and why; None when all do."""
    if not isinstance(shape, Track):
        return "kind", "only a track has keyframes"
    kind = shape.keyframes[0].shape.type
    for frame, fields in said.items():
        if fields is not None and fields.shape.type != kind:
            return f"keyframes.{frame}.shape", f"the keyframes of this track are of the type {kind}"
    frames = {keyframe.frame for keyframe in shape.keyframes}
    frames = frames - {int(frame) for frame, fields in said.items() if fields is None}
    frames |= {int(frame) for frame, fields in said.items() if fields is not None}
    if not frames:
        return "keyframes", "a track keeps at least one keyframe; remove the track instead"
    if len(frames) > MOST_KEYFRAMES:
        return "keyframes", f"a track has at most {MOST_KEYFRAMES} keyframes"
    return None


def changed_keyframes(before: Track, after: Track) -> set[str]:
    """Tell which keyframes differ, as properties."""
    then = {keyframe.frame: keyframe for keyframe in before.keyframes}
    now = {keyframe.frame: keyframe for keyframe in after.keyframes}
    frames = then.keys() | now.keys()
    return {keyframe_property(frame) for frame in frames if then.get(frame) != now.get(frame)}


def overlap(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether two sets of properties touch the same; a whole shape touches each of its keyframes."""
    mine, theirs = set(some), set(others)
    return bool(mine & theirs) or _covers(mine, theirs) or _covers(theirs, mine)


def _covers(whole: set[str], parts: set[str]) -> bool:
    return "shape" in whole and any(part.startswith("keyframes.") for part in parts)
