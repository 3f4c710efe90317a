"""Write XML piece by piece, so that a document of any length takes no memory."""

from __future__ import annotations

import re
from collections.abc import Iterable

from annotations.domain.attribute import Value
from annotations.formats.decimals import decimal

Pairs = Iterable[tuple[str, str | int | float]]

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_MARKED = re.compile('[&<>"\n\r\t]')


def escaped(text: str) -> str:
    """Return a text that can stand between tags and in quotes; letters that XML cannot hold are replaced."""
    return _MARKED.sub(lambda found: _MARKS[found[0]], _NOT_XML.sub("\ufffd", text))


def opened(name: str, pairs: Pairs = (), *, ends: bool = False) -> str:
    """Return a start tag, or with `ends` an empty element."""
    said = "".join(
        f' {key}="{escaped(value) if isinstance(value, str) else decimal(value)}"' for key, value in pairs
    )
    return f"<{name}{said}{'/' if ends else ''}>"


def element(name: str, text: str, pairs: Pairs = ()) -> str:
    """Return an element with a text."""
    return f"{opened(name, pairs)}{escaped(text)}</{name}>"


def answer_text(value: Value) -> str:
    """Return an answer as CVAT writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value).removesuffix(".0")
