"""Text in a video's clothing opens no other file and no socket, whatever decides that it is a video."""

import ctypes
import os
import socket
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from annotations.domain.frame_table import FrameTable
from annotations.media.records import FramesRead, Refusal
from annotations.media.sandbox import Sandbox
from annotations.media.sniff import Container
from annotations.media.wanted import FramesWanted, frames_wanted
from tests.builders_media import a_video_file
from tests.integration.media.rooms import put_through
from tests.integration.media.traced import IS_KNOWN

_IN_OPEN = 0x20
_VIDEOS = [container for container in Container if container.is_video]
_ASKED = (
    FramesWanted([0], [0], 0, start=0),
    FramesWanted([0, 7], [0, 700], 0, entries=[0, 600], start=0, keys_only=True),
    FramesWanted([7], [700], 600, entries=[600], entry_indices=[6], start=0),
)
"""From the beginning, by seeking, and by counting."""


def texts(neighbour: Path, port: int) -> dict[str, str]:
    address = f"http://127.0.0.1:{port}/a.mp4"
    return {
        "concat": f"ffconcat version 1.0\nfile '{neighbour}'\nfile '{address}'\n",
        "HLS": f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://{neighbour}\n#EXTINF:2,\n{address}\n",
        "DASH": f'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><AdaptationSet>'
        f'<Representation id="1"><BaseURL>{address}</BaseURL></Representation>'
        "</AdaptationSet></Period></MPD>",
        "SDP": f"v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video {port} RTP/AVP 96\n",
        "VobSub": f"# VobSub index file, v7\n# {neighbour}\ntimestamp: 00:00:00:000, filepos: 000000000\n",
        "SubRip": f"1\n00:00:00,000 --> 00:00:02,000\n<img src='{address}'>{neighbour}\n",
        "SSA": f"[Script Info]\nScriptType: v4.00+\nVideo File: {neighbour}\nAudio File: {address}\n",
    }


@pytest.fixture(scope="module")
def traced() -> Iterator[Sandbox]:
    """A media room whose processes the kernel kills as soon as they try to open anything."""
    if not IS_KNOWN:
        pytest.skip("the system calls of this machine are not listed")
    with Sandbox(operations="tests.integration.media.traced:TRACED") as room:
        yield room


@contextmanager
def nothing_reached(neighbour: Path) -> Iterator[int]:
    """Give the port of a listener; fail if it is connected to or the neighbour is opened meanwhile."""
    libc = ctypes.CDLL(None, use_errno=True)
    watch = libc.inotify_init1(os.O_NONBLOCK)
    assert libc.inotify_add_watch(watch, str(neighbour).encode(), _IN_OPEN) > 0
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener.getsockname()[1]
        with pytest.raises(BlockingIOError):
            os.read(watch, 4096)
        with pytest.raises(BlockingIOError):
            listener.accept()
    neighbour.read_bytes()
    assert os.read(watch, 4096), "the watch would have seen it"
    os.close(watch)


def test_disguised_text_reaches_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    neighbour = tmp_path / "secret.mp4"
    neighbour.write_bytes(a_video_file("mp4"))
    with nothing_reached(neighbour) as port:
        for name, text in texts(neighbour, port).items():
            assert put_through(sandbox, text.encode()).code == "unsupported", name
            for container in _VIDEOS:
                outcome = put_through(sandbox, text.encode(), container)
                assert outcome.code in ("corrupt", "truncated", "unsupported"), (name, container)
                assert outcome.rendition == outcome.thumbnail == b""


def test_a_movie_whose_pictures_lie_in_another_file_reaches_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    neighbour = tmp_path / "secret.mp4"
    stored = a_video_file("mov")
    neighbour.write_bytes(stored)
    with nothing_reached(neighbour) as port:
        for kind, place in (("url ", f"file://{neighbour}"), ("url ", f"http://127.0.0.1:{port}/a")):
            changed = with_reference(stored, kind, place)
            outcome = put_through(sandbox, changed, Container.MOV)
            assert outcome.code in ("prepared", "corrupt", "truncated")
            assert read(sandbox, changed, Container.MOV, _ASKED[0]) != "crashed"


def test_whoever_opens_something_while_it_is_traced_dies(traced: Sandbox) -> None:
    assert put_through(traced, b"anything", Container.PNG, "open").code == "crashed"
    whole = a_video_file("mp4")
    outcome = put_through(traced, whole)
    assert outcome.code == "prepared"
    wanted = frames_wanted(FrameTable.from_bytes(outcome.rendition), range(12))
    assert read(traced, whole, Container.MP4, wanted) == "12 frames"


def test_disguises_do_not_even_try_to_open_anything(traced: Sandbox, tmp_path: Path) -> None:
    neighbour = tmp_path / "secret.mp4"
    stored = a_video_file("mov")
    neighbour.write_bytes(stored)
    with nothing_reached(neighbour) as port:
        bad = [
            (text.encode(), container) for text in texts(neighbour, port).values() for container in _VIDEOS
        ]
        for content, container in bad:
            assert put_through(traced, content, container).code in ("corrupt", "truncated", "unsupported")
            for wanted in _ASKED:
                assert read(traced, content, container, wanted) in ("corrupt", "truncated", "unsupported")
        for place in (f"file://{neighbour}", str(neighbour), f"http://127.0.0.1:{port}/a"):
            changed = with_reference(stored, "url ", place)
            assert put_through(traced, changed, Container.MOV).code != "crashed"
            for wanted in _ASKED:
                assert read(traced, changed, Container.MOV, wanted) != "crashed"


def read(sandbox: Sandbox, content: bytes, container: Container, wanted: FramesWanted) -> str:
    """Ask for frames of a file; return how many came, or the code of the refusal."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as pack:
        source.write(content)
        source.flush()
        answer = sandbox.read_frames(source, container, wanted, pack)
        if isinstance(answer, Refusal):
            assert pack.read() == b""
            return answer.code.value
        assert isinstance(answer, FramesRead)
        return f"{len(answer.indices)} frames"


def with_reference(stored: bytes, kind: str, place: str) -> bytes:
    """Make the data reference of a QuickTime file name another file; the boxes around it grow with it."""
    at = stored.index(b"dref") - 4
    (length,) = struct.unpack_from(">I", stored, at)
    entry = struct.pack(">I4sI", 12 + len(place) + 1, kind.encode(), 0) + place.encode() + b"\0"
    made = struct.pack(">I4sII", 16 + len(entry), b"dref", 0, 1) + entry
    changed = bytearray(stored[:at] + made + stored[at + length :])
    for box in (b"moov", b"trak", b"mdia", b"minf", b"dinf"):
        # The last box of a name before the reference is the one around it.
        box_at = changed.rindex(box, 0, at) - 4
        (before,) = struct.unpack_from(">I", changed, box_at)
        struct.pack_into(">I", changed, box_at, before + len(made) - length)
    return bytes(changed)
