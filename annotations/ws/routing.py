"""Socket addresses."""

from __future__ import annotations

from django.urls import path

from annotations.ws.consumer import ProjectConsumer
from annotations.ws.operations import OperationsConsumer

websocket_urlpatterns = [
    path("ws/projects/<str:project_id>", ProjectConsumer.as_asgi()),
    path("ws/operations", OperationsConsumer.as_asgi()),
]
