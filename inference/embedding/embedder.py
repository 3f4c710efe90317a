"""Turns pictures and parts of them into vectors, near for what looks alike, by a detector's own features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.errors import ModelFileInvalid
from inference.manifest import Manifest
from inference.pipeline.fits import check_input
from inference.pipeline.geometry import FloatArray
from inference.pipeline.preprocess import plan, prepare, stack
from inference.runtime.outputs import with_outputs
from inference.runtime.session import OrtSession

FEATURES = (
    "value/FeatureExtractor/MobilenetV2/expanded_conv_13/expand/Relu6",
    "value/FeatureExtractor/MobilenetV2/Conv_1/Relu6",
)
"""The maps of the default detector from which its heads read: 576x19x19 and 1280x10x10."""
SIZE = 256
"""Numbers in a vector: directions drawn once for ever keep what is near near."""
SEED = 20_250_101


@dataclass(frozen=True)
class Embedded:
    """A frame's vector [SIZE], and those of its objects [n, SIZE]: of length one, float32."""

    frame: FloatArray
    objects: FloatArray


class Embedder:
    """A detector's graph that also says what its heads see."""

    def __init__(
        self, manifest: Manifest, content: bytes, *, features: Sequence[str] = FEATURES, threads: int = 1
    ) -> None:
        """Load a graph.

        Raises:
            ModelFileInvalid: the bytes are not those of the manifest, or the graph has no such features.
        """
        # Checked as they are; with the outputs added they are other bytes.
        OrtSession.check(content, manifest.sha256)
        self._session = OrtSession(with_outputs(content, features), intra_threads=threads)
        check_input(self._session.inputs(), manifest.input)
        self._input = manifest.input
        self._features = tuple(features)
        self._directions: dict[int, FloatArray] = {}

    def embed(self, picture: NDArray[np.uint8], boxes_xywh: FloatArray) -> Embedded:
        """Embed a picture [height, width, 3] and the parts of it in boxes [n, 4], in its own pixels.

        Raises:
            ModelFileInvalid: the graph fails, or its features are no maps.
        """
        tensor, transform = prepare(picture, self._input)
        outputs = self._session.run({self._input.name: stack([tensor])})
        height, width = picture.shape[:2]
        corners = np.concatenate([boxes_xywh[:, :2], boxes_xywh[:, :2] + boxes_xywh[:, 2:]], axis=1)
        seen = transform.to_input(corners.astype(np.float32).reshape(-1, 4))
        whole = transform.to_input(np.array([[0, 0, width, height]], np.float32))
        size = np.array([self._input.width, self._input.height] * 2, np.float32)
        places: FloatArray = (np.concatenate([whole, seen]) / size).astype(np.float32)
        found = [self._pool(outputs.get(name), places) for name in self._features]
        vectors = np.concatenate(found, axis=1)
        projected = vectors @ self._directions_of(vectors.shape[1])
        lengths = np.linalg.norm(projected, axis=1, keepdims=True)
        units = (projected / np.maximum(lengths, 1e-9)).astype(np.float32)
        return Embedded(units[0], units[1:])

    def least_size(self, width: int, height: int) -> tuple[int, int]:
        """Return the size to which a picture is brought."""
        return plan(width, height, self._input)[1]

    def _pool(self, found: FloatArray | None, places_xyxy: FloatArray) -> FloatArray:
        if found is None or found.ndim != 4:
            raise ModelFileInvalid("The model's features are no maps.")
        return pool(found[0], places_xyxy)

    def _directions_of(self, length: int) -> FloatArray:
        if length not in self._directions:
            self._directions[length] = draw_directions(length, SIZE)
        return self._directions[length]


def pool(map_chw: FloatArray, places_xyxy: FloatArray) -> FloatArray:
    """Average a map [c, h, w] over places [n, 4] given as parts of its width and height, by area.

    Returns:
        Vectors [n, c] of length one each, so that every map counts the same.
    """
    channels, height, width = map_chw.shape
    across = _cover(places_xyxy[:, 0], places_xyxy[:, 2], width)
    down = _cover(places_xyxy[:, 1], places_xyxy[:, 3], height)
    rows = np.einsum("nh,chw->ncw", down, map_chw, optimize=True)
    means = np.einsum("ncw,nw->nc", rows, across, optimize=True)
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    pooled: FloatArray = (means / np.maximum(lengths, 1e-9)).astype(np.float32).reshape(-1, channels)
    return pooled


def _cover(first: FloatArray, last: FloatArray, cells: int) -> FloatArray:
    """Return which part of the whole each cell has in stretches of the unit interval: [n, cells]."""
    low = np.clip(first, 0, 1 - 1e-3) * cells
    high = np.maximum(np.clip(last, 0, 1) * cells, low + 1e-3)
    edges = np.arange(cells, dtype=np.float32)
    shared = np.minimum(high[:, None], edges + 1) - np.maximum(low[:, None], edges)
    shared = np.clip(shared, 0, None)
    cover: FloatArray = (shared / shared.sum(axis=1, keepdims=True)).astype(np.float32)
    return cover


def draw_directions(length: int, size: int) -> FloatArray:
    """Draw signs [length, size], the same for ever: raw bits of a generator whose stream is fixed."""
    count = length * size
    bits = np.unpackbits(np.random.PCG64(SEED).random_raw(-(-count // 64)).view(np.uint8))[:count]
    signs: FloatArray = (bits.astype(np.float32).reshape(length, size) * 2 - 1) / np.sqrt(np.float32(size))
    return signs
