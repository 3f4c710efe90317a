"""`manage.py prepare`: all that lies between an empty database and a portal one can sign in to."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand

from annotations.accounts import account_of
from annotations.actions.create_project import LabelRequest, create_project
from annotations.actions.fill_queue import fill_queue
from annotations.actions.upload_asset import upload_asset
from annotations.store import quotas, work_days
from annotations.store.model_versions import find_default_model_version
from annotations.store.schema import ensure_schema
from annotations.store.tables import PROJECTS
from inference.actions.register_model_version import register_model_version
from inference.convert.default_model import ensure_default_model
from inference.convert.photographs import ensure_sample_photographs
from inference.convert.prompt_model import ensure_prompt_model
from inference.errors import PackageUnavailable
from inference.manifest import read_manifest
from inference.store.model_versions import find_same_file
from portal.env import read_environment

log = logging.getLogger(__name__)

SAMPLE_NAME = "Sample photographs"
SAMPLE_LABELS = ("person", "cat", "cup", "dining table", "spoon", "rocket", "helmet", "flag")


class Command(BaseCommand):
    """Migrations, schema, first administrator, default model, sample project."""

    requires_system_checks = ()  # they load the whole web side
    help = "Prepare the database for the portal."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare."""
        call_command("migrate", interactive=False, verbosity=0)
        ensure_schema()
        fill_queue()
        self._count_what_is_older()
        admin = self._first_admin()
        self._default_model()
        self._prompt_model()
        if not PROJECTS.count({}):
            self._sample_project(admin)

    def _count_what_is_older(self) -> None:
        """Let counters that came with a later version begin with what there was before them."""
        if work_days.is_behind():
            log.info("the work is counted for the manager's console, once")
            call_command("recount_work")
        if quotas.is_behind():
            log.info("the bytes of each project are counted, once")
            call_command("count_storage")

    def _first_admin(self) -> Any:
        users = User.objects
        admin = users.filter(is_superuser=True).first()
        if admin is not None:
            return admin
        given = read_environment().admin_password
        password = given or secrets.token_urlsafe(12)
        admin = User.objects.create_superuser("admin", password=password)
        if given is None:
            path = settings.HOME / "first-password"
            path.touch(mode=0o600)
            path.write_text(password + "\n")
        return admin

    def _default_model(self) -> None:
        if find_default_model_version() is not None:
            return
        folder = ensure_default_model(settings.HOME / "models", settings.HOME / "cache")
        folder = folder if folder.is_dir() else folder.parent
        manifest = read_manifest(folder / "manifest.toml")
        register_model_version(
            project_id=None, manifest=manifest, path=folder / manifest.file, status="champion"
        )

    def _prompt_model(self) -> None:
        try:
            path = ensure_prompt_model(settings.HOME / "models")
        except PackageUnavailable as fault:
            # The portal stands without it: prompts say that no model is installed, all else works.
            log.warning("prompted masks are off: %s", fault.message)
            return
        manifest = read_manifest(path.parent / "manifest.toml")
        if manifest.sha256 and find_same_file(None, manifest.sha256) is None:
            register_model_version(project_id=None, manifest=manifest, path=path, status="candidate")

    def _sample_project(self, admin: Any) -> None:
        labels = [LabelRequest(name=name) for name in SAMPLE_LABELS]
        project = create_project(name=SAMPLE_NAME, labels=labels, actor=account_of(admin).as_actor())
        for photograph in ensure_sample_photographs(settings.HOME / "cache" / "photographs"):
            with photograph.open("rb") as source:
                upload_asset(project_id=project.id, name=photograph.name, source=source)
