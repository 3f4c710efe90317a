"""Choose of a frozen project the frames that people vouch for: models learn from and are judged by them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotations.domain.asset import Verdict
from annotations.domain.snapshot import PackedFrame
from annotations.domain.training import FrameChoice
from annotations.formats.unroll import Reel, ShownFrame, split_assets, unroll, unroll_video

MOST_OF_A_VIDEO = 200
"""Frames of one video that are learned from: they resemble each other, and each has to be decoded."""
REFUSED: frozenset[Verdict] = frozenset({"returned", "skipped"})
FINISHED: frozenset[Verdict] = frozenset({"submitted", "approved"})


def iterate_learnable(frames: Iterable[PackedFrame], choice: FrameChoice) -> Iterator[ShownFrame]:
    """Yield the frames that are vouched for, with everything on them, in the order of the snapshot.

    Frames that were returned or skipped never come. Of a video come the frames that people spoke of by
    themselves and, with `corrected` or once the video is submitted or approved, those on which its tracks
    have keyframes; tracks are placed between their keyframes.

    Args:
        frames: Frames frozen with their verdicts and whether they were touched.
        choice: Whether what was only corrected counts.
    """
    for reel, rows in split_assets(iter(frames)):
        if reel is None:
            yield from unroll((row for row in rows if is_vouched(row, choice)), interpolated=True)
        else:
            yield from _of_video(reel, list(rows), choice)


def is_vouched(frame: PackedFrame, choice: FrameChoice) -> bool:
    """Tell whether a person stands for what is on a frame."""
    if frame.verdict in REFUSED:
        return False
    return frame.verdict in FINISHED or (choice == "corrected" and frame.touched)


def _of_video(reel: Reel, rows: list[PackedFrame], choice: FrameChoice) -> Iterator[ShownFrame]:
    if reel.frame.verdict in REFUSED:
        return
    refused = {row.index for row in rows if row.verdict in REFUSED}
    chosen = {row.index for row in rows if is_vouched(row, choice)}
    if is_vouched(reel.frame, choice):
        for track in reel.tracks:
            chosen |= {keyframe.frame for keyframe in track.open().keyframes}
    wanted = sorted(index for index in chosen - refused if index is not None and index <= reel.last)
    step = max(1, -(-len(wanted) // MOST_OF_A_VIDEO))
    kept = set(wanted[::step])
    if kept:
        shown = unroll_video(reel, iter(rows), interpolated=True)
        yield from (frame for frame in shown if frame.index in kept)
