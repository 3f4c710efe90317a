"""`manage.py dump_contract`: write the wire contract for the front end, or check that it is up to date."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.contract.schema import wire_schema
from portal.contract.typescript import render_typescript
from portal.env import PROJECT_ROOT

SCHEMA_PATH = PROJECT_ROOT / "tests" / "contract" / "contract.json"
TYPES_PATH = PROJECT_ROOT / "frontend" / "src" / "contract" / "server.gen.ts"


class Command(BaseCommand):
    """The JSON schema is kept for review, the TypeScript types for the front end's compiler."""

    help = "Write tests/contract/contract.json and frontend/src/contract/server.gen.ts."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--check", action="store_true", help="only say whether they are up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or check."""
        definitions = wire_schema()
        texts = {
            SCHEMA_PATH: json.dumps(definitions, indent=2, ensure_ascii=False) + "\n",
            TYPES_PATH: render_typescript(definitions),
        }
        for path, text in texts.items():
            if options["check"]:
                if not path.is_file() or path.read_text() != text:
                    message = f"{path.relative_to(PROJECT_ROOT)} is out of date: run manage.py dump_contract."
                    raise CommandError(message)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
