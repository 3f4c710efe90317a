"""Socket addresses."""

from __future__ import annotations

from django.urls import path

from annotations.ws.consumer import ProjectConsumer

websocket_urlpatterns = [path("ws/projects/<str:project_id>", ProjectConsumer.as_asgi())]
