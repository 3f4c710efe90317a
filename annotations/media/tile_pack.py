"""The one file that holds all tiles of a picture: a head, a table of places, and the tiles in order."""

import os
import struct
from collections.abc import Collection, Iterable
from typing import BinaryIO

from annotations.media.sniff import HEAD_BYTES, Container, identify

_HEAD = struct.Struct(">8sI")
_ENTRY = struct.Struct(">QI")
_MAGIC = b"TNDTILE1"


class PackDamaged(ValueError):
    """The bytes are no pack of tiles, or not the pack that was expected."""


def write_pack(target: BinaryIO, count: int, tiles: Iterable[bytes]) -> int:
    """Write `count` tiles in their order and return the size of the file.

    Raises:
        ValueError: there were more or fewer tiles.
    """
    written, size = write_pack_of_most(target, count, tiles)
    if written != count:
        raise ValueError(f"{written} tiles instead of {count}")
    return size


def write_pack_of_most(target: BinaryIO, most: int, tiles: Iterable[bytes]) -> tuple[int, int]:
    """Write up to `most` tiles in their order, each as it comes.

    Returns:
        How many there were, and the size of the file.

    Raises:
        ValueError: there were more.
    """
    offset = _HEAD.size + most * _ENTRY.size
    target.write(bytes(offset))
    entries: list[tuple[int, int]] = []
    for tile in tiles:
        if len(entries) == most:
            raise ValueError(f"more than {most} tiles")
        target.write(tile)
        entries.append((offset, len(tile)))
        offset += len(tile)
    target.seek(0)
    target.write(_HEAD.pack(_MAGIC, len(entries)) + b"".join(_ENTRY.pack(*entry) for entry in entries))
    target.flush()
    return len(entries), offset


def read_tile(source: BinaryIO, place: int) -> bytes:
    """Return the tile at a place.

    Raises:
        PackDamaged: the file is no pack, or it has no such place.
    """
    head = source.read(_HEAD.size)
    if len(head) != _HEAD.size or not 0 <= place < _HEAD.unpack(head)[1] or not head.startswith(_MAGIC):
        raise PackDamaged("the file of tiles cannot be read")
    source.seek(_HEAD.size + place * _ENTRY.size)
    offset, length = _ENTRY.unpack(source.read(_ENTRY.size))
    source.seek(offset)
    return source.read(length)


def check_pack(
    descriptor: int, count: int, containers: Collection[Container], *, most: int | None = None
) -> bool:
    """Tell whether a file is a pack of `count` tiles of these formats that lie end to end.

    Args:
        descriptor: The file.
        count: How many tiles it is said to hold.
        containers: Formats that a tile may have.
        most: How many tiles the file was laid out for, if more.
    """
    table = os.pread(descriptor, _HEAD.size + count * _ENTRY.size, 0)
    if len(table) != _HEAD.size + count * _ENTRY.size or _HEAD.unpack_from(table) != (_MAGIC, count):
        return False
    expected = _HEAD.size + (count if most is None else most) * _ENTRY.size
    for offset, length in _ENTRY.iter_unpack(table[_HEAD.size :]):
        head = os.pread(descriptor, min(length, HEAD_BYTES), offset)
        if offset != expected or identify(head) not in containers:
            return False
        expected += length
    return expected == os.fstat(descriptor).st_size
