"""What a canvas may say over its socket, and what it is told that is not an event."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, FiniteFloat, TypeAdapter

from annotations.domain.ids import AnyId, PredictionId
from annotations.domain.notification import NotificationView
from annotations.domain.operations import Operations, Point
from annotations.domain.project import Role
from annotations.domain.record import Record

HEARTBEAT_SECONDS = 5
SILENCE_SECONDS = 20
MOST_BYTES = 65_536
MESSAGES_A_SECOND = 60
MOST_SELECTED = 50

CLOSE_NOT_SIGNED_IN = 4401
CLOSE_NOT_A_MEMBER = 4403
CLOSE_SILENT = 4408
CLOSE_TOO_FAST = 4429


class Ping(Record):
    """I am here."""

    type: Literal["ping"]


class Resume(Record):
    """I saw a gap: tell me everything after this number again."""

    type: Literal["resume"]
    after: Annotated[int, Field(ge=0)]


class Presence(Record):
    """I look at this frame, or at none."""

    type: Literal["presence"]
    frame_id: AnyId | None = None


class Pointer(Record):
    """My pointer is here, in image pixels."""

    type: Literal["cursor"]
    frame_id: AnyId
    x: FiniteFloat
    y: FiniteFloat


class Selection(Record):
    """I have these objects in hand; `editing` while I change them. A hint to others, not a lock.

    Repeated every few seconds while it holds; who hears nothing more of it takes it for over.
    """

    type: Literal["selection"]
    frame_id: AnyId
    ids: Annotated[list[AnyId | PredictionId], Field(max_length=MOST_SELECTED)]
    editing: bool = False


ClientMessage = Annotated[Ping | Resume | Presence | Pointer | Selection, Field(discriminator="type")]
CLIENT_MESSAGE: TypeAdapter[ClientMessage] = TypeAdapter(ClientMessage)

LEAST_TO_LISTEN: Role = "guest"
LEAST_TO_SAY: dict[type[Record], Role] = {
    Ping: "guest",
    Resume: "guest",
    Presence: "guest",
    Pointer: "guest",
    Selection: "guest",
}
"""The least role for each message: whoever may look may be seen looking. What changes anything is HTTP's."""


class Told(Record):
    """Something happened that concerns you: sent to all of your own sockets, whichever project they show."""

    type: Literal["notification.told"] = "notification.told"
    notification: NotificationView


class OperationsHistory(Record):
    """How the portal ran over the last quarter of an hour: the first message of the dashboard's socket."""

    type: Literal["operations.history"] = "operations.history"
    points: list[Point]
    heartbeat_seconds: int


class OperationsNow(Record):
    """How the portal runs now: told once a second."""

    type: Literal["operations.now"] = "operations.now"
    operations: Operations


class Person(Record):
    """Someone with the project open."""

    id: str
    name: str
    connection_id: str
    frame_id: str | None
    color: str
