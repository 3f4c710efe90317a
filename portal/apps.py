"""Django's own apps with ObjectId keys, and this composition root."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.apps import AuthConfig
from django.contrib.contenttypes.apps import ContentTypesConfig

OBJECT_ID = "django_mongodb_backend.fields.ObjectIdAutoField"


class PortalConfig(AppConfig):
    """The composition root: commands and checks."""

    name = "portal"
    default_auto_field = OBJECT_ID

    def ready(self) -> None:
        """Register the checks and who listens to sign-ins; make ours the Celery app that all send through."""
        from annotations import sign_ins  # noqa: F401, PLC0415  # it needs the apps to be ready
        from portal import celery, checks  # noqa: F401, PLC0415  # both need the apps to be ready


class MongoAdminConfig(AdminConfig):
    """The admin on MongoDB."""

    default_auto_field = OBJECT_ID


class MongoAuthConfig(AuthConfig):
    """Accounts on MongoDB."""

    default_auto_field = OBJECT_ID


class MongoContentTypesConfig(ContentTypesConfig):
    """Content types on MongoDB."""

    default_auto_field = OBJECT_ID
