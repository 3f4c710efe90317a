"""Own a benchmark's figures: each beside its limit or peer of the same run, as a table and as JSON."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

LEAST_CPU_MS = 0.02


class BenchFailed(Exception):
    """A benchmark could not be carried out; the message says why."""


@dataclass(frozen=True)
class Figure:
    """One measured value, the limit or peer it stands beside, and what we aim for.

    `met` is a remark for the reader: no figure ever fails a run.
    """

    benchmark: str
    name: str
    value: float
    unit: str
    peer: str = ""
    peer_value: float | None = None
    goal: str = ""
    met: bool | None = None

    @property
    def ratio(self) -> float | None:
        """Our value over the peer's, both of the same run."""
        return self.value / self.peer_value if self.peer_value else None


def cpu_figures(
    benchmark: str, before: Mapping[str, float], after: Mapping[str, float], *, count: int, per: str
) -> Iterator[Figure]:
    """Yield the processor time each part used for one piece of work; a busy machine hardly changes it."""
    for part, seconds in sorted(after.items(), key=lambda item: before.get(item[0], 0.0) - item[1]):
        used = (seconds - before.get(part, 0.0)) * 1000 / count
        if used >= LEAST_CPU_MS:
            yield Figure(benchmark, f"processor time of {part}", used, f"ms/{per}")


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` (0..1) of the values lie, by nearest rank.

    Raises:
        BenchFailed: there is nothing to rank.
    """
    if not values:
        raise BenchFailed("nothing was measured")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def milliseconds(seconds: Sequence[float], share: float) -> float:
    """Return a percentile of durations, in milliseconds."""
    return percentile(seconds, share) * 1000


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as lines for a terminal."""
    rows = [("figure", "", "limit or peer in the same run", "ratio", "goal")]
    for figure in figures:
        peer = f"{figure.peer} {_number(figure.peer_value)}" if figure.peer_value is not None else figure.peer
        ratio = f"{figure.ratio:.2f}" if figure.ratio is not None else ""
        mark = {True: "met: ", False: "missed: ", None: ""}[figure.met]
        rows.append(
            (
                f"{figure.benchmark}: {figure.name}",
                f"{_number(figure.value)} {figure.unit}",
                peer,
                ratio,
                mark + figure.goal,
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return "\n".join([lines[0], "-" * min(160, sum(widths) + 8), *lines[1:]])


def write_figures(
    path: Path, figures: Sequence[Figure], failures: dict[str, str], machine: dict[str, object]
) -> None:
    """Write a run as JSON."""
    rows = [{**asdict(figure), "ratio": figure.ratio} for figure in figures]
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"machine": machine, "figures": rows, "failures": failures}, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"
