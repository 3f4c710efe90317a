"""Links what a detector saw on successive frames into tracks: sure boxes first, doubtful ones after them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from annotations.domain.geometry import MOST_KEYFRAMES, Box, Keyframe, Track
from inference.tracking import kalman
from inference.tracking.association import Array, Pairs, overlaps, pair
from inference.tracking.thin import TOLERANCE, thin_keyframes


@dataclass(frozen=True)
class Sight:
    """What a detector saw on one frame, as equally long columns."""

    index: int
    labels: list[str]
    scores: Array
    boxes_xywh: Array
    """[n, 4], top left corner and size in pixels."""


@dataclass(frozen=True)
class LinkRules:
    """When boxes are one object."""

    sure: float = 0.5
    """A box of this score begins a track; a lesser one only continues one."""
    doubtful: float = 0.1
    """Lesser boxes are not looked at."""
    alike: float = 0.2
    """Least likeness of a box and where its track is believed to be."""
    margin: float = 0.25
    """Part of its sides by which a box is widened before it is compared: small objects move far."""
    patience: int = 5
    """Looks at the video, in a row, that may miss an object before its track ends."""
    bridged: int = 2
    """Missed looks in a row over which a track is interpolated; over more of them it is outside."""
    apart: int = 30
    """Frames between two looks over which nothing is linked."""
    shortest: int = 3
    """Boxes that a track needs."""
    mean_score: float = 0.4
    """Mean score that a track needs."""
    tolerance: float = TOLERANCE
    """Pixels that thinning may cost."""
    jitter: float = 0.06
    """Part of its sides that thinning may cost of a large box: a detector is no surer of them."""


@dataclass(frozen=True)
class LinkedTrack:
    """A proposal: one object over time; `score` is the mean of the boxes that were sure."""

    label: str
    score: float
    track: Track


@dataclass
class _Thread:
    """The boxes of one object as they were found."""

    label: int
    looks: list[int] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    boxes: list[Array] = field(default_factory=list)
    from_cut: int | None = None
    """The frame at which the scene began, when it was there at the first look at it."""
    gone_at: int | None = None
    """The frame from which on nothing of before can be seen, when that ended the track."""

    def add(self, look: int, score: float, box: Array) -> None:
        self.looks.append(look)
        self.scores.append(score)
        self.boxes.append(box)


class Linker:
    """Takes looks at a video in order and keeps the objects that are in sight or were a moment ago.

    Nothing is linked across `cuts`, the frames at which scenes begin.
    """

    def __init__(self, rules: LinkRules, cuts: Iterable[int] = ()) -> None:
        self._rules = rules
        self._cuts = sorted(cuts)
        self._names: dict[str, int] = {}
        self._frames: list[int] = []
        self._open: list[_Thread] = []
        self._states = kalman.no_states()
        self._ended: list[_Thread] = []
        self._cut: int | None = None
        """The cut that lies between the last look and the one before it."""

    def look(self, sight: Sight) -> None:
        """Continue the tracks with what was seen on a later frame than the last one.

        Raises:
            ValueError: The frame does not come after the last one.
        """
        if self._frames and sight.index <= self._frames[-1]:
            message = f"frame {sight.index} does not come after frame {self._frames[-1]}"
            raise ValueError(message)
        self._cut = self._part(self._frames[-1], sight.index) if self._frames else None
        step = sight.index - self._frames[-1] if self._frames else 0
        self._frames.append(sight.index)
        self._states = kalman.predict(self._states, float(step))
        kinds = np.array([self._names.setdefault(name, len(self._names)) for name in sight.labels], np.intp)
        boxes = np.concatenate(
            [sight.boxes_xywh[:, :2], sight.boxes_xywh[:, :2] + sight.boxes_xywh[:, 2:]], 1
        )
        sure = np.flatnonzero(sight.scores >= self._rules.sure)
        doubtful = np.flatnonzero((sight.scores >= self._rules.doubtful) & (sight.scores < self._rules.sure))
        taken: Pairs = []
        waiting = list(range(len(self._open)))
        for seen in (sure, doubtful):
            found = self._match(waiting, boxes[seen], kinds[seen], sight.scores[seen])
            taken += [(waiting[row], int(seen[column])) for row, column in found]
            gone = {row for row, _column in taken}
            waiting = [row for row in waiting if row not in gone]
        used = {column for _row, column in taken}
        self._continue(taken, boxes, sight.scores)
        self._begin([place for place in sure.tolist() if place not in used], boxes, kinds, sight.scores)
        self._end_lost()

    def _part(self, before: int, now: int) -> int | None:
        """End all tracks where a scene began since the last look, or that lies too far back.

        Returns:
            The last cut in between, if the frame looked at now lies near to it.
        """
        apart = self._rules.apart
        between = self._cuts[bisect_right(self._cuts, before) : bisect_right(self._cuts, now)]
        if not between and now - before <= apart:
            return None
        gone_at = min([*between, before + 1] if now - before > apart else between)
        for thread in self._open:
            thread.gone_at = gone_at
        self._ended += self._open
        self._open, self._states = [], kalman.no_states()
        return between[-1] if between and now - between[-1] <= apart else None

    def finish(self) -> list[LinkedTrack]:
        """Return the tracks that were long and sure enough, in order of appearance."""
        names = list(self._names)
        rules = self._rules
        found: list[LinkedTrack] = []
        for thread in [*self._ended, *self._open]:
            score = float(np.mean(thread.scores))
            if len(thread.looks) >= rules.shortest and score >= rules.mean_score:
                track = thin_keyframes(self._as_track(thread), tolerance=self._tolerance(thread))
                # What a threshold shows of boxes it shows of tracks: doubtful boxes only continue one.
                sure = float(np.mean([each for each in thread.scores if each >= rules.sure]))
                found.append(LinkedTrack(names[thread.label], round(sure, 4), track))
        return sorted(
            found, key=lambda linked: (linked.track.keyframes[0].frame, linked.label, -linked.score)
        )

    def _match(self, waiting: list[int], boxes: Array, kinds: np.ndarray, scores: Array) -> Pairs:
        believed = self._states.take(waiting).boxes_xyxy()
        alike = overlaps(believed, boxes, margin=self._rules.margin)
        same = np.array([self._open[row].label for row in waiting], np.intp)[:, None] == kinds[None, :]
        # Of two boxes as near, the surer one is the object.
        weighed = np.where(same, alike * (0.75 + 0.25 * scores[None, :]), 0.0)
        return pair(weighed, least=self._rules.alike)

    def _continue(self, taken: Pairs, boxes: Array, scores: Array) -> None:
        if not taken:
            return
        rows, columns = [row for row, _ in taken], [column for _, column in taken]
        better = kalman.correct(self._states.take(rows), boxes[columns])
        for name in ("place", "speed", "spread"):
            getattr(self._states, name)[rows] = getattr(better, name)
        for row, column in taken:
            self._open[row].add(len(self._frames) - 1, float(scores[column]), boxes[column])

    def _begin(self, columns: list[int], boxes: Array, kinds: np.ndarray, scores: Array) -> None:
        if not columns:
            return
        self._states = kalman.join(self._states, kalman.begin(boxes[columns]))
        for column in columns:
            thread = _Thread(int(kinds[column]), from_cut=self._cut)
            thread.add(len(self._frames) - 1, float(scores[column]), boxes[column])
            self._open.append(thread)

    def _end_lost(self) -> None:
        now = len(self._frames) - 1
        # What was seen once only is likelier noise than an object that hides.
        patience = [self._rules.patience if len(thread.looks) > 1 else 1 for thread in self._open]
        kept = [
            place
            for place, thread in enumerate(self._open)
            if now - thread.looks[-1] <= patience[place] and len(thread.looks) < MOST_KEYFRAMES // 2
        ]
        lost = set(range(len(self._open))) - set(kept)
        self._ended += [self._open[place] for place in sorted(lost)]
        self._open = [self._open[place] for place in kept]
        self._states = self._states.take(kept)

    def _as_track(self, thread: _Thread) -> Track:
        entries: list[Keyframe] = []
        before: int | None = None
        if thread.from_cut is not None and thread.from_cut < self._frames[thread.looks[0]]:
            entries.append(Keyframe(frame=thread.from_cut, shape=_as_box(thread.boxes[0])))
        for look, box in zip(thread.looks, thread.boxes, strict=True):
            if before is not None and look - before - 1 > self._rules.bridged:
                entries.append(self._outside(before + 1, entries[-1]))
            entries.append(Keyframe(frame=self._frames[look], shape=_as_box(box)))
            before = look
        ends = [] if thread.gone_at is None else [thread.gone_at]
        if before is not None and before + 1 < len(self._frames):
            ends.append(self._frames[before + 1])
        if ends:
            entries.append(entries[-1].model_copy(update={"frame": min(ends), "outside": True}))
        return Track(keyframes=entries)

    def _tolerance(self, thread: _Thread) -> float:
        corners = np.array(thread.boxes)
        side = float(np.median((corners[:, 2:] - corners[:, :2]).mean(axis=1)))
        return max(self._rules.tolerance, self._rules.jitter * side)

    def _outside(self, look: int, last: Keyframe) -> Keyframe:
        return last.model_copy(update={"frame": self._frames[look], "outside": True})


def link_predictions(
    sights: Iterable[Sight], rules: LinkRules | None = None, *, cuts: Iterable[int] = ()
) -> list[LinkedTrack]:
    """Link boxes of frames in rising order into tracks of one label each.

    Args:
        sights: What was seen, one entry for each frame that was looked at, also where nothing was seen. The
            frames may lie some way apart.
        rules: When boxes are one object.
        cuts: Frames at which scenes begin; nothing is linked across them.
    """
    linker = Linker(rules or LinkRules(), cuts)
    for sight in sights:
        linker.look(sight)
    return linker.finish()


def _as_box(box_xyxy: Array) -> Box:
    left, top, right, bottom = (round(float(value), 2) for value in box_xyxy)
    return Box(x=left, y=top, width=round(right - left, 2), height=round(bottom - top, 2))
