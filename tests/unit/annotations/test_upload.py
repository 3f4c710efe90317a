"""What the headers of tus may say of a file, and what is refused of them by name."""

import base64
import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.upload import (
    MOST_FINGERPRINT,
    MOST_METADATA,
    Checksum,
    Metadata,
    read_checksum,
    read_length,
    read_metadata,
    read_offset,
    read_sha256,
)
from annotations.errors import InputInvalid

SHA256 = hashlib.sha256(b"film").hexdigest()
READERS: dict[str, Callable[[str], object]] = {
    "Upload-Length": read_length,
    "Upload-Offset": read_offset,
    "Upload-Metadata": read_metadata,
    "Upload-Checksum": read_checksum,
    "Tandem-Sha256": read_sha256,
}


def b64(content: str | bytes) -> str:
    return base64.b64encode(content.encode() if isinstance(content, str) else content).decode()


@pytest.mark.parametrize("header", [None, "", " 1", "-1", "1.0", "1e3", "0x1", "١", "9" * 19])
def test_a_number_that_is_none_is_refused_by_the_name_of_its_header(header: str | None) -> None:
    for name, read in (("Upload-Length", read_length), ("Upload-Offset", read_offset)):
        with pytest.raises(InputInvalid) as caught:
            read(header)
        assert list(caught.value.fields) == [name]


@given(st.integers(0, 10**18 - 1))
def test_every_number_that_the_database_holds_is_read(number: int) -> None:
    assert read_length(str(number)) == read_offset(str(number)) == number


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (None, Metadata("", None, None, None)),
        ("  ", Metadata("", None, None, None)),
        (f"filename {b64('a b,ü.mp4')}", Metadata("a b,ü.mp4", None, None, None)),
        (f"name {b64('b.mp4')}", Metadata("b.mp4", None, None, None)),
        (f"name {b64('b')},filename {b64('a')}", Metadata("a", None, None, None)),
        ("is_confidential,filename", Metadata("", None, None, None)),
        (f"filetype {b64('x' * 300)}", Metadata("", "x" * 200, None, None)),
        (f"sha256 {b64(SHA256.upper())}", Metadata("", None, SHA256, None)),
        (f"fingerprint {b64('1-9-ab')}", Metadata("", None, None, "1-9-ab")),
        ("fingerprint", Metadata("", None, None, None)),
    ],
)
def test_metadata_are_read(header: str | None, told: Metadata) -> None:
    assert read_metadata(header) == told


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("filename ***", "the value of filename is not base64"),
        (f"filename {b64('a')},filename {b64('a')}", "filename comes twice"),
        ("filename /w==", "the value of filename is not UTF-8"),
        (f"sha256 {b64('abc')}", "sha256 must be 64 hexadecimal digits, as text in base64"),
        (f"fingerprint {b64('f' * (MOST_FINGERPRINT + 1))}", "a fingerprint has at most 200 characters"),
        (",", "a key must be printable ASCII without spaces and commas"),
        ("ü eA==", "a key must be printable ASCII without spaces and commas"),
        (f"filename {b64('a' * MOST_METADATA)}", "it is longer than 8,192 characters"),
    ],
)
def test_metadata_that_cannot_be_read_say_why(header: str, reason: str) -> None:
    with pytest.raises(InputInvalid) as caught:
        read_metadata(header)
    assert caught.value.fields == {"Upload-Metadata": reason}


@given(st.dictionaries(st.sampled_from(["filename", "note", "x"]), st.text(max_size=40)))
def test_any_name_survives_its_way_through_the_header(told: dict[str, str]) -> None:
    header = ",".join(f"{key} {b64(value)}" for key, value in told.items())
    assert read_metadata(header).name == told.get("filename", "")


@pytest.mark.parametrize("name", ["sha1", "sha256"])
def test_a_checksum_is_a_name_and_its_digest(name: str) -> None:
    digest = hashlib.new(name, b"piece").digest()
    assert read_checksum(f" {name}  {b64(digest)} ") == Checksum(name, digest)  # type: ignore[arg-type]
    for odd in (
        "",
        name,
        f"{name} {b64(digest[:-1])}",
        f"{name.upper()} {b64(digest)}",
        f"md5 {b64(digest)}",
    ):
        with pytest.raises(InputInvalid):
            read_checksum(odd)
    assert read_checksum(None) is None


def test_the_hash_of_the_whole_file_is_64_digits_or_nothing() -> None:
    assert read_sha256(None) is None
    assert read_sha256(f" {SHA256.upper()} ") == SHA256
    for odd in ("", "x", SHA256[:-1], SHA256 + "0", b64(SHA256)):
        with pytest.raises(InputInvalid) as caught:
            read_sha256(odd)
        assert list(caught.value.fields) == ["Tandem-Sha256"]


@given(st.text(max_size=80))
def test_no_header_does_worse_than_be_refused_by_its_name(header: str) -> None:
    for name, read in READERS.items():
        refused: list[str] = []
        try:
            read(header)
        except InputInvalid as fault:
            refused = list(fault.fields)
        assert refused in ([], [name])
