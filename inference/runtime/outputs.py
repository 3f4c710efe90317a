"""Lets a graph say more than it was written to say, without reading it."""

from __future__ import annotations

from collections.abc import Sequence

_GRAPH, _OUTPUT, _NAME = 7, 12, 1
"""Field numbers of ONNX: a model's graph, a graph's outputs, an output's name."""
_LENGTH_DELIMITED = 2


def with_outputs(content: bytes, names: Sequence[str]) -> bytes:
    """Return an ONNX file with inner values as further outputs.

    Two protocol buffers one after the other read as both merged: their lists are joined.
    """
    outputs = b"".join(_field(_OUTPUT, _field(_NAME, name.encode())) for name in names)
    return content + _field(_GRAPH, outputs)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _LENGTH_DELIMITED) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    parts = bytearray()
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    parts.append(value)
    return bytes(parts)
