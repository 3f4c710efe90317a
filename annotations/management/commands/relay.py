"""`manage.py relay`: run the relay until SIGTERM."""

from __future__ import annotations

import signal
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from annotations.relay.outlet import PortalOutlet
from annotations.relay.runner import Fenced, Relay

EXIT_FENCED = 3


class Command(BaseCommand):
    """Turns changes in the database into numbered events, jobs and pushes. A second one stands by."""

    requires_system_checks = ()  # they load the whole web side
    help = "Run the relay."

    def handle(self, *args: Any, **options: Any) -> None:
        """Relay until stopped."""
        reactions = [import_string(path) for path in settings.RELAY_SUBSCRIBERS]
        outlet = PortalOutlet()
        relay = Relay(reactions=reactions, outlet=outlet)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: relay.stop())
        try:
            relay.run()
        except Fenced:
            self.stderr.write("another relay has taken over; this one ends")
            sys.exit(EXIT_FENCED)
        finally:
            outlet.close()
