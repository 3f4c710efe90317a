"""Registers the app."""

from __future__ import annotations

from django.apps import AppConfig


class InferenceConfig(AppConfig):
    """Machines: registry, runtime, predictions."""

    name = "inference"
    default_auto_field = "django_mongodb_backend.fields.ObjectIdAutoField"
