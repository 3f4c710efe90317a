"""Files that can be made again, in a folder of bounded size: the longest unused ones go first."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock

KEPT_SHARE = 0.9
"""What stays after a clearing, so that not every further file starts one."""


class FileCache:
    """Named files of one folder, shared by processes; nothing is lost when one is cleared away."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._lock = Lock()
        self._known_bytes: int | None = None

    def find(self, name: str) -> Path | None:
        """Return where a file is, and note that it was used."""
        path = self._folder / name
        try:
            os.utime(path)
        except FileNotFoundError:
            return None
        return path

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes, if it is there, and note that it was used."""
        path = self.find(name)
        if path is None:
            return None
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None  # another process has just cleared it away

    def keep(self, name: str, chunks: Iterable[bytes]) -> Path:
        """Write a file whole or not at all, then clear away what no longer fits."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".")
        size = 0
        try:
            with open(descriptor, "wb") as target:
                for chunk in chunks:
                    size += target.write(chunk)
            os.replace(unfinished, path)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise
        self._make_room(size, path)
        return path

    def _make_room(self, added: int, newest: Path) -> None:
        with self._lock:
            if self._known_bytes is not None:
                self._known_bytes += added
            if self._known_bytes is not None and self._known_bytes <= self._most_bytes:
                return
            entries = sorted(self._entries())
            held = sum(size for _used, size, _path in entries)
            if held > self._most_bytes:
                for _used, size, path in entries:
                    if held <= self._most_bytes * KEPT_SHARE:
                        break
                    if path != newest:
                        path.unlink(missing_ok=True)
                        held -= size
            self._known_bytes = held

    def _entries(self) -> Iterator[tuple[int, int, Path]]:
        for folder, _folders, names in os.walk(self._folder):
            for name in names:
                path = Path(folder, name)
                with suppress(FileNotFoundError):
                    found = path.stat()
                    yield found.st_mtime_ns, found.st_size, path
