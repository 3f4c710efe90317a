"""How far people agree: chance-corrected figures over counts that add up, picture by picture.

What is judged is an object: what several people drew in one place. Each of them gave it a label, or
none at all (`NOTHING`). That nobody drew anything anywhere else is not counted:
there is no number of such places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

NOTHING = ""
"""The category of having drawn nothing there. No label has this name."""

C = TypeVar("C", bound=Hashable)
Table = Mapping[tuple[C, C], float]
"""How often the first one said the one and the second one the other."""


def cohen_kappa(table: Table[C]) -> float | None:
    """Return Cohen's kappa of two raters; None without ratings or where both always said one and the same.

    One minus what they differ in over what they would differ in by chance, were each to keep the own shares.
    """
    whole = sum(table.values())
    if not whole:
        return None
    rows: Counter[C] = Counter()
    columns: Counter[C] = Counter()
    agreed = 0.0
    for (one, other), count in table.items():
        rows[one] += count  # type: ignore[assignment]  # counts may be weights
        columns[other] += count  # type: ignore[assignment]
        agreed += count if one == other else 0
    expected = sum(rows[category] * columns[category] for category in rows) / whole**2
    return _corrected(agreed / whole, expected)


def fleiss_kappa(ratings: Iterable[Mapping[C, int]]) -> float | None:
    """Return Fleiss' kappa; each item tells how many raters put it into which category.

    Raises:
        ValueError: the items were not all rated by the same number of people, two at least.
    """
    totals: Counter[C] = Counter()
    items = agreeing = raters = 0
    for item in ratings:
        count = sum(item.values())
        raters = raters or count
        if count != raters or raters < 2:
            message = "every item needs the same number of ratings, two at least"
            raise ValueError(message)
        items += 1
        agreeing += sum(number * (number - 1) for number in item.values())
        totals.update(item)
    return fleiss_of_sums(totals, items=items, agreeing=agreeing, raters=raters)


def fleiss_of_sums(totals: Mapping[C, int], *, items: int, agreeing: int, raters: int) -> float | None:
    """Return Fleiss' kappa from sums over items.

    Args:
        totals: How often each category was said.
        items: How many items there are.
        agreeing: The ordered pairs of raters of one item who said the same, over all items.
        raters: How many rated each item.
    """
    if not items:
        return None
    observed = agreeing / (items * raters * (raters - 1))
    expected = sum((count / (items * raters)) ** 2 for count in totals.values())
    return _corrected(observed, expected)


def krippendorff_alpha(ratings: Iterable[Sequence[C | None]]) -> float | None:
    """Return Krippendorff's alpha for names; each unit lists what was said of it, None where nothing was."""
    return alpha_of_coincidences(coincidences(ratings))


def coincidences(ratings: Iterable[Sequence[C | None]]) -> dict[tuple[C, C], float]:
    """Return how often two values met within a unit; a unit of m values counts m, one of a single value 0."""
    met: dict[tuple[C, C], float] = {}
    for unit in ratings:
        said = Counter(value for value in unit if value is not None)
        raters = sum(said.values())
        if raters < 2:
            continue
        for (one, other), count in pairs_within(said).items():
            met[one, other] = met.get((one, other), 0.0) + count / (raters - 1)
    return met


def pairs_within(said: Mapping[C, int]) -> dict[tuple[C, C], int]:
    """Count the ordered pairs of ratings of one unit, by what the two said."""
    return {
        (one, other): count
        for one, first in said.items()
        for other, second in said.items()
        if (count := first * (second - (one == other)))
    }


def alpha_of_coincidences(met: Table[C]) -> float | None:
    """Return Krippendorff's alpha from a coincidence matrix; None where there is nothing to tell apart."""
    totals: dict[C, float] = {}
    differing = 0.0
    for (one, other), count in met.items():
        totals[one] = totals.get(one, 0.0) + count
        differing += count if one != other else 0.0
    whole = sum(totals.values())
    by_chance = whole**2 - sum(count**2 for count in totals.values())
    if whole <= 1 or not by_chance:
        return None
    return 1 - (whole - 1) * differing / by_chance


def against_the_rest(table: Table[str], label: str) -> dict[tuple[bool, bool], float]:
    """Return a table of a single label: said it, or said anything else."""
    seen: dict[tuple[bool, bool], float] = {}
    for (one, other), count in table.items():
        key = (one == label, other == label)
        seen[key] = seen.get(key, 0) + count
    return seen


def _corrected(observed: float, expected: float) -> float | None:
    return None if expected >= 1 else (observed - expected) / (1 - expected)
