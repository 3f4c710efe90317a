"""`manage.py register_model`: register an ONNX file with its manifest from the shell."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotations.domain.actor import SYSTEM
from annotations.errors import PortalError
from annotations.store import projects
from inference.actions.promote_model_version import promote_model_version
from inference.actions.register_model_version import register_model_version
from inference.manifest import parse_manifest_json, read_manifest


class Command(BaseCommand):
    """Tries the file in a child process, stores it, and promotes it when asked to."""

    help = "Register an ONNX file with its manifest for a project."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("model", type=Path, help="the ONNX file")
        parser.add_argument("manifest", type=Path, help="its manifest, .toml or .json")
        parser.add_argument("--project", required=True, help="the project's id")
        parser.add_argument("--decoder", type=Path, help="the second file of an encoder and decoder pair")
        parser.add_argument("--promote", action="store_true", help="let it predict from now on")

    def handle(self, *args: Any, **options: Any) -> None:
        """Register."""
        path: Path = options["manifest"]
        try:
            manifest = (
                parse_manifest_json(path.read_text()) if path.suffix == ".json" else read_manifest(path)
            )
            project = projects.find_project(options["project"])
            if project is None:
                message = f"There is no project {options['project']}."
                raise CommandError(message)
            version = register_model_version(
                project_id=project.id,
                manifest=manifest,
                path=options["model"],
                decoder_path=options["decoder"],
            )
            if options["promote"]:
                version = promote_model_version(project=project, version=version, actor=SYSTEM)
        except (PortalError, OSError) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{version.id} {version.name} {version.version} {version.status}")
