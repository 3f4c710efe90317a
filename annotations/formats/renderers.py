"""The table of export formats."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from annotations.domain.project import ExportFormat
from annotations.domain.snapshot import PackedFrame, Snapshot
from annotations.formats import coco, yolo


class Render(Protocol):
    """Writes a snapshot's frames to a file."""

    def __call__(
        self,
        snapshot: Snapshot,
        frames: Iterator[PackedFrame],
        target: BinaryIO,
        *,
        count_frame: Callable[[], None],
        read_image: Callable[[str], Iterator[bytes]] | None = None,
    ) -> None: ...


@dataclass(frozen=True)
class Renderer:
    """One format: how it is written and how its file ends."""

    render: Render
    suffix: str


RENDERERS: dict[ExportFormat, Renderer] = {
    "coco": Renderer(coco.render, coco.SUFFIX),
    "yolo": Renderer(yolo.render, yolo.SUFFIX),
}
