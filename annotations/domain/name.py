"""Names that people give: what a reader can see and tell apart."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

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
