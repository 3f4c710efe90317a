"""Own stamps: a file beside a built thing that holds the hash of what it was built from."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def hash_files(root: Path, files: Iterable[Path], *, also: str = "") -> str:
    """Return one hash over the files' paths below `root` and their bytes, in a fixed order."""
    digest = hashlib.sha256(also.encode())
    for path in sorted(files):
        digest.update(f"\0{path.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_current(stamp: Path, wanted: str) -> bool:
    """Return whether the thing beside `stamp` was built from what `wanted` is the hash of."""
    return stamp.exists() and stamp.read_text(encoding="ascii").strip() == wanted


def put_stamp(stamp: Path, built_from: str) -> None:
    """Record what the thing beside `stamp` was built from."""
    stamp.write_text(f"{built_from}\n", encoding="ascii")
