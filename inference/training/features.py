"""Runs the frozen trunk over views of pictures, and keeps what it answered for the next training."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from pathlib import Path
from threading import get_ident

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

from inference.manifest import InputSpec
from inference.pipeline.geometry import FloatArray
from inference.pipeline.preprocess import prepare, stack
from inference.runtime.session import OrtSession
from inference.training.graph import prune
from inference.training.pictures import LabelledPicture
from inference.training.views import SCHEME, draw_view, render

VIEWS_TOGETHER = 4
"""Views are made and kept in blocks of this many."""


class Undecodable(Exception):
    """The file is no picture that can be decoded."""


class Trunk:
    """The lower part of a graph, up to one tensor, and the folder that keeps its answers."""

    def __init__(
        self,
        model: onnx.ModelProto,
        spec: InputSpec,
        cut: Sequence[str],
        *,
        kept_in: Path,
        pooled: bool = False,
    ) -> None:
        """Cut a graph.

        Args:
            model: The graph.
            spec: How its picture is made.
            cut: The tensors where it ends; their answers are joined along the channels when there are more.
            kept_in: Answers are kept here, in a folder of this trunk's own.
            pooled: Answer with the mean of each channel, at unit length for each tensor, not with maps.
        """
        part = onnx.ModelProto.FromString(model.SerializeToString())
        del part.graph.output[:]
        part.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in cut)
        prune(part.graph)
        content = part.SerializeToString(deterministic=True)
        name = hashlib.sha256(
            content + repr((spec, tuple(cut), pooled, SCHEME, VIEWS_TOGETHER)).encode()
        ).hexdigest()
        self._session = OrtSession(content)
        self._spec, self._cut, self._pooled = spec, tuple(cut), pooled
        self.folder = kept_in / name[:16]

    def answers(self, picture: LabelledPicture, block: int) -> NDArray[np.float16]:
        """Return the feature maps of one block of a picture's views, made now or before.

        Raises:
            Undecodable: The picture cannot be decoded.
            OSError: There is no room to keep the answer.
        """
        path = self.folder / f"{picture.sha256[:40]}-{block}.npy"
        kept = _read_kept(path)
        if kept is not None:
            return kept
        try:
            image = picture.open()
        except (OSError, ValueError, SyntaxError) as error:
            raise Undecodable(f"{picture.path.name} cannot be decoded and is left out: {error}") from error
        numbers = range(block * VIEWS_TOGETHER, (block + 1) * VIEWS_TOGETHER)
        size = (self._spec.width, self._spec.height)
        pixels = [render(image, draw_view(picture.sha256, number), size) for number in numbers]
        # Half the bytes; what is lost is far below what any view changes.
        found: NDArray[np.float16] = np.clip(self.run(pixels), -65_000, 65_000).astype(np.float16)
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{os.getpid()}-{get_ident()}.part")
        try:
            with partial.open("wb") as target:
                np.save(target, found)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
        # Read back as a map of the file, so that the system may take the memory when it needs it.
        kept = _read_kept(path)
        return found if kept is None else kept

    def run(self, pixels: Sequence[NDArray[np.uint8]]) -> FloatArray:
        """Return the answers for pictures that have the input's size already."""
        batch = stack([prepare(item, self._spec)[0] for item in pixels])
        answers = self._session.run({self._spec.name: batch})
        maps = [answers[name] for name in self._cut]
        if self._pooled:
            means = [item.mean(axis=(2, 3)) for item in maps]
            maps = [item / np.maximum(np.linalg.norm(item, axis=1, keepdims=True), 1e-12) for item in means]
        return np.concatenate(maps, axis=1)


def make_room(folder: Path, most_bytes: int) -> int:
    """Remove the answers that were used longest ago until no more than `most_bytes` are kept.

    Returns:
        How many bytes were removed.
    """
    files = []
    for path in folder.glob("*/*.npy"):
        try:
            status = path.stat()
        except OSError:
            continue
        files.append((status.st_mtime, status.st_size, path))
    total = sum(size for _, size, _ in files)
    removed = 0
    for _, size, path in sorted(files, key=lambda item: (item[0], item[2])):
        if total - removed <= most_bytes:
            break
        path.unlink(missing_ok=True)
        removed += size
    return removed


def collect(
    trunk: Trunk,
    pictures: Sequence[LabelledPicture],
    blocks: Sequence[int],
    *,
    pool: Executor,
    between: Callable[[int], None],
    log: Callable[[str], None],
) -> list[list[NDArray[np.float16]] | None]:
    """Return the feature maps of every picture, in blocks; None for one that cannot be decoded.

    Args:
        trunk: The frozen trunk.
        pictures: Pictures.
        blocks: How many blocks of views each gets.
        pool: Pictures run here side by side.
        between: Called after each picture with how many are done.
        log: Told of every picture that cannot be decoded.
    """

    def of_one(picture: LabelledPicture, count: int) -> list[NDArray[np.float16]] | str:
        try:
            return [trunk.answers(picture, block) for block in range(count)]
        except Undecodable as error:
            return str(error)

    running = [pool.submit(of_one, *pair) for pair in zip(pictures, blocks, strict=True)]
    found: list[list[NDArray[np.float16]] | None] = []
    try:
        for done, one in enumerate(running, start=1):
            answer = one.result()
            if isinstance(answer, str):
                log(answer)
            found.append(None if isinstance(answer, str) else answer)
            between(done)
    finally:
        for one in running:
            one.cancel()
    return found


def _read_kept(path: Path) -> NDArray[np.float16] | None:
    try:
        kept: NDArray[np.float16] = np.load(path, mmap_mode="r")
    except (OSError, ValueError, EOFError):
        return None
    os.utime(path)
    return kept
