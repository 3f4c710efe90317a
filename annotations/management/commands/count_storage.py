"""`manage.py count_storage`: add up anew what each project's files take."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from annotations.store import projects, quotas
from annotations.store.client import transaction

PAGE = 100


class Command(BaseCommand):
    """For projects that are older than the count; run it while nobody uploads."""

    help = "Count the bytes of each project anew."

    def handle(self, *args: Any, **options: Any) -> None:
        """Count."""
        after = None
        while found := projects.list_projects(None, after=after, limit=PAGE):
            for project in found:
                counted = quotas.count_anew(project.id)

                def work(session: Any, identity: str = project.id, sums: dict[str, int] = counted) -> None:
                    projects.set_tally(identity, sums, session=session)

                transaction(work)
                self.stdout.write(f"{project.id} {sum(counted.values())} bytes")
            after = found[-1].id
