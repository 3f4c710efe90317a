"""HTTP and sockets, with the session behind both and the origin checked before either."""

from __future__ import annotations

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from portal.arrival import hand_over_uploads_as_they_arrive
from portal.bridge import ThreadedHttp
from portal.pieces import PiecewiseUploads

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
http_application = PiecewiseUploads(ThreadedHttp(get_wsgi_application(), threads=settings.HTTP_THREADS))
hand_over_uploads_as_they_arrive()

from annotations.ws.routing import websocket_urlpatterns  # noqa: E402  # models need the apps to be ready
from annotations.ws.sign_in import SignedInSockets  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": http_application,
        "websocket": SignedInSockets(URLRouter(websocket_urlpatterns), settings.WEBSOCKET_ORIGINS),
    }
)
