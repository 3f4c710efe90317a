"""The bytes of unfinished uploads: one growing file each, written by one request at a time."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from annotations.errors import StorageFull, UploadBusy

CHUNK = 1 << 20
SPARE_BYTES = 256 << 20
"""What an upload leaves free on the disk: the database lies there too."""
SUFFIX = ".part"


def part_path(upload_id: str) -> Path:
    """Return where the bytes of an upload lie."""
    root: Path = settings.UPLOADS_ROOT
    return root / f"{upload_id}{SUFFIX}"


@contextmanager
def hold_part(upload_id: str) -> Iterator[BinaryIO]:
    """Open the file of an upload for this request alone. The lock ends with the process, however that ends.

    Raises:
        UploadBusy: another request holds it.
    """
    path = part_path(upload_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "r+b") as part:
        try:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            message = "Another request is writing to this upload. Ask for the offset with HEAD and try again."
            raise UploadBusy(message) from fault
        yield part


def size_of(part: BinaryIO) -> int:
    """Return how many bytes an open part has on the disk."""
    return os.fstat(part.fileno()).st_size


def keep(part: BinaryIO) -> None:
    """Return when everything written to a part would survive the loss of power."""
    part.flush()
    os.fsync(part.fileno())


def cut(part: BinaryIO, offset: int) -> None:
    """Forget what was written behind an offset."""
    part.flush()
    part.truncate(offset)


def drop_part(upload_id: str) -> None:
    """Remove the bytes of an upload."""
    part_path(upload_id).unlink(missing_ok=True)


def list_parts(*, older_than: float) -> list[str]:
    """Return the ids of the uploads whose bytes were last written before a time (seconds since 1970)."""
    found: list[str] = []
    with suppress(FileNotFoundError), os.scandir(settings.UPLOADS_ROOT) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                if entry.name.endswith(SUFFIX) and entry.stat().st_mtime < older_than:
                    found.append(entry.name.removesuffix(SUFFIX))
    return found


def check_room(byte_size: int) -> None:
    """Check that a file of that size fits onto the disk.

    Raises:
        StorageFull: it does not.
    """
    root: Path = settings.UPLOADS_ROOT
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    if shutil.disk_usage(root).free < byte_size + SPARE_BYTES:
        raise storage_full()


@contextmanager
def full_is_ours() -> Iterator[None]:
    """Turn the system's word for a full disk into ours."""
    try:
        yield
    except OSError as fault:
        if fault.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise storage_full() from fault
        raise


def storage_full() -> StorageFull:
    """Say that there is no room."""
    return StorageFull(
        "The portal's disk is full. What arrived is kept: ask an administrator to make room, then go on."
    )
