"""Tells a file that stops too early from one that is damaged, by its container's own bookkeeping."""

import os
import struct
from collections.abc import Callable
from typing import BinaryIO

from annotations.media.sniff import Container

_TAIL_BYTES = 4096
_MAX_BOXES = 10_000


def ends_early(source: BinaryIO, container: Container) -> bool:
    """Return True when the container announces more bytes than the file has.

    Args:
        source: The file, positioned anywhere.
        container: Its sniffed container.

    Returns:
        False when the file is complete, or when its format cannot say.
    """
    check = _CHECKS.get(container)
    if check is None:
        return False
    size = source.seek(0, os.SEEK_END)
    try:
        return check(source, size)
    except struct.error:
        return True


def _jpeg(source: BinaryIO, size: int) -> bool:
    return b"\xff\xd9" not in _tail(source, size)


def _png(source: BinaryIO, size: int) -> bool:
    return b"IEND" not in _tail(source, size)


def _gif(source: BinaryIO, size: int) -> bool:
    return b"\x3b" not in _tail(source, size)[-16:]


def _riff(source: BinaryIO, size: int) -> bool:
    source.seek(4)
    (declared,) = struct.unpack("<I", source.read(4))
    return bool(declared + 8 > size)


def _bmp(source: BinaryIO, size: int) -> bool:
    source.seek(0)
    head = source.read(54)
    (declared,) = struct.unpack_from("<I", head, 2)
    return bool(declared > size) or len(head) < 26


def _boxes(source: BinaryIO, size: int) -> bool:
    at = 0
    for _ in range(_MAX_BOXES):
        if at == size:
            return False
        source.seek(at)
        (length,) = struct.unpack(">I", source.read(4))
        if length == 1:
            source.seek(at + 8)
            (length,) = struct.unpack(">Q", source.read(8))
        if length == 0:
            return False
        if length < 8:
            return False
        at += length
        if at > size:
            return True
    return False


def _tiff(source: BinaryIO, size: int) -> bool:
    source.seek(0)
    head = source.read(8)
    order = "<" if head.startswith(b"II") else ">"
    if head[2:4] not in (b"*\x00", b"\x00*"):
        return False
    (directory,) = struct.unpack_from(order + "I", head, 4)
    if directory + 2 > size:
        return True
    source.seek(directory)
    (entries,) = struct.unpack(order + "H", source.read(2))
    return bool(directory + 2 + 12 * entries > size)


def _tail(source: BinaryIO, size: int) -> bytes:
    source.seek(max(0, size - _TAIL_BYTES))
    return source.read(_TAIL_BYTES)


_CHECKS: dict[Container, Callable[[BinaryIO, int], bool]] = {
    Container.JPEG: _jpeg,
    Container.PNG: _png,
    Container.GIF: _gif,
    Container.WEBP: _riff,
    Container.AVI: _riff,
    Container.BMP: _bmp,
    Container.TIFF: _tiff,
    Container.HEIF: _boxes,
    Container.AVIF: _boxes,
    Container.MP4: _boxes,
    Container.MOV: _boxes,
}
