"""Resumable uploads through the real web process: an independent client, lost connections, and kill -9."""

import gc
import hashlib
import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from tusclient.client import TusClient

from annotations.store.client import database as mongo
from annotations.store.files import hash_of, open_stored
from annotations.store.tables import ASSETS, UPLOADS
from annotations.store.tokens import add_token
from portal.env import PROJECT_ROOT, child_environment
from portal.supervisor.ports import LOOPBACK, choose_port
from tests.builders import Cast
from tests.builders_media import a_picture_file
from tests.waiting import wait_until

FILM = a_picture_file("PNG") + os.urandom(40 << 20)
"""Begins like a picture, which is all that is looked at before it is decoded."""
SHA256 = hashlib.sha256(FILM).hexdigest()


class Web:
    """A web process that can be killed and started again on its port."""

    def __init__(self) -> None:
        self.port = choose_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "daphne", "-b", LOOPBACK, "-p", str(self.port), "-v", "0"]
        self.process = subprocess.Popen(
            [*command, "portal.asgi:application"], cwd=PROJECT_ROOT, env=child_environment({})
        )
        wait_until(self._answers, timeout=30)

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(20)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((LOOPBACK, self.port)) == 0


@pytest.fixture
def web(cast: Cast) -> Iterator[Web]:
    running = Web()
    running.start()
    yield running
    running.kill()


def headers_of(cast: Cast) -> dict[str, str]:
    return {"Authorization": f"Bearer {add_token(cast.bob.actor.id)[0]}", "Tus-Resumable": "1.0.0"}


def half_a_patch(web: Web, place: str, headers: dict[str, str], offset: int, sent: int) -> socket.socket:
    """Announce all that is left of the film, send a part of it, and keep the connection."""
    connection = socket.create_connection((LOOPBACK, web.port), 20)
    lines = [
        f"PATCH {place} HTTP/1.1",
        f"Host: {LOOPBACK}:{web.port}",
        "Content-Type: application/offset+octet-stream",
        f"Upload-Offset: {offset}",
        f"Content-Length: {len(FILM) - offset}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    connection.sendall("\r\n".join([*lines, "", ""]).encode())
    connection.sendall(FILM[offset : offset + sent])
    return connection


def head_of(web: Web, place: str, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection(LOOPBACK, web.port, timeout=20)
    connection.request("HEAD", place, headers=headers)
    answer = connection.getresponse()
    connection.close()
    assert answer.status == 200, answer.status
    return int(answer.headers["Upload-Offset"])


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # tuspy closes neither files nor sockets
def test_an_independent_client_ends_what_was_interrupted_three_times(cast: Cast, web: Web) -> None:
    headers = headers_of(cast)
    client = TusClient(
        f"http://{LOOPBACK}:{web.port}/api/projects/{cast.project.id}/uploads", headers=headers
    )
    told = {"filename": "film.png", "sha256": SHA256}
    begun = client.uploader(
        file_stream=BytesIO(FILM), chunk_size=3 << 20, metadata=told, upload_checksum=True
    )
    begun.upload_chunk()  # type: ignore[no-untyped-call]  # tuspy has types in part
    place = str(begun.url).partition(str(web.port))[2]
    assert head_of(web, place, headers) == 3 << 20

    # First: the connection is cut in the middle of a long request; what arrived is kept.
    half_a_patch(web, place, headers, 3 << 20, 9 << 20).close()
    wait_until(lambda: head_of(web, place, headers) == 12 << 20, timeout=20)

    # Second: the web process is killed while bytes arrive; at most a piece is lost.
    connection = half_a_patch(web, place, headers, 12 << 20, 9 << 20)
    wait_until(lambda: UPLOADS.page({})[0].offset == 20 << 20, timeout=20)
    web.kill()
    connection.close()
    web.start()
    assert head_of(web, place, headers) == 20 << 20

    # Third: again, with nothing on its way.
    web.kill()
    web.start()
    ended = client.uploader(file_stream=BytesIO(FILM), url=begun.url)
    assert ended.offset == 20 << 20
    ended.upload()  # the rest in one request
    last: Any = ended.request
    asset = ASSETS.find(last.response_headers["tandem-asset"])
    assert asset is not None
    assert (asset.sha256, asset.byte_size, asset.name) == (SHA256, len(FILM), "film.png")
    with open_stored(asset.image_uri or "") as stored:
        assert hash_of(stored) == (SHA256, len(FILM))
    assert list(settings.UPLOADS_ROOT.iterdir()) == []
    del begun, ended, last, client
    gc.collect()


def test_a_refused_request_is_answered_on_a_connection_that_lives_on(cast: Cast, web: Web) -> None:
    headers = headers_of(cast)
    connection = http.client.HTTPConnection(LOOPBACK, web.port, timeout=20)
    path = f"/api/projects/{cast.project.id}/uploads"
    connection.request("POST", path, headers={**headers, "Upload-Length": str(len(FILM))})
    created = connection.getresponse()
    created.read()
    place = created.headers["Location"]
    stream = {**headers, "Content-Type": "application/offset+octet-stream"}
    for offset, status in (("5", 409), ("-1", 400), ("x", 400)):
        connection.request("PATCH", place, FILM[:20_000_000], {**stream, "Upload-Offset": offset})
        answer = connection.getresponse()
        assert (answer.status, b'"code"' in answer.read()) == (status, True)
    chunks = (FILM[start : start + 100_000] for start in range(0, 1_000_000, 100_000))
    connection.request("PATCH", place, chunks, {**stream, "Upload-Offset": "0"}, encode_chunked=True)
    answer = connection.getresponse()
    answer.read()
    assert (answer.status, answer.headers["Upload-Offset"]) == (204, "1000000")
    connection.close()
    assert mongo()["uploads"].count_documents({}) == 1
