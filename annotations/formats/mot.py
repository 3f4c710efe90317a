"""MOTChallenge 1.1 in a zip: for each video a folder with `gt/`, `seqinfo.ini` and perhaps `img1/`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from typing import BinaryIO

from annotations.domain.geometry import Box, Shape, Tag, bounds
from annotations.domain.snapshot import PackedFrame, Snapshot
from annotations.formats.archive import Archive
from annotations.formats.decimals import decimal
from annotations.formats.pictures import Pictures, along
from annotations.formats.sequences import Sequences
from annotations.formats.unroll import Reel, ShownFrame, unroll_video

SUFFIX = ".zip"
PICTURES = "img1"


def render(
    snapshot: Snapshot,
    frames: Iterator[PackedFrame],
    target: BinaryIO,
    *,
    count_frame: Callable[[], None],
    interpolated: bool = True,
    pictures: Pictures | None = None,
) -> None:
    """Write the videos of a snapshot as MOTChallenge: a line for each object and frame.

    Frames, tracks and classes are numbered from 1. Shapes other than upright boxes are written as their
    bounds; an object of a single frame is a track of one line. What has no extent, and pictures, are listed
    in `left-out.txt`; `videos.txt` says which folder is which file.

    Raises:
        NothingToExport: there is no video.
    """
    classes = {name: place for place, name in enumerate(snapshot.labels, start=1)}
    labels = "".join(f"{name}\n" for name in snapshot.labels).encode()
    sequences = Sequences()
    with Archive(target) as archive:
        for reel, rows in sequences.videos(frames):
            folder = reel.frame.asset_id
            shown = unroll_video(reel, rows, interpolated=interpolated)
            alone = len(reel.tracks)
            # A zip takes one member at a time: the lines wait in a file while pictures are written.
            with tempfile.TemporaryFile() as waiting:
                for frame, picture in along(pictures, shown):
                    if picture is not None:
                        archive.add(f"{folder}/{PICTURES}/{(frame.index or 0) + 1:06d}.jpg", picture)
                    alone = _write(frame, alone, classes, waiting, sequences)
                    count_frame()
                archive.add_file(f"{folder}/gt/gt.txt", waiting)
            archive.add(f"{folder}/gt/labels.txt", [labels])
            archive.add(f"{folder}/seqinfo.ini", [_facts(reel).encode()])
        sequences.list_in(archive)


def mot_box(shape: Shape) -> tuple[str, str, str, str]:
    """Write left, top, width and height of a shape."""
    if isinstance(shape, Box) and not shape.rotation:
        return decimal(shape.x), decimal(shape.y), decimal(shape.width), decimal(shape.height)
    left, top, right, bottom = bounds(shape)
    return decimal(left), decimal(top), decimal(right - left), decimal(bottom - top)


def _write(
    frame: ShownFrame, alone: int, classes: dict[str, int], target: BinaryIO, sequences: Sequences
) -> int:
    """Write a frame's lines; return how many tracks there are with its objects of no track."""
    # Objects of no track come last: what is read back has the same order.
    for entry in sorted(frame.objects, key=lambda entry: entry.track is None):
        left, top, width, height = mot_box(entry.shape)
        if isinstance(entry.shape, Tag) or "0" in {width, height}:
            sequences.leave_out(frame.frame_id, entry.id, entry.shape.type)
            continue
        number = entry.track
        if number is None:
            alone += 1
            number = alone
        visibility = 0 if entry.occluded else 1
        line = (
            f"{(frame.index or 0) + 1},{number},{left},{top},{width},{height},1,"
            f"{classes[entry.label]},{visibility}\n"
        )
        target.write(line.encode())
    return alone


def _facts(reel: Reel) -> str:
    frame = reel.frame
    return (
        f"[Sequence]\nname={frame.asset_id}\nimDir={PICTURES}\nframeRate={decimal(reel.video.rate)}\n"
        f"seqLength={reel.video.frame_count}\nimWidth={frame.width}\nimHeight={frame.height}\nimExt=.jpg\n"
    )
