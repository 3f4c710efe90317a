"""The table of export formats."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from annotations.domain.project import ExportFormat
from annotations.domain.snapshot import PackedFrame, Snapshot
from annotations.formats import coco, cvat_video, mot, yolo
from annotations.formats.pictures import Pictures


class Render(Protocol):
    """Writes a snapshot's frames to a file; `count_frame` is called for each frame written."""

    def __call__(
        self,
        snapshot: Snapshot,
        frames: Iterator[PackedFrame],
        target: BinaryIO,
        *,
        count_frame: Callable[[], None],
        interpolated: bool = True,
        pictures: Pictures | None = None,
    ) -> None: ...


@dataclass(frozen=True)
class Renderer:
    """One format: how it is written and how its file ends."""

    render: Render
    suffix: str


RENDERERS: dict[ExportFormat, Renderer] = {
    "coco": Renderer(coco.render, coco.SUFFIX),
    "yolo": Renderer(yolo.render, yolo.SUFFIX),
    "mot": Renderer(mot.render, mot.SUFFIX),
    "cvat_video": Renderer(cvat_video.render, cvat_video.SUFFIX),
}
