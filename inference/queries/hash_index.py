"""Keeps the hashes of a project's pictures ready to be searched, renewed as pictures come."""

from __future__ import annotations

from threading import Lock

from inference.embedding.search import HashIndex
from inference.runtime.cache import WarmCache
from inference.store import embeddings

HASH_BYTES = 8
MOST_HASHES = 2_000_000
"""Different hashes of a project that are compared, at most: 16 MB, and 160 MB to know them by."""
OVERLAP_SECONDS = 120
"""Rows are numbered when they are made and seen when their transaction ends: so far back is looked again."""


class PictureHashes:
    """The different hashes of a project. One whose pictures are gone stays, and finds nobody."""

    def __init__(self, project_id: str) -> None:
        """Begin without hashes; the first search reads them."""
        self._project_id = project_id
        self._index = HashIndex(HASH_BYTES)
        self._newest = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._index)

    def within(self, wanted: bytes, bits: int) -> list[bytes]:
        """Return the hashes that differ from one in at most so many bits."""
        with self._lock:
            since = max(0, self._newest - OVERLAP_SECONDS)
            for hashed, written in embeddings.list_hashes(self._project_id, since=since):
                self._newest = max(self._newest, written)
                if len(self._index) < MOST_HASHES:
                    self._index.add([hashed])
            return self._index.within(wanted, bits)


HASHES: WarmCache[PictureHashes] = WarmCache(4)


def hashes_of(project_id: str) -> PictureHashes:
    """Return what this process holds of a project."""
    return HASHES.get(project_id, lambda: PictureHashes(project_id))
