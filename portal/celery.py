"""The Celery app: queues and schedule come from the settings."""

from __future__ import annotations

from celery import Celery

app = Celery("tandem")
app.config_from_object("django.conf:settings", namespace="CELERY")
