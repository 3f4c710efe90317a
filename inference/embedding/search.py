"""Searches vectors and hashes by faiss: exactly, one thread, vectors at half precision."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

# It takes a third of a second and 40 MB to load, and most processes never search: the classes below load it.
# ruff: noqa: PLC0415
from inference.pipeline.geometry import FloatArray


class VectorIndex:
    """Vectors of length one under numbers; the nearest by cosine are found by comparing with all of them.

    A vector takes two bytes a dimension. 100 000 of 256 dimensions are searched in 9 ms.
    """

    def __init__(self, size: int) -> None:
        """Begin without vectors; each will have `size` dimensions."""
        import faiss

        half = faiss.IndexScalarQuantizer(size, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        self._index = faiss.IndexIDMap2(half)
        # The memory of the inner one is Python's: it has to live as long.
        self._half = half
        self._faiss = faiss

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, numbers: Sequence[int], units: FloatArray) -> None:
        """Add vectors [n, size] under numbers that are not taken."""
        if len(numbers):
            self._faiss.omp_set_num_threads(1)
            self._index.add_with_ids(np.ascontiguousarray(units), np.array(numbers, np.int64))

    def remove(self, numbers: Sequence[int]) -> None:
        """Take vectors out; numbers that are not there are harmless."""
        if len(numbers):
            self._index.remove_ids(self._faiss.IDSelectorBatch(np.array(numbers, np.int64)))

    def nearest(self, unit: FloatArray, limit: int) -> tuple[list[int], list[float]]:
        """Return the numbers of the vectors nearest to one [size], nearest first, and their cosines."""
        some = min(limit, len(self))
        if some <= 0:
            return [], []
        self._faiss.omp_set_num_threads(1)
        cosines, numbers = self._index.search(np.ascontiguousarray(unit[None], np.float32), some)
        # Of equally near ones the first comes first, in whatever order the library found them.
        order = np.lexsort((numbers[0], -cosines[0]))
        return [int(found) for found in numbers[0][order]], [float(found) for found in cosines[0][order]]


class HashIndex:
    """Hashes of 8 bytes, each once; those within some bits of one are found by comparing with all of them."""

    def __init__(self, length: int) -> None:
        """Begin without hashes; each will have `length` bytes."""
        import faiss

        self._index = faiss.IndexBinaryFlat(length * 8)
        self._faiss = faiss
        self._known: set[bytes] = set()

    def __len__(self) -> int:
        return len(self._known)

    def add(self, hashes: Sequence[bytes]) -> None:
        """Add hashes; those that are there already are harmless."""
        new = [one for one in dict.fromkeys(hashes) if one not in self._known]
        if new:
            self._known.update(new)
            self._index.add(np.frombuffer(b"".join(new), np.uint8).reshape(len(new), -1))

    def within(self, wanted: bytes, bits: int) -> list[bytes]:
        """Return the hashes that differ from one in at most so many bits."""
        if not self._known:
            return []
        self._faiss.omp_set_num_threads(1)
        query = np.frombuffer(wanted, np.uint8)[None]
        # The library's range leaves its own bound out.
        _bounds, _apart, places = self._index.range_search(query, bits + 1)
        return [np.asarray(self._index.reconstruct(int(place))).tobytes() for place in sorted(places)]


def mean_of(vectors: FloatArray, prior: FloatArray, weight: float) -> FloatArray:
    """Return the mean of vectors [n, d], held to a prior [d] as if it were `weight` vectors more.

    Of few vectors that are alike the plain mean is what they are: nothing would be left of them.
    """
    mean: FloatArray = (vectors.sum(axis=0) + weight * prior) / (len(vectors) + weight)
    return mean.astype(np.float32)


def apart_from(vectors: FloatArray, mean: FloatArray) -> FloatArray:
    """Take a mean [d] away from vectors [n, d] and bring them to length one."""
    apart = vectors - mean
    lengths = np.linalg.norm(apart, axis=1, keepdims=True)
    units: FloatArray = (apart / np.maximum(lengths, 1e-9)).astype(np.float32)
    return units
