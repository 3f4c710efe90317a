"""The relay's way out: channel layer for sockets, Celery for workers."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.domain.events import Event
from annotations.domain.job import JobHint
from annotations.domain.notification import Notification
from annotations.hints import send_hint
from annotations.relay.push import ChannelPush


class PortalOutlet:
    """Publishes events and sends hints; both may be lost and both heal."""

    def __init__(self) -> None:
        self._push = ChannelPush()

    def publish(self, numbered: Sequence[tuple[Event, str]]) -> None:
        """Tell the web processes."""
        self._push.publish(numbered)

    def send(self, hint: JobHint) -> None:
        """Tell the workers."""
        send_hint(hint)

    def tell(self, told: Notification) -> None:
        """Tell one person, wherever they are."""
        self._push.tell(told)

    def close(self) -> None:
        """Let go of the connections."""
        self._push.close()
