"""Keeps predicted objects ready to be searched: an index a project and label, renewed as they come."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence
from itertools import islice
from threading import Lock

import numpy as np

from inference.embedding.search import VectorIndex, apart_from, mean_of
from inference.pipeline.geometry import FloatArray
from inference.store import embeddings
from inference.store.embeddings import ObjectVectors, written_in

MOST_OBJECTS = 250_000
"""Objects of a label that are compared, at most: the newest. They take 128 MB."""
MOST_HELD = 500_000
"""Objects that one process holds in all its indexes; the index used longest ago leaves first."""
LEARNT_FROM = 20_000
"""What the objects of a label have in common is learnt from so many, the newest."""
PRIOR_FRAMES, PRIOR_WEIGHT = 200, 20.0
"""Few objects are held against what whole pictures have in common, as if these were so many objects more.
In photographs of one kind of animal, whether three objects or sixty: what differs by noise alone has a cosine
of 0.5 and more, and of what is of another kind one in a hundred has 0.35."""
AT_ONCE = 500
FEW = 1_000
"""Up to so many an index is made anew at each change, so that what they have in common is right."""
OVERLAP_SECONDS = 120
"""Rows are numbered when they are made and seen when their transaction ends: so far back is looked again."""
OLD_SECONDS = 3_600.0


class ObjectIndex:
    """The predicted objects of one label, without what they all have in common."""

    def __init__(self, project_id: str, label: str) -> None:
        """Begin without objects; `renew` reads them."""
        self._project_id = project_id
        self._label = label
        self._lock = Lock()
        self._index: VectorIndex | None = None
        self._mean: FloatArray = np.zeros(0, np.float32)
        self._clear()

    def __len__(self) -> int:
        return len(self._index) if self._index is not None else 0

    def nearest(self, vector: FloatArray, limit: int) -> list[tuple[str, float]]:
        """Return the ids of the predictions nearest to a vector [d] as it is stored, with their cosines."""
        with self._lock:
            self._renew()
            if self._index is None or len(vector) != len(self._mean):
                return []
            numbers, cosines = self._index.nearest(apart_from(vector[None], self._mean)[0], limit)
            return [(self._ids[number], cosine) for number, cosine in zip(numbers, cosines, strict=True)]

    def _clear(self) -> None:
        self._ids: list[str] = []
        self._of_frame: dict[str, list[int]] = {}
        self._recent: set[str] = set()
        self._newest = 0
        self._changed = 0
        self._built = 0
        self._until = 0.0

    def _renew(self) -> None:
        if self._index is None or time.monotonic() > self._until:
            self._build()
            return
        since = self._newest - OVERLAP_SECONDS
        most = max(FEW, self._built // 2)
        rows = list(embeddings.list_objects(self._project_id, self._label, limit=most, since=since))
        new = [row for row in rows if row.id not in self._recent]
        if not new:
            return
        self._changed += sum(len(row.places) for row in new)
        if len(rows) == most or self._built <= FEW or self._changed > self._built // 2:
            self._build()
            return
        # A frame's rows are written together, and earlier ones go: what is new there replaces all.
        frames = {row.frame_id for row in new}
        gone = [number for frame_id in sorted(frames) for number in self._of_frame.pop(frame_id, [])]
        self._index.remove(gone)
        self._add([row for row in rows if row.frame_id in frames])
        self._forget()

    def _build(self) -> None:
        self._index = None
        self._clear()
        rows = embeddings.list_objects(self._project_id, self._label, limit=MOST_OBJECTS)
        first: list[ObjectVectors] = []
        for row in rows:
            first.append(row)
            self._built += len(row.places)
            if self._built >= LEARNT_FROM:
                break
        if not first:
            return
        size = first[0].vectors.shape[1]
        vectors = np.concatenate([row.vectors for row in first if row.vectors.shape[1] == size])
        known = embeddings.list_frame_vectors(self._project_id, limit=PRIOR_FRAMES)
        same = [vector for vector in known if len(vector) == size]
        prior: FloatArray = np.mean(same, axis=0) if same else np.zeros(size, np.float32)
        self._mean = mean_of(vectors, prior, PRIOR_WEIGHT)
        self._index = VectorIndex(size)
        self._add(first)
        while len(self._index) < MOST_OBJECTS and (some := list(islice(rows, AT_ONCE))):
            self._add(some)
        self._forget()
        self._built = len(self._index)
        self._until = time.monotonic() + OLD_SECONDS

    def _add(self, rows: Sequence[ObjectVectors]) -> None:
        kept = [row for row in rows if row.vectors.shape[1] == len(self._mean)]
        self._recent |= {row.id for row in rows}
        self._newest = max([self._newest, *(written_in(row.id) for row in rows)])
        if self._index is None or not kept:
            return
        first = len(self._ids)
        for row in kept:
            numbers = range(len(self._ids), len(self._ids) + len(row.places))
            self._of_frame.setdefault(row.frame_id, []).extend(numbers)
            self._ids += [f"{row.row_id}.{place}" for place in row.places]
        vectors = np.concatenate([row.vectors for row in kept])
        self._index.add(range(first, len(self._ids)), apart_from(vectors, self._mean))

    def _forget(self) -> None:
        """Remember only those rows that are read again."""
        oldest = self._newest - OVERLAP_SECONDS
        self._recent = {row_id for row_id in self._recent if written_in(row_id) >= oldest}


class ObjectIndexes:
    """The indexes that this process holds, bounded by the objects in them."""

    def __init__(self, most: int = MOST_HELD) -> None:
        """Hold at most so many objects, but always the index that was asked for last."""
        self._most = most
        self._held: OrderedDict[tuple[str, str], ObjectIndex] = OrderedDict()
        self._lock = Lock()

    def get(self, project_id: str, label: str) -> ObjectIndex:
        """Return the index of a label; a new one reads its objects when it is first searched."""
        name = (project_id, label)
        with self._lock:
            index = self._held.pop(name, None)
            if index is None:
                index = ObjectIndex(project_id, label)
            self._held[name] = index
            while len(self._held) > 1 and sum(map(len, self._held.values())) > self._most:
                self._held.popitem(last=False)
            return index

    def held(self) -> list[tuple[str, str]]:
        """List projects and labels, the one used longest ago first."""
        with self._lock:
            return list(self._held)


INDEXES = ObjectIndexes()
