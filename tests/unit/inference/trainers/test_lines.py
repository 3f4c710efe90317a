"""What trainers say is read by the protocol where it is one, and shown as it stands where it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.training import Point, Stage
from inference.trainers.lines import LONGEST_TEXT, Said, read_line


def test_each_kind_of_line_is_read() -> None:
    assert read_line(b"") == Said("")
    assert read_line(b'{"type":"stage","name":"features","done":3,"total":40}') == Stage(
        name="features", done=3, total=40
    )
    assert read_line(
        b'{"type":"point","step":120,"split":"validation","metric":"ap50","value":0.43}'
    ) == Point(step=120, split="validation", metric="ap50", value=0.43)
    assert read_line(b'{"type":"log","text":"hello"}') == Said("hello")
    assert read_line(b'{"type":"refused","reason":"no pictures"}') == Said("no pictures", is_refusal=True)


@pytest.mark.parametrize(
    "line",
    [
        b"plain text",
        b'{"type":"point","step":1,"split":"train","metric":"loss","value":NaN}',
        b'{"type":"point","step":-1,"split":"train","metric":"loss","value":1}',
        b'{"type":"point","step":1,"split":"test","metric":"loss","value":1}',
        b'{"type":"stage","name":"' + b"x" * 41 + b'"}',
        b'{"type":"stage","name":"a","done":1,"more":2}',
        b'{"type":"other"}',
        b'{"type":{}}',
        b"{" * 2_000,
        b"[1]",
    ],
)
def test_what_is_not_of_the_protocol_is_shown_as_it_stands(line: bytes) -> None:
    assert read_line(line) == Said(line.decode()[:LONGEST_TEXT])


def test_colours_and_control_characters_are_not_shown() -> None:
    assert read_line(b"\x1b[31mred\x00\r\xff") == Said(" [31mred  \ufffd")
    assert read_line(b'{"type":"log","text":"a\\u0000\\ud800b"}') == Said("a  b")
    long = read_line(b"x" * 5_000)
    assert isinstance(long, Said)
    assert len(long.text) == LONGEST_TEXT


@given(st.binary(max_size=200))
def test_no_line_is_too_odd(line: bytes) -> None:
    read_line(line)
    read_line(b'{"type":"log","text":' + line)
