"""Bytes of assets, renditions and exports, through Django's storage API, named by content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache as once
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage

from annotations.errors import NotFound
from annotations.store.file_cache import FileCache

CHUNK = 1 << 20
_copying = Lock()


@once
def originals_cache() -> FileCache:
    """Return the place for copies of remote files."""
    return FileCache(settings.ORIGINALS_CACHE, settings.FRAME_CACHE_BYTES)


def name_by_content(folder: str, sha256: str, suffix: str = "") -> str:
    """Return the storage name of content: two levels of folders keep each one small."""
    return f"{folder}/{sha256[:2]}/{sha256[2:4]}/{sha256}{suffix}"


def save_by_content(folder: str, source: BinaryIO, *, sha256: str, suffix: str = "") -> str:
    """Store bytes under their own hash; storing them twice is one file."""
    name = name_by_content(folder, sha256, suffix)
    if not default_storage.exists(name):
        source.seek(0)
        saved = default_storage.save(name, File(source))
        if saved != name:
            # Somebody stored the same bytes between the look and the save.
            default_storage.delete(saved)
    return name


def adopt_by_content(folder: str, path: Path, *, sha256: str) -> str:
    """Make a file of ours the stored one under its hash; on one disk it is renamed, not copied.

    May be repeated when it was interrupted: the file is gone then, and the stored one there.
    """
    name = name_by_content(folder, sha256)
    if default_storage.exists(name):
        path.unlink(missing_ok=True)
        return name
    with path.open("rb") as source:
        saved = default_storage.save(name, _Movable(source, path))
    if saved != name:
        default_storage.delete(saved)
    path.unlink(missing_ok=True)
    return name


class _Movable(File):  # type: ignore[type-arg]  # not generic at run time
    """A file that the file system's storage may rename, as it does with files of forms."""

    def __init__(self, source: BinaryIO, path: Path) -> None:
        super().__init__(source)
        self._path = path

    def temporary_file_path(self) -> str:
        return str(self._path)


def hash_of(source: BinaryIO) -> tuple[str, int]:
    """Return sha256 and size in bytes, reading from the start."""
    source.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def open_stored(name: str) -> BinaryIO:
    """Open stored bytes.

    Raises:
        NotFound: there is nothing under that name.
    """
    try:
        return cast(BinaryIO, default_storage.open(name, "rb"))
    except (FileNotFoundError, IsADirectoryError) as fault:
        message = "The stored file is missing."
        raise NotFound(message) from fault


@contextmanager
def open_local(name: str) -> Iterator[BinaryIO]:
    """Open stored bytes as a file of this machine; of a remote storage's file a copy is made and kept.

    Raises:
        NotFound: there is nothing under that name.
    """
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:
        path = _copied(name)
    try:
        source = path.open("rb")
    except (FileNotFoundError, IsADirectoryError) as fault:
        message = "The stored file is missing."
        raise NotFound(message) from fault
    with source:
        yield source


def _copied(name: str) -> Path:
    cache = originals_cache()
    with _copying:
        return cache.find(name) or cache.keep(name, read_chunks(name))


def size_of(name: str) -> int | None:
    """Return how many bytes lie under a name; None when there are none."""
    try:
        return int(default_storage.size(name))
    except (FileNotFoundError, IsADirectoryError):
        return None


def stored_exists(name: str) -> bool:
    """Tell whether there are bytes under a name; a folder holds none of its own."""
    try:
        default_storage.open(name, "rb").close()
    except (FileNotFoundError, IsADirectoryError):
        return False
    return True


def storage_name(uri: str) -> str | None:
    """Return the storage name that a row's `image_uri` points at, or None when it points elsewhere.

    Accepted are `storage://folder/name` and a plain relative name. A server-side fetch of addresses is
    refused on purpose, and so is every path that climbs.
    """
    name = uri.removeprefix("storage://")
    path = PurePosixPath(name)
    if not name or "\0" in name or "\\" in name or ":" in name or path.is_absolute() or ".." in path.parts:
        return None
    return name


def read_chunks(name: str) -> Iterator[bytes]:
    """Yield stored bytes in pieces."""
    with open_stored(name) as source:
        while chunk := source.read(CHUNK):
            yield chunk
