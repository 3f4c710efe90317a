"""What a list may be asked for: which stretch, in which order, and what it is searched for."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from annotations.http.bodies import Page
from annotations.store.listing import ByAge

Search = Annotated[str, Field(max_length=200)]


class AgedPage(Page):
    """A stretch of a list, the newest or the oldest first."""

    sort: ByAge = "newest"


class NamedPage(AgedPage):
    """A stretch of a list; `q` is how the names begin, and what is found is sorted by name."""

    q: Search | None = None


def searched(q: str | None) -> str | None:
    """Return what is searched for; blanks search for nothing."""
    return (q or "").strip() or None
