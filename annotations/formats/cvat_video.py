"""CVAT for video 1.1 in a zip: an XML of tracks for each video."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from annotations.domain.snapshot import PackedFrame, Snapshot
from annotations.formats.archive import Archive
from annotations.formats.cvat_document import CvatDocument
from annotations.formats.pictures import Pictures
from annotations.formats.sequences import Sequences

SUFFIX = ".zip"


def render(
    snapshot: Snapshot,
    frames: Iterator[PackedFrame],
    target: BinaryIO,
    *,
    count_frame: Callable[[], None],
    interpolated: bool = True,
    pictures: Pictures | None = None,
) -> None:
    """Write the videos of a snapshot as CVAT does, one `annotations.xml` in a folder for each.

    Frames are numbered from 0. With interpolated frames those between keyframes are written too, with
    `keyframe="0"`. What stands on one frame only is a track that is outside at the next one. Tags and
    pictures are listed in `left-out.txt`.

    Raises:
        NothingToExport: there is no video.
    """
    sequences = Sequences()
    with Archive(target) as archive:
        for reel, rows in sequences.videos(frames):
            document = CvatDocument(snapshot, reel, sequences, count_frame, interpolated=interpolated)
            folder = reel.frame.asset_id
            archive.add(f"{folder}/annotations.xml", document.pieces(rows))
            if pictures is not None:
                for frame, picture in pictures.along(document.frames()):
                    if picture is not None:
                        archive.add(f"{folder}/images/frame_{frame.index or 0:06d}.jpg", picture)
                    count_frame()
        sequences.list_in(archive)
