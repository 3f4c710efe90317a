"""A cache of files stays within its size, and lets go first of what nobody has used for longest."""

import os
from pathlib import Path

import pytest

from annotations.store.file_cache import FileCache

MOST = 1_000


@pytest.fixture
def cache(tmp_path: Path) -> FileCache:
    return FileCache(tmp_path / "kept", MOST)


def keep(cache: FileCache, folder: Path, name: str, *, size: int = 100, used_at: int) -> None:
    """Keep a file and set the clock of its last use."""
    os.utime(cache.keep(name, [b"x" * size]), (used_at, used_at))
    assert (folder / "kept" / name).exists()


def names(folder: Path) -> set[str]:
    return {path.name for path in (folder / "kept").rglob("*") if path.is_file()}


def test_what_was_never_kept_is_not_found(cache: FileCache) -> None:
    assert cache.find("a/b.jpg") is None
    assert cache.read("a/b.jpg") is None


def test_what_was_kept_comes_back_whole(cache: FileCache, tmp_path: Path) -> None:
    cache.keep("a/b.jpg", [b"one ", b"two"])
    assert cache.read("a/b.jpg") == b"one two"
    assert names(tmp_path) == {"b.jpg"}


def test_the_longest_unused_go_first_and_only_as_many_as_needed(cache: FileCache, tmp_path: Path) -> None:
    for number in range(10):
        keep(cache, tmp_path, f"{number}/f{number}", used_at=1_000 + number)
    assert len(names(tmp_path)) == 10
    assert cache.read("0/f0"), "reading counts as use"
    cache.keep("new", [b"x" * 100])
    # Down to nine tenths, so that not every further file starts a clearing.
    assert names(tmp_path) == {"f0", *(f"f{number}" for number in range(3, 10)), "new"}


def test_a_file_larger_than_the_cache_is_kept_until_the_next_one(cache: FileCache, tmp_path: Path) -> None:
    keep(cache, tmp_path, "small", used_at=1_000)
    keep(cache, tmp_path, "large", size=MOST + 1, used_at=2_000)
    assert names(tmp_path) == {"large"}
    cache.keep("next", [b"x"])
    assert names(tmp_path) == {"next"}


def test_a_write_that_fails_leaves_nothing(cache: FileCache, tmp_path: Path) -> None:
    def broken() -> object:
        yield b"half"
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        cache.keep("a", broken())  # type: ignore[arg-type]
    assert names(tmp_path) == set()


def test_what_other_processes_kept_counts_as_well(tmp_path: Path) -> None:
    ours, theirs = FileCache(tmp_path / "kept", MOST), FileCache(tmp_path / "kept", MOST)
    for number in range(9):
        keep(theirs, tmp_path, f"theirs{number}", used_at=1_000 + number)
    for number in range(3):
        ours.keep(f"ours{number}", [b"x" * 100])
    assert sum(path.stat().st_size for path in (tmp_path / "kept").iterdir()) <= MOST
    assert {"ours0", "ours1", "ours2"} <= names(tmp_path)
