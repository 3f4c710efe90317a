"""What every benchmark is given: the portal of the run, a signed-in client and photographs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.client import PortalClient
from tests.bench.figures import Figure
from tests.bench.photographs import ensure_photographs
from tests.bench.portal import BenchPortal


@dataclass
class Bench:
    """One run."""

    home: Path
    portal: BenchPortal
    first_start_seconds: float
    client: PortalClient

    def photographs(self, count: int, *, skip: int = 0) -> list[Path]:
        """Return distinct photographs; `skip` leaves out those that others use."""
        return ensure_photographs(self.home, skip + count)[skip:]


Benchmark = Callable[[Bench], Iterator[Figure]]
