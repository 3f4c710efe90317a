"""Start-up checks: what is unsafe in production refuses to start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def celery_speaks_json(app_configs: Any, **_: Any) -> Sequence[CheckMessage]:
    """Refuse pickled Celery messages: they run code."""
    if list(settings.CELERY_ACCEPT_CONTENT) == ["json"]:
        return []
    return [Error("CELERY_ACCEPT_CONTENT must be json alone.", id="tandem.E001")]


@register()
def production_is_safe(app_configs: Any, **_: Any) -> Sequence[CheckMessage]:
    """Refuse debug pages and open hosts in production."""
    if not settings.PRODUCTION:
        return []
    found: list[CheckMessage] = []
    if settings.DEBUG:
        found.append(Error("DEBUG is on in production.", id="tandem.E002"))
    if "*" in settings.ALLOWED_HOSTS:
        found.append(Error("ALLOWED_HOSTS holds * in production.", id="tandem.E003"))
    return found
