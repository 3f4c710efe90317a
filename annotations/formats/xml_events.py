"""Read XML that came from outside: streamed, without document types, entities or depth."""

from __future__ import annotations

from typing import BinaryIO, Protocol
from xml.parsers import expat  # document types and entities are refused below

from annotations.errors import TracksInvalid

MOST_DEPTH = 12
MOST_TEXT = 1 << 20
"""Letters in one element or one attribute."""
CHUNK = 1 << 16
Attributes = dict[str, str]


class Listener(Protocol):
    """Is told of a document from its beginning to its end."""

    def begin(self, line: int, name: str, attributes: Attributes) -> None:
        """Take the start of an element."""

    def end(self, line: int, name: str, text: str) -> None:
        """Take the end of an element; the text is that of an element without others in it."""


def read_xml(source: BinaryIO, listener: Listener) -> None:
    """Tell a listener of a document.

    Raises:
        TracksInvalid: it is no XML, or holds what a file of tracks never needs.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    texts: list[list[str]] = []
    length = 0

    def refuse(*_about: object) -> None:
        message = f"Line {parser.CurrentLineNumber}: document types and entities are not taken."
        raise TracksInvalid(message)

    def begin(name: str, attributes: Attributes) -> None:
        line = parser.CurrentLineNumber
        if len(texts) == MOST_DEPTH:
            message = f"Line {line}: the elements lie more than {MOST_DEPTH} deep."
            raise TracksInvalid(message)
        if any(len(value) > MOST_TEXT for value in attributes.values()):
            message = f"Line {line}: an attribute has more than {MOST_TEXT:,} letters."
            raise TracksInvalid(message)
        say_nothing()
        texts.append([])
        listener.begin(line, name, attributes)

    def say_nothing() -> None:
        # What stands between elements is of no meaning here, and must not pile up.
        nonlocal length
        length = 0
        if texts:
            texts[-1].clear()

    def say(text: str) -> None:
        nonlocal length
        texts[-1].append(text)
        length += len(text)
        if length > MOST_TEXT:
            message = f"Line {parser.CurrentLineNumber}: a text has more than {MOST_TEXT:,} letters."
            raise TracksInvalid(message)

    def end(name: str) -> None:
        text = "".join(texts.pop())
        say_nothing()
        listener.end(parser.CurrentLineNumber, name, text)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse  # type: ignore[assignment]  # it never returns
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = say
    try:
        while chunk := source.read(CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as fault:
        message = f"Line {fault.lineno}: this is not XML ({expat.ErrorString(fault.code)})."
        raise TracksInvalid(message) from fault
