"""Labels: the class names of a project, and the colours they are drawn in."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from annotations.domain.record import Record

# Okabe and Ito's colour-blind-safe set first, then lighter steps of the same hues.
PALETTE = (
    "#56B4E9", "#E69F00", "#009E73", "#F0E442", "#D55E00", "#CC79A7", "#0072B2",
    "#8CD3F5", "#F5C35B", "#4FD1A8", "#F79A5C", "#E3A8C8", "#4FA3DA", "#B8B8B8",
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
