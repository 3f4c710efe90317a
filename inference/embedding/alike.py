"""Tells pictures that are nearly the same, and orders vectors so that each is unlike those before it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inference.pipeline.geometry import FloatArray

HASH_WIDTH, HASH_HEIGHT = 9, 8
FLAT_BITS = 4
SAME_BITS = 10
SAME_COSINE = 0.98
"""Pictures are nearly the same if so few bits differ and their vectors are so near. Of 7 140 pairs of
photographs of one kind of animal, no two different ones differed in fewer than 16 bits."""


def hash_picture(pixels: NDArray[np.uint8]) -> bytes:
    """Return 8 bytes that say where a picture [height, width, 3] gets brighter from left to right."""
    grey = Image.fromarray(pixels).convert("L").resize((HASH_WIDTH, HASH_HEIGHT), Image.Resampling.BOX)
    rows = np.asarray(grey, dtype=np.int16)
    return np.packbits(rows[:, 1:] > rows[:, :-1]).tobytes()


def is_flat(hashed: bytes) -> bool:
    """Whether a hash says next to nothing: a blank picture is like every other blank one."""
    return bits_apart(hashed, bytes(len(hashed))) <= FLAT_BITS


def bits_apart(one: bytes, other: bytes) -> int:
    """Count the bits in which two hashes differ."""
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()


def centred(vectors: FloatArray) -> FloatArray:
    """Take what all vectors [n, d] have in common away from each, and bring them to length one."""
    if len(vectors) < 2:
        return vectors
    apart = vectors - vectors.mean(axis=0)
    lengths = np.linalg.norm(apart, axis=1, keepdims=True)
    units: FloatArray = (apart / np.maximum(lengths, 1e-9)).astype(np.float32)
    return units


def farthest_first(vectors: FloatArray, known: FloatArray, limit: int) -> list[int]:
    """Order vectors [n, d] so that each is as far as can be from all before it, and from those known [m, d].

    Returns:
        The places of the first `limit` of them. Without any known one, the most ordinary comes first.
    """
    if len(vectors) == 0 or limit <= 0:
        return []
    nearness = np.full(len(vectors), -np.inf, np.float32)
    for start in range(0, len(known), 1_024):
        nearness = np.maximum(nearness, (vectors @ known[start : start + 1_024].T).max(axis=1))
    order: list[int] = []
    for _ in range(min(limit, len(vectors))):
        if np.isneginf(nearness).all():
            chosen = int(np.argmax(vectors @ vectors.mean(axis=0)))
        else:
            chosen = int(np.argmin(nearness))
        order.append(chosen)
        nearness = np.maximum(nearness, vectors @ vectors[chosen])
        nearness[order] = np.inf
    return order
