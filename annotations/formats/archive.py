"""A zip whose bytes depend on its content alone."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import PurePosixPath
from types import TracebackType
from typing import BinaryIO

from annotations.formats.unroll import ShownFrame

PIECE = 1 << 20
EPOCH = (1980, 1, 1, 0, 0, 0)


class Archive:
    """Writes members one after the other; names are ours, times are fixed."""

    def __init__(self, target: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(target, "w", compression=zipfile.ZIP_STORED, allowZip64=True)

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """Add a member from pieces."""
        member = zipfile.ZipInfo(name, date_time=EPOCH)
        member.external_attr = 0o644 << 16
        with self._zip.open(member, "w", force_zip64=True) as target:
            for chunk in chunks:
                target.write(chunk)

    def add_file(self, name: str, source: BinaryIO) -> None:
        """Add a member from a file, from its start."""
        source.seek(0)
        self.add(name, iter(lambda: source.read(PIECE), b""))


def image_name(frame: ShownFrame) -> str:
    """Return a file name made of ids; what the person called the file is data, never a path."""
    return f"{frame.frame_id}{PurePosixPath(frame.rendition).suffix or '.jpg'}"
