"""A long PATCH reaches the application as several short ones, and its client hears one answer."""

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.bridge import Message, Receive, Scope, Send
from portal.pieces import OFFSET_STREAM, PiecewiseUploads

PIECE = 10


class Part:
    """Stands for the application: appends what it is sent, as the real one does."""

    def __init__(self, *, refuse_from: int | None = None) -> None:
        self.offsets: list[int] = []
        self.lengths: list[int] = []
        self.bodies: list[bytes] = []
        self._refuse_from = refuse_from

    @property
    def kept(self) -> bytes:
        return b"".join(self.bodies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        told = dict(scope["headers"])
        self.offsets.append(int(told.get(b"upload-offset", b"-1")))
        self.lengths.append(int(told.get(b"content-length", b"-1")))
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = bool(message.get("more_body"))
        refused = self._refuse_from is not None and self.offsets[-1] >= self._refuse_from
        if not refused:
            self.bodies.append(body)
        await send({"type": "http.response.start", "status": 409 if refused else 204, "headers": []})
        await send({"type": "http.response.body", "body": str(len(self.kept)).encode()})


def a_scope(length: int | None, *, offset: bytes = b"0", method: str = "PATCH", **changes: object) -> Scope:
    headers = [(b"content-type", OFFSET_STREAM), (b"upload-offset", offset), (b"x-other", b"kept")]
    if length is not None:
        headers.append((b"content-length", b"%d" % length))
    return {"type": "http", "method": method, "path": "/api/uploads/upl_1", "headers": headers, **changes}


async def answered(
    part: Part, scope: Scope, chunks: Iterable[bytes], *, lost: bool = False
) -> tuple[list[Message], Iterator[Message]]:
    """Send chunks as a server does, and return what its client would hear and what nobody took."""
    given_chunks = list(chunks) or [b""]
    messages: list[Message] = [
        {"type": "http.request", "body": chunk, "more_body": lost or place < len(given_chunks) - 1}
        for place, chunk in enumerate(given_chunks)
    ]
    waiting = iter([*messages, {"type": "http.disconnect"}] if lost else messages)
    heard: list[Message] = []

    async def receive() -> Message:
        return next(waiting)

    async def send(message: Message) -> None:
        heard.append(message)

    await PiecewiseUploads(part, piece_bytes=PIECE)(scope, receive, send)
    return heard, waiting


@pytest.mark.parametrize(
    ("size", "offsets"),
    [(0, [0]), (1, [0]), (PIECE, [0]), (PIECE + 1, [0, PIECE]), (3 * PIECE, [0, PIECE, 2 * PIECE])],
)
async def test_a_body_is_divided_and_each_piece_says_what_is_still_to_come(
    size: int, offsets: list[int]
) -> None:
    part = Part()
    body = bytes(range(size))
    heard, _ = await answered(part, a_scope(size), [body])
    assert (part.offsets, part.kept) == (offsets, body)
    assert part.lengths == [size - offset for offset in offsets]
    assert [message["type"] for message in heard] == ["http.response.start", "http.response.body"]
    assert heard[1]["body"] == str(size).encode()


@given(st.lists(st.binary(max_size=25), max_size=12), st.integers(0, 1000))
async def test_however_the_bytes_arrive_each_is_handed_on_once_and_in_order(
    chunks: list[bytes], offset: int
) -> None:
    part = Part()
    whole = b"".join(chunks)
    heard, _ = await answered(part, a_scope(None, offset=b"%d" % offset), chunks)
    assert part.kept == whole
    assert all(len(body) == PIECE for body in part.bodies[:-1])
    assert part.offsets == [offset + PIECE * place for place in range(len(part.bodies))]
    assert len(heard) == 2


@given(st.lists(st.binary(min_size=1, max_size=25), max_size=8))
async def test_what_arrived_before_the_client_went_away_is_kept_and_nothing_is_answered(
    chunks: list[bytes],
) -> None:
    part = Part()
    heard, _ = await answered(part, a_scope(1000), chunks, lost=True)
    assert part.kept == b"".join(chunks)
    assert heard == []


async def test_the_first_refusal_is_the_answer_and_the_rest_is_taken_and_forgotten() -> None:
    part = Part(refuse_from=PIECE)
    heard, waiting = await answered(part, a_scope(50), [bytes(PIECE)] * 5)
    assert (part.offsets, len(part.kept)) == ([0, PIECE], PIECE)
    assert heard[0]["status"] == 409
    assert list(waiting) == []


@pytest.mark.parametrize(
    "scope",
    [
        a_scope(30, method="POST"),
        a_scope(30, path="/api/projects/prj_1/uploads"),
        a_scope(30, offset=b"ten"),
        a_scope(30, offset=b"9" * 19),
        a_scope(30, headers=[(b"content-type", b"text/plain"), (b"upload-offset", b"0")]),
        a_scope(30, headers=[(b"content-type", OFFSET_STREAM)] * 2 + [(b"upload-offset", b"0")]),
        a_scope(
            30,
            headers=[
                (b"content-type", OFFSET_STREAM),
                (b"upload-offset", b"0"),
                (b"upload-checksum", b"sha1 x"),
            ],
        ),
    ],
)
async def test_other_requests_and_those_with_a_checksum_are_handed_on_whole(scope: Scope) -> None:
    part: list[bytes] = []

    async def application(_scope: Scope, receive: Receive, _send: Send) -> None:
        assert _scope is scope
        while (message := await receive()).get("more_body"):
            part.append(message["body"])
        part.append(message["body"])

    chunks = iter([{"type": "http.request", "body": bytes(15), "more_body": more} for more in (True, False)])

    async def receive() -> Message:
        return next(chunks)

    async def send(_message: Message) -> None:
        raise AssertionError

    await PiecewiseUploads(application, piece_bytes=PIECE)(scope, receive, send)
    assert part == [bytes(15), bytes(15)]
