"""Where a track is at a frame: the one meaning of its keyframes.

The front end has the same (`frontend/src/model/track/interpolate.ts`); vectors hold the two together.
"""

from __future__ import annotations

import weakref
from bisect import bisect_right
from collections.abc import Callable, Iterator

from pydantic import Field

from annotations.domain.geometry import (
    Box,
    Ellipse,
    Keyframe,
    Number,
    Point,
    Points,
    Polygon,
    Polyline,
    Skeleton,
    Track,
    TrackedShape,
)
from annotations.domain.record import Record
from annotations.domain.vertex_matching import Matched, match_lines, match_rings

Answers = dict[str, bool | Number | str]
Passage = Callable[[float], TrackedShape]
"""The shape at a share, above 0 and below 1, of the way between two keyframes."""


class Placed(Record):
    """An object as it is at one frame; `attributes` holds the newest answer to each question up to there."""

    shape: TrackedShape
    occluded: bool = False
    attributes: Answers = Field(default_factory=dict)
    is_keyframe: bool = False


def place_at(track: Track, index: int) -> Placed | None:
    """Return a track's object at a frame; None before its first keyframe and where it is outside.

    At a keyframe it is exactly what that says, after the last it is held. Takes O(log n) of n keyframes once
    the track's answers were gathered.
    """
    keyframes = track.keyframes
    after = bisect_right(keyframes, index, key=_frame_of)
    if after == 0 or keyframes[after - 1].outside:
        return None
    here = keyframes[after - 1]
    following = keyframes[after] if after < len(keyframes) else None
    passage = _passage(here, following) if index != here.frame else None
    return _place(here, following, passage, index, _answers_of(track)[after - 1])


def place_over(track: Track, first: int, last: int) -> Iterator[tuple[int, Placed]]:
    """Yield the frames from `first` to `last`, both included, at which a track's object is there.

    A track has no end of its own: after its last keyframe it is held up to `last`.
    """
    keyframes, answers = track.keyframes, _answers_of(track)
    start = max(0, bisect_right(keyframes, first, key=_frame_of) - 1)
    for place in range(start, len(keyframes)):
        here = keyframes[place]
        if here.frame > last:
            return
        following = keyframes[place + 1] if place + 1 < len(keyframes) else None
        if here.outside:
            continue
        passage = _passage(here, following)
        end = last if following is None else min(last, following.frame - 1)
        for index in range(max(first, here.frame), end + 1):
            yield index, _place(here, following, passage, index, answers[place])


def _frame_of(keyframe: Keyframe) -> int:
    return keyframe.frame


def _place(
    here: Keyframe, following: Keyframe | None, passage: Passage | None, index: int, answers: Answers
) -> Placed:
    is_keyframe = index == here.frame
    shape = here.shape
    if passage is not None and following is not None and not is_keyframe:
        shape = passage((index - here.frame) / (following.frame - here.frame))
    return Placed(shape=shape, occluded=here.occluded, attributes=answers, is_keyframe=is_keyframe)


_GATHERED: dict[int, tuple[weakref.ref[Track], list[Answers]]] = {}


def _answers_of(track: Track) -> list[Answers]:
    """Return the answers that hold from each keyframe on: each until it is given anew."""
    known = _GATHERED.get(identity := id(track))
    if known is not None and known[0]() is track:
        return known[1]
    gathered: list[Answers] = []
    held: Answers = {}
    for keyframe in track.keyframes:
        if keyframe.attributes:
            held = held | keyframe.attributes
        gathered.append(held)
    _GATHERED[identity] = (weakref.ref(track, lambda _: _GATHERED.pop(identity, None)), gathered)
    return gathered


def _passage(here: Keyframe, following: Keyframe | None) -> Passage | None:
    """Return the way to the next keyframe; None where the shape is held."""
    if following is None or following.outside:
        return None
    earlier, later = here.shape, following.shape
    if isinstance(earlier, Box) and isinstance(later, Box):
        return _box_passage(earlier, later)
    if isinstance(earlier, Ellipse) and isinstance(later, Ellipse):
        return _ellipse_passage(earlier, later)
    if isinstance(earlier, Polygon) and isinstance(later, Polygon):
        return _polygon_passage(earlier, later)
    if isinstance(earlier, Polyline) and isinstance(later, Polyline):
        return _points_passage(earlier, match_lines(earlier.points, later.points))
    if isinstance(earlier, Points | Skeleton) and isinstance(later, Points | Skeleton):
        # Points have their meaning by their place: one more or less leaves nothing to go by.
        if len(earlier.points) != len(later.points):
            return None
        return _points_passage(earlier, Matched(earlier.points, later.points))
    return None


def _box_passage(earlier: Box, later: Box) -> Passage:
    turn = _turn(earlier.rotation, later.rotation)
    return lambda share: Box(
        x=_mix(earlier.x, later.x, share),
        y=_mix(earlier.y, later.y, share),
        width=_mix(earlier.width, later.width, share),
        height=_mix(earlier.height, later.height, share),
        rotation=turn(share),
    )


def _ellipse_passage(earlier: Ellipse, later: Ellipse) -> Passage:
    turn = _turn(earlier.rotation, later.rotation)
    return lambda share: Ellipse(
        x=_mix(earlier.x, later.x, share),
        y=_mix(earlier.y, later.y, share),
        rx=_mix(earlier.rx, later.rx, share),
        ry=_mix(earlier.ry, later.ry, share),
        rotation=turn(share),
    )


def _polygon_passage(earlier: Polygon, later: Polygon) -> Passage:
    outline = match_rings(earlier.points, later.points)
    holes: list[Matched] | None = None
    if len(earlier.holes) == len(later.holes):
        pairs = zip(earlier.holes, later.holes, strict=True)
        holes = [match_rings(mine, theirs) for mine, theirs in pairs]

    def passage(share: float) -> TrackedShape:
        update: dict[str, object] = {"points": _mix_points(outline, share)}
        if holes is not None:
            update["holes"] = [_mix_points(hole, share) for hole in holes]
        return earlier.model_copy(update=update)

    return passage


def _points_passage(earlier: Polyline | Points | Skeleton, matched: Matched) -> Passage:
    return lambda share: earlier.model_copy(update={"points": _mix_points(matched, share)})


def _turn(earlier: float | None, later: float | None) -> Callable[[float], float | None]:
    """Return the angle on the shorter way round, from above -180 up to 180 degrees."""
    if earlier is None and later is None:
        return lambda _: None
    start, end = (earlier or 0.0) % 360, (later or 0.0) % 360
    # Half a turn is as far both ways: through the angles between the two, whichever is first.
    way = end - start
    if way > 180:
        way -= 360
    elif way < -180:
        way += 360

    def turn(share: float) -> float:
        angle = (start + way * share) % 360
        return angle - 360 if angle > 180 else angle

    return turn


def _mix_points(matched: Matched, share: float) -> list[Point]:
    return [
        (_mix(ax, bx, share), _mix(ay, by, share))
        for (ax, ay), (bx, by) in zip(matched.earlier, matched.later, strict=True)
    ]


def _mix(earlier: float, later: float, share: float) -> float:
    return earlier + (later - earlier) * share
