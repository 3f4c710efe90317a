"""Labels: the class names of a project, and the colours they are drawn in."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from annotations.domain.record import Record

# After Okabe and Ito's colour-blind-safe set, lightened so that thin lines stand out on dark pictures too.
PALETTE = (
    "#56B4E9", "#F2A33A", "#2FC79A", "#F0E05A", "#DD8BBD", "#F2704A", "#6A8DFF",
    "#C3A3FF", "#9AD4D6", "#C9C4B4",
)  # fmt: skip

_FORBIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _plain(name: str) -> str:
    name = unicodedata.normalize("NFC", name)
    if any(unicodedata.category(letter) in _FORBIDDEN for letter in name):
        message = "control, bidirectional and zero-width characters are not allowed in names"
        raise ValueError(message)
    return name


Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), AfterValidator(_plain)
]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]


class Label(Record):
    """One class name of a project and the colour it is drawn in."""

    name: Name
    color: Colour


def colour_for(position: int) -> str:
    """Return the colour of the label at `position` in its project."""
    return PALETTE[position % len(PALETTE)]
