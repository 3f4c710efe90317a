"""Registers the app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class AnnotationsConfig(AppConfig):
    """The vocabulary, its storage, its write path and its push."""

    name = "annotations"
    default_auto_field = "django_mongodb_backend.fields.ObjectIdAutoField"

    def ready(self) -> None:
        """Listen to sign-ins and to the admin, whichever process they happen in."""
        import_module("annotations.sign_ins")  # it needs the apps to be ready
