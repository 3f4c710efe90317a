"""Puts one file through a sandbox and keeps everything that came out."""

import io
import os
import tempfile
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

from annotations.media.records import ImageProbe, Prepared, Refusal, VideoProbe
from annotations.media.sandbox import Sandbox, identify_file
from annotations.media.sniff import Container


@dataclass(frozen=True)
class Outcome:
    """One answer with the bytes that were written."""

    answer: Prepared | Refusal
    rendition: bytes
    thumbnail: bytes

    @property
    def code(self) -> str:
        return self.answer.code.value if isinstance(self.answer, Refusal) else "prepared"

    @property
    def message(self) -> str:
        assert isinstance(self.answer, Refusal)
        return self.answer.message

    @property
    def image(self) -> ImageProbe:
        assert isinstance(self.answer, Prepared), self.answer
        assert isinstance(self.answer.probe, ImageProbe)
        return self.answer.probe

    @property
    def video(self) -> VideoProbe:
        assert isinstance(self.answer, Prepared), self.answer
        assert isinstance(self.answer.probe, VideoProbe)
        return self.answer.probe

    def rendition_picture(self) -> Image.Image:
        return Image.open(io.BytesIO(self.rendition))

    def thumbnail_picture(self) -> Image.Image:
        return Image.open(io.BytesIO(self.thumbnail))


def put_through(
    sandbox: Sandbox, content: bytes, container: Container | None = None, operation: str | None = None
) -> Outcome:
    """Sniff (unless a container is forced) and prepare one file."""
    with tempfile.TemporaryFile() as source:
        source.write(content)
        source.flush()
        return put_file_through(sandbox, source, container, operation)


def put_file_through(
    sandbox: Sandbox, source: BinaryIO, container: Container | None = None, operation: str | None = None
) -> Outcome:
    """As `put_through`, for an open file."""
    found: Container | Refusal = container or identify_file(source)
    if isinstance(found, Refusal):
        return Outcome(found, b"", b"")
    with tempfile.TemporaryFile() as rendition, tempfile.TemporaryFile() as thumbnail:
        if operation is None:
            answer = sandbox.prepare(source, found, rendition, thumbnail)
        else:
            answer = sandbox.run(operation, source, found, rendition, thumbnail)
        return Outcome(answer, rendition.read(), thumbnail.read())


def open_descriptors() -> int:
    """Count this process's open descriptors."""
    return len(os.listdir("/proc/self/fd"))
