"""From the relay to the web processes: one message per project and batch over the channel layer."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence

from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from annotations.domain.events import Event
from annotations.domain.notification import Notification, view_notification
from annotations.ws.groups import EVENTS_GROUP
from annotations.ws.protocol import Told

log = logging.getLogger(__name__)
SEND_SECONDS = 1.0
BYTES_A_MESSAGE = 512_000


class ChannelPush:
    """Publishes from a synchronous process; the layer's connections live on one loop of our own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._layer = get_channel_layer()

    def publish(self, numbered: Sequence[tuple[Event, str]]) -> None:
        """Send events on; a broker that is away costs the live push only, clients catch up by number."""
        by_project: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for event, body in numbered:
            by_project[event.project_id].append((event.seq, body))
        for project_id, entries in by_project.items():
            try:
                self._loop.run_until_complete(asyncio.wait_for(self._send(project_id, entries), SEND_SECONDS))
            except (RedisError, OSError, TimeoutError) as fault:
                log.warning("events of %s were not pushed: %s", project_id, fault)

    def tell(self, told: Notification) -> None:
        """Send one person's news to their own sockets; it lies in their list in any case."""
        body = Told(notification=view_notification(told)).model_dump_json()
        message = {"type": "portal.personal", "user_id": told.user_id, "body": body}
        sent = self._layer.group_send(EVENTS_GROUP, message)
        try:
            self._loop.run_until_complete(asyncio.wait_for(sent, SEND_SECONDS))
        except (RedisError, OSError, TimeoutError) as fault:
            log.warning("a notification was not pushed: %s", fault)

    def close(self) -> None:
        """Let go of the loop and its connections."""
        self._loop.close()

    async def _send(self, project_id: str, entries: list[tuple[int, str]]) -> None:
        part: list[tuple[int, str]] = []
        size = 0
        for entry in entries:
            part.append(entry)
            size += len(entry[1])
            if size > BYTES_A_MESSAGE:
                await self._group_send(project_id, part)
                part, size = [], 0
        if part:
            await self._group_send(project_id, part)

    async def _group_send(self, project_id: str, part: list[tuple[int, str]]) -> None:
        message = {"type": "portal.event", "project_id": project_id, "events": part}
        await self._layer.group_send(EVENTS_GROUP, message)
