"""Hands the bodies of uploads to the application while they arrive; Daphne would keep them until they end."""

from __future__ import annotations

from typing import Any

from daphne import http_protocol
from twisted.internet import reactor as twisted_reactor

from portal.pieces import OFFSET_STREAM

MOST_WAITING = 64
"""Chunks (of 64 kB at most) that may wait for the application before the client has to."""
LOOK_AGAIN_SECONDS = 0.005
Request: Any = http_protocol.WebRequest
reactor: Any = twisted_reactor


def hand_over_uploads_as_they_arrive() -> None:
    """Make Daphne use our request from now on: it has no setting for it."""
    http_protocol.WebRequest = ArrivingRequest


class ArrivingRequest(Request):  # type: ignore[misc]  # Daphne has no types
    """Daphne's request, but one whose body is a stream of bytes begins when its headers are there."""

    _arriving = False
    _held = False
    _is_whole = False

    def gotLength(self, length: int | None) -> None:
        """Begin at once if the body is an upload's."""
        super().gotLength(length)
        kinds = self.requestHeaders.getRawHeaders(b"content-type") or [b""]
        if length == 0 or kinds[0].strip() != OFFSET_STREAM or self.requestHeaders.hasHeader(b"upgrade"):
            return
        self.content: Any
        self.content.close()
        self.content = _NoBody()
        channel = self.channel
        super().requestReceived(channel._command, channel._path, channel._version)
        # Without a queue Daphne has refused the request already, as one with an invalid header.
        self._arriving = True

    def handleContentChunk(self, chunk: bytes) -> None:
        """Pass bytes on, and hold the client while the application is behind."""
        if not self._arriving:
            super().handleContentChunk(chunk)
        elif self.application_queue is not None:
            self.application_queue.put_nowait({"type": "http.request", "body": chunk, "more_body": True})
            if not self._held and self.application_queue.qsize() > MOST_WAITING:
                self._held = True
                self.channel._networkProducer.pauseProducing()
                reactor.callLater(LOOK_AGAIN_SECONDS, self._look_again)

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:
        """Say that the body is over, or begin as Daphne does."""
        self._is_whole = True
        if not self._arriving:
            super().requestReceived(command, path, version)
        elif self.application_queue is not None:
            self.application_queue.put_nowait({"type": "http.request", "body": b"", "more_body": False})

    def finish(self) -> None:
        """End the answer; where bytes of the body are still to come, the connection cannot be used again."""
        if not self._is_whole and self.channel is not None:
            self.channel.persistent = False
        super().finish()

    def _look_again(self) -> None:
        if self.channel is None or self.finished:
            return
        if self.application_queue.qsize() > MOST_WAITING // 2:
            reactor.callLater(LOOK_AGAIN_SECONDS, self._look_again)
            return
        self._held = False
        self.channel._networkProducer.resumeProducing()


class _NoBody:
    """Stands where Daphne looks for a whole body; closed, so that it passes nothing on by itself."""

    closed = True

    def tell(self) -> int:
        return 0

    def seek(self, *_place: int) -> int:
        return 0

    def close(self) -> None:
        """There is nothing to close."""
