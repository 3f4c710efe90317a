"""A file on its way in, piece by piece, and what the headers of the tus protocol say about it."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import datetime
from typing import Literal, NamedTuple

from annotations.domain.record import Record
from annotations.errors import InputInvalid

UploadStatus = Literal["open", "complete", "finished"]
ChecksumName = Literal["sha1", "sha256"]

CHECKSUM_BYTES: dict[ChecksumName, int] = {"sha1": 20, "sha256": 32}
MOST_METADATA = 8_192
MOST_FINGERPRINT = 200
MOST_DIGITS = 18
"""Of a length or an offset: any number of so many digits fits into the database."""

_DIGITS = re.compile(r"^[0-9]{1,18}$")
_METADATA_KEY = re.compile(r"^[!-+\--~]{1,100}$")
_SHA256 = re.compile(r"^[0-9a-f]{64}$")


class Upload(Record):
    """One file whose bytes arrive in pieces.

    `offset` counts the bytes that are safe on the disk. An upload is `open` until all are there,
    `complete` while they become an asset, and `finished` when `asset_id` names it. The fingerprint is
    the client's own word for the file, by which it finds this upload again.
    """

    id: str
    project_id: str
    actor_id: str
    name: str
    content_type: str | None
    sha256: str | None
    fingerprint: str | None = None
    length: int
    offset: int = 0
    status: UploadStatus = "open"
    found_sha256: str | None = None
    asset_id: str | None = None
    duplicate: bool = False
    created_at: datetime
    expires_at: datetime


class Metadata(NamedTuple):
    """What a client tells of a file before its bytes."""

    name: str
    content_type: str | None
    sha256: str | None
    fingerprint: str | None = None


class Checksum(NamedTuple):
    """What a client tells of the bytes of one request."""

    name: ChecksumName
    digest: bytes


def read_length(header: str | None) -> int:
    """Read `Upload-Length`.

    Raises:
        InputInvalid: it is missing or not a whole number.
    """
    return _read_number("Upload-Length", header, "the size of the whole file in bytes")


def read_offset(header: str | None) -> int:
    """Read `Upload-Offset`.

    Raises:
        InputInvalid: it is missing or not a whole number.
    """
    return _read_number("Upload-Offset", header, "the number of bytes that the portal has, which HEAD tells")


def read_metadata(header: str | None) -> Metadata:
    """Read `Upload-Metadata`: pairs of a key and a base64 value, with commas between them.

    Raises:
        InputInvalid: a pair cannot be read, a key comes twice, or the hash is none.
    """
    pairs = _pairs(header or "")
    sha256 = _text(pairs, "sha256")
    if sha256 is not None and not _SHA256.fullmatch(sha256.lower()):
        raise _bad_metadata("sha256 must be 64 hexadecimal digits, as text in base64")
    fingerprint = _text(pairs, "fingerprint") or None
    if fingerprint is not None and len(fingerprint) > MOST_FINGERPRINT:
        raise _bad_metadata(f"a fingerprint has at most {MOST_FINGERPRINT} characters")
    return Metadata(
        name=_text(pairs, "filename") or _text(pairs, "name") or "",
        content_type=(_text(pairs, "filetype") or "")[:200] or None,
        sha256=sha256.lower() if sha256 else None,
        fingerprint=fingerprint,
    )


def read_sha256(header: str | None) -> str | None:
    """Read `Tandem-Sha256`: the hash of the whole file, for a client that knows it at its last bytes only.

    Raises:
        InputInvalid: it is no such hash.
    """
    if header is None:
        return None
    digits = header.strip().lower()
    if not _SHA256.fullmatch(digits):
        message = "Tandem-Sha256 must be 64 hexadecimal digits: the sha256 of the whole file."
        raise InputInvalid(message, {"Tandem-Sha256": "not a sha256"})
    return digits


def read_checksum(header: str | None) -> Checksum | None:
    """Read `Upload-Checksum`: the name of an algorithm and the base64 digest of the request's body.

    Raises:
        InputInvalid: the algorithm is not one of ours, or the digest is not one of it.
    """
    if header is None:
        return None
    name, _, encoded = header.strip().partition(" ")
    digest = _decode(encoded.strip())
    for known, size in CHECKSUM_BYTES.items():
        if name == known and digest is not None and len(digest) == size:
            return Checksum(known, digest)
    message = (
        f"Upload-Checksum must be one of {', '.join(CHECKSUM_BYTES)}, a space, and the body's base64 digest."
    )
    raise InputInvalid(message, {"Upload-Checksum": "not a checksum that we know"})


def _read_number(name: str, header: str | None, meaning: str) -> int:
    if header is None or not _DIGITS.fullmatch(header):
        message = f"{name} must be a whole number of at most {MOST_DIGITS} digits: {meaning}."
        raise InputInvalid(message, {name: "missing" if header is None else "not a whole number"})
    return int(header)


def _pairs(header: str) -> dict[str, bytes]:
    if len(header) > MOST_METADATA:
        raise _bad_metadata(f"it is longer than {MOST_METADATA:,} characters")
    pairs: dict[str, bytes] = {}
    for pair in header.split(",") if header.strip() else ():
        key, _, encoded = pair.strip().partition(" ")
        value = _decode(encoded.strip())
        if not _METADATA_KEY.fullmatch(key):
            raise _bad_metadata("a key must be printable ASCII without spaces and commas")
        if value is None:
            raise _bad_metadata(f"the value of {key} is not base64")
        if key in pairs:
            raise _bad_metadata(f"{key} comes twice")
        pairs[key] = value
    return pairs


def _text(pairs: dict[str, bytes], key: str) -> str | None:
    if key not in pairs:
        return None
    try:
        return pairs[key].decode()
    except UnicodeDecodeError as fault:
        raise _bad_metadata(f"the value of {key} is not UTF-8") from fault


def _decode(encoded: str) -> bytes | None:
    try:
        return base64.b64decode(encoded.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None


def _bad_metadata(reason: str) -> InputInvalid:
    return InputInvalid(f"Upload-Metadata cannot be read: {reason}.", {"Upload-Metadata": reason})
