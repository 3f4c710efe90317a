"""The peer of the fan-out: the textbook consumer, one channel-layer group member for each socket."""

import os
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter
from django.conf import settings

REDIS_VARIABLE = "BENCH_REDIS_URL"
PREFIX = "bench-peer"
GROUP = "everybody"

if REDIS_VARIABLE in os.environ:
    settings.configure(
        CHANNEL_LAYERS={
            "default": {
                "BACKEND": "channels_redis.core.RedisChannelLayer",
                "CONFIG": {"hosts": [os.environ[REDIS_VARIABLE]], "prefix": PREFIX},
            }
        }
    )


class PeerConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels ships no types
    """Joins the group and sends on what the group is sent."""

    async def connect(self) -> None:
        await self.channel_layer.group_add(GROUP, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(GROUP, self.channel_name)

    async def bench_event(self, event: dict[str, Any]) -> None:
        """Send on."""
        await self.send(text_data=event["text"])


application = ProtocolTypeRouter({"websocket": PeerConsumer.as_asgi()})
