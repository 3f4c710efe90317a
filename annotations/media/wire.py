"""Messages between the sandbox client and its zygote: small JSON with open files attached."""

import json
import socket
from dataclasses import asdict, dataclass

from annotations.media.confine import Confinement
from annotations.media.limits import MediaLimits
from annotations.media.records import Answer, FramesRead, ImageProbe, Refusal, Tiled
from annotations.media.sniff import Container
from annotations.media.wanted import FramesWanted

FILES_IN_REQUEST = 4
"""Source, rendition, thumbnail, and the socket to answer on."""

NO_SPACE = b"no space"
"""Answer when an output could not be written for want of space."""

_MAX_REQUEST_BYTES = 32 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """One operation on one file."""

    operation: str
    container: Container
    wanted: FramesWanted | None = None

    def limits_of(self, limits: MediaLimits) -> MediaLimits:
        """Return the limits that hold for this request."""
        return limits.for_video() if self.container.is_video else limits


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
    wanted = FramesWanted(**fields["wanted"]) if fields["wanted"] is not None else None
    return Request(fields["operation"], Container(fields["container"]), wanted), files


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
    if isinstance(answer, FramesRead):
        return json.dumps({"frames": asdict(answer)}, separators=(",", ":")).encode()
    kind = "image" if isinstance(answer.probe, ImageProbe) else "video"
    return json.dumps({kind: asdict(answer)}).encode()
