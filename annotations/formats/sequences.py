"""What formats of videos share: a folder for each video, a list of them, and one of what was left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from annotations.domain.snapshot import PackedFrame, PackedObject
from annotations.errors import NothingToExport
from annotations.formats.archive import Archive
from annotations.formats.decimals import rounded
from annotations.formats.unroll import Reel, split_assets

LISTING, LEFT_OUT = "videos.txt", "left-out.txt"


@dataclass
class Sequences:
    """Goes through the videos of a snapshot and notes what has no place in the format."""

    listing: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)

    def videos(self, frames: Iterator[PackedFrame]) -> Iterator[tuple[Reel, Iterator[PackedFrame]]]:
        """Yield each video with its frames, their numbers rounded; pictures are left out.

        Raises:
            NothingToExport: there is no video.
        """
        for reel, rows in split_assets(_rounded(frames)):
            if reel is None:
                self.left_out |= {row.frame_id: "picture" for row in rows}
                continue
            self.listing.append(
                f"{reel.frame.asset_id}\t{json.dumps(reel.frame.file_name, ensure_ascii=False)}"
            )
            for entry in reel.others:
                self.leave_out(reel.frame.frame_id, entry.id, str(entry.shape.get("type")))
            yield reel, rows
        if not self.listing:
            message = (
                "This format holds tracks of videos, and the snapshot has no video. Freeze a new snapshot if "
                "it is older than its videos."
            )
            raise NothingToExport(message)

    def leave_out(self, frame_id: str, object_id: str, kind: str) -> None:
        """Note an object that the format cannot say, once, at the first frame where it is so."""
        self.left_out.setdefault(object_id, f"{kind} {frame_id}")

    def list_in(self, archive: Archive) -> None:
        """Write the lists."""
        archive.add(LISTING, ["".join(f"{line}\n" for line in self.listing).encode()])
        if self.left_out:
            archive.add(
                LEFT_OUT, ["".join(f"{name} {why}\n" for name, why in self.left_out.items()).encode()]
            )


def _rounded(frames: Iterator[PackedFrame]) -> Iterator[PackedFrame]:
    return (
        frame.model_copy(update={"objects": [_round(entry) for entry in frame.objects]}) for frame in frames
    )


def _round(entry: PackedObject) -> PackedObject:
    return entry.model_copy(update={"shape": rounded(entry.shape)})
