"""`manage.py recount_work`: write the counters of the manager's console anew from the ledger."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from annotations.relay.recount import recount
from annotations.relay.runner import Fenced


class Command(BaseCommand):
    """Counts the whole ledger; saving goes on, the relay waits for the end."""

    requires_system_checks = ()
    help = "Write the counters of the manager's console anew from the ledger."

    def handle(self, *args: Any, **options: Any) -> None:
        """Count."""
        try:
            entries = recount()
        except Fenced:
            self.stderr.write("a relay took over; run this again")
            sys.exit(1)
        self.stdout.write(f"counted {entries} corrections and verdicts")
