"""Open a file from outside: a plain one, or a zip of which single members are read, within bounds."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO, BinaryIO

from annotations.errors import TracksInvalid

MOST_BYTES = 256 << 20
"""Bytes of one member after unpacking: more is a bomb, or better cut into several files."""
MOST_MEMBERS = 200_000
MOST_LETTERS = 10_000
"""Letters of one line."""


class Parcel:
    """The members of a file by their names; a plain file is its only member."""

    def __init__(self, source: BinaryIO, name: str) -> None:
        source.seek(0)
        self._source = source
        self._zip: zipfile.ZipFile | None = None
        self.names = [name]
        if source.read(4) == b"PK\x03\x04":
            try:
                self._zip = zipfile.ZipFile(source)
            except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
                message = "The zip file is damaged: its list of members cannot be read."
                raise TracksInvalid(message) from fault
            self.names = [entry.filename for entry in self._zip.infolist() if not entry.is_dir()]
            if len(self.names) > MOST_MEMBERS:
                message = f"The zip file has more than {MOST_MEMBERS:,} members."
                raise TracksInvalid(message)

    @property
    def is_zip(self) -> bool:
        """Whether names are those of members."""
        return self._zip is not None

    @contextmanager
    def open(self, name: str) -> Iterator[io.BufferedReader]:
        """Open a member by its name; nothing is unpacked to the disk.

        Raises:
            TracksInvalid: it cannot be unpacked, or is larger than allowed.
        """
        try:
            if self._zip is None:
                self._source.seek(0)
                yield io.BufferedReader(_Bounded(self._source, name))
                return
            with self._zip.open(name) as member:
                yield io.BufferedReader(_Bounded(member, name))
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            KeyError,
        ) as fault:
            message = f"“{name}” in the zip file cannot be unpacked: it is damaged or encrypted."
            raise TracksInvalid(message) from fault

    def lines(self, name: str) -> Iterator[tuple[int, str]]:
        """Yield the lines of a text with their numbers, from 1.

        Raises:
            TracksInvalid: it is no text in UTF-8, or a line has no end.
        """
        with self.open(name) as member, io.TextIOWrapper(member, encoding="utf-8-sig") as text:
            number = 0
            try:
                while line := text.readline(MOST_LETTERS):
                    number += 1
                    if len(line) >= MOST_LETTERS:
                        message = f"Line {number} of {name} has more than {MOST_LETTERS:,} letters."
                        raise TracksInvalid(message)
                    yield number, line.strip()
            except UnicodeDecodeError as fault:
                message = f"“{name}” is no text in UTF-8: see after line {number}."
                raise TracksInvalid(message) from fault


def sibling(name: str, other: str) -> str:
    """Name a file beside another one."""
    return str(PurePosixPath(name).parent / other)


class _Bounded(io.RawIOBase):
    def __init__(self, source: IO[bytes], name: str) -> None:
        self._source = source
        self._name = name
        self._left = MOST_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, target: bytearray | memoryview) -> int:  # type: ignore[override]  # a narrower buffer
        piece = self._source.read(len(target))
        self._left -= len(piece)
        if self._left < 0:
            message = f"“{self._name}” has more than {MOST_BYTES >> 20} MB when it is unpacked."
            raise TracksInvalid(message)
        target[: len(piece)] = piece
        return len(piece)
