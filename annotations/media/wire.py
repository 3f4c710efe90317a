"""Messages between the sandbox client and its zygote: small JSON with open files attached."""

import json
import socket
from dataclasses import asdict, dataclass

from annotations.media.confine import Confinement
from annotations.media.records import Answer, ImageProbe, Refusal, Tiled
from annotations.media.sniff import Container

FILES_IN_REQUEST = 4
"""Source, rendition, thumbnail, and the socket to answer on."""

NO_SPACE = b"no space"
"""Answer when an output could not be written for want of space."""

_MAX_REQUEST_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Request:
    """One operation on one file."""

    operation: str
    container: Container


def send_request(control: socket.socket, request: Request, files: tuple[int, int, int, int]) -> None:
    """Send one request with its open files as one message."""
    body = json.dumps(asdict(request)).encode()
    socket.send_fds(control, [body], list(files))


def receive_request(control: socket.socket) -> tuple[Request, list[int]] | None:
    """Receive one request, or None when the client has gone."""
    body, files, _, _ = socket.recv_fds(control, _MAX_REQUEST_BYTES, FILES_IN_REQUEST)
    if not body:
        return None
    fields = json.loads(body)
    return Request(operation=fields["operation"], container=Container(fields["container"])), files


def encode_greeting(confinement: Confinement) -> bytes:
    """Return the message a zygote sends once it is ready."""
    return json.dumps(asdict(confinement)).encode()


def decode_greeting(body: bytes) -> Confinement:
    """Read the message of a zygote that is ready."""
    return Confinement(**json.loads(body))


def encode_answer(answer: Answer) -> bytes:
    """Return an answer as JSON."""
    if isinstance(answer, Refusal):
        return json.dumps({"refusal": asdict(answer)}).encode()
    if isinstance(answer, Tiled):
        return json.dumps({"tiles": asdict(answer)}).encode()
    kind = "image" if isinstance(answer.probe, ImageProbe) else "video"
    return json.dumps({kind: asdict(answer)}).encode()
