"""Text in a video's clothing opens no other file and no socket, whatever decides that it is a video."""

import ctypes
import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from annotations.media.sandbox import Sandbox
from annotations.media.sniff import Container
from tests.builders_media import a_video_file
from tests.integration.media.rooms import put_through

_IN_OPEN = 0x20
_VIDEOS = [container for container in Container if container.is_video]


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
            outcome = put_through(sandbox, with_reference(stored, kind, place), Container.MOV)
            assert outcome.code in ("prepared", "corrupt", "truncated")


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
