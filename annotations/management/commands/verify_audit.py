"""`manage.py verify_audit`: compute the chain of the audit trail again and tell the first broken row."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from annotations.queries.audit import verify_chain
from annotations.store.audit import Head


class Command(BaseCommand):
    """Reads every row. The end that it prints, noted elsewhere, proves later that nothing was rewritten."""

    help = "Verify the audit trail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--expect", metavar="NUMBER:HASH", help="an end that an earlier run printed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify.

        Raises:
            CommandError: a row is broken, or what is expected cannot be read.
        """
        expected = _read_end(options["expect"]) if options["expect"] else None
        reached, broken = verify_chain(expected=expected, days=settings.AUDIT_DAYS)
        if broken is not None:
            message = f"broken at row {broken.number}: {broken.reason}"
            raise CommandError(message)
        self.stdout.write(f"whole up to {reached.number}:{reached.hash}")


def _read_end(text: str) -> Head:
    number, _, digest = text.partition(":")
    if not number.isdigit() or len(digest) != len(Head().hash):
        message = "--expect takes NUMBER:HASH, as an earlier run printed it."
        raise CommandError(message)
    return Head(number=int(number), hash=digest)
