"""The frames on which the gate measures: those of the held-out files that people vouch for, as columns."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from annotations.domain.asset import Frame
from annotations.domain.geometry import Tag, area, bounds
from annotations.domain.snapshot import PackedFrame
from annotations.domain.training import FrameChoice
from annotations.formats.unroll import ShownFrame
from annotations.queries.learnable import iterate_learnable
from annotations.store import assets
from annotations.store.video_frames import make_frame
from inference.evaluation.columns import Truths, as_truths
from inference.evaluation.measure import Kind

MOST_FRAMES = 5_000
"""More than these hardly narrow an interval, and each takes time of the next training."""


@dataclass(frozen=True)
class HeldOut:
    """One held-out frame: its objects as (label, box, area), and its tags."""

    frame_id: str
    asset_id: str
    asset_sha256: str
    width: int
    height: int
    rendition: str
    index: int
    boxes: list[tuple[str, tuple[float, float, float, float], float]]
    tags: list[str]


def choose_held_out(
    frames: Iterable[PackedFrame], choice: FrameChoice, *, held_out: set[str], most: int = MOST_FRAMES
) -> list[HeldOut]:
    """Return the frames to measure on, by id; of very many those whose ids hash lowest.

    Args:
        frames: A frozen snapshot's.
        choice: Which frames people vouch for.
        held_out: The files that no training learns from.
        most: How many frames are measured.
    """
    chosen: list[HeldOut] = []
    for shown in iterate_learnable((frame for frame in frames if frame.asset_id in held_out), choice):
        chosen.append(_compact(shown))
        if len(chosen) >= 2 * most:
            chosen = _thinned(chosen, most)
    return sorted(_thinned(chosen, most), key=lambda frame: frame.frame_id)


def digest_of(frames: Iterable[HeldOut]) -> str:
    """Name what is measured on by its content: the same digest, the same frames and objects."""
    whole = hashlib.sha256()
    for frame in frames:
        whole.update(repr((frame.frame_id, frame.asset_sha256, frame.boxes, sorted(frame.tags))).encode())
    return whole.hexdigest()


def truths_of(frames: list[HeldOut], kind: Kind, labels: list[str]) -> Truths:
    """Return the objects of a kind as columns; what carries none of the labels is left out."""
    places = {label: place for place, label in enumerate(labels)}
    rows = [
        (number, places[label], box, size)
        for number, frame in enumerate(frames)
        for label, box, size in (frame.boxes if kind == "box" else _as_boxes(frame))
        if label in places
    ]
    return as_truths(
        np.array([row[0] for row in rows], np.int64),
        np.array([row[1] for row in rows], np.int64),
        np.array([row[2] for row in rows], np.float64),
        np.array([row[3] for row in rows], np.float64),
    )


def load_frames(frames: list[HeldOut]) -> list[Frame]:
    """Return the frames' rows, with what helps to read their pixels; a row that is gone is made again."""
    found = {frame.id: frame for frame in assets.find_frames([frame.frame_id for frame in frames])}
    return [found.get(frame.frame_id) or make_frame(frame.frame_id) or _as_frame(frame) for frame in frames]


def _as_frame(frame: HeldOut) -> Frame:
    return Frame(
        id=frame.frame_id,
        project_id="",
        asset_id=frame.asset_id,
        index=frame.index,
        width=frame.width,
        height=frame.height,
        rendition=frame.rendition,
    )


def _as_boxes(frame: HeldOut) -> list[tuple[str, tuple[float, float, float, float], float]]:
    whole = (0.0, 0.0, float(frame.width), float(frame.height))
    return [(tag, whole, whole[2] * whole[3]) for tag in frame.tags]


def _compact(shown: ShownFrame) -> HeldOut:
    boxes: list[tuple[str, tuple[float, float, float, float], float]] = []
    for entry in shown.objects:
        if not isinstance(entry.shape, Tag):
            left, top, right, bottom = bounds(entry.shape)
            boxes.append((entry.label, (left, top, right - left, bottom - top), area(entry.shape)))
    return HeldOut(
        shown.frame_id,
        shown.asset_id,
        shown.asset_sha256,
        shown.width,
        shown.height,
        shown.rendition,
        shown.index or 0,
        boxes,
        [entry.label for entry in shown.objects if isinstance(entry.shape, Tag)],
    )


def _thinned(frames: list[HeldOut], most: int) -> list[HeldOut]:
    if len(frames) <= most:
        return frames
    return sorted(frames, key=lambda frame: hashlib.sha256(frame.frame_id.encode()).digest())[:most]
