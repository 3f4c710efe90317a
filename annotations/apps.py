"""Registers the app."""

from __future__ import annotations

from django.apps import AppConfig


class AnnotationsConfig(AppConfig):
    """The vocabulary, its storage, its write path and its push."""

    name = "annotations"
    default_auto_field = "django_mongodb_backend.fields.ObjectIdAutoField"
