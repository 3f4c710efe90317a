"""Promotions: an append-only ledger by project."""

from __future__ import annotations

from datetime import datetime

from annotations.domain.promotion import Promotion
from annotations.store.client import Session
from annotations.store.listing import ByAge, by_age
from annotations.store.tables import PROMOTIONS

MOST_STEPS = 1_000
"""How far back a rollback looks."""


def append_promotion(promotion: Promotion, *, session: Session) -> None:
    """Add an entry within the transaction that promotes."""
    PROMOTIONS.insert(promotion, session=session)


def list_promotions(
    project_id: str, *, after: str | None, limit: int, sort: ByAge = "newest"
) -> list[Promotion]:
    """Return a project's promotions, newest first."""
    bound, order = by_age(sort, after)
    return PROMOTIONS.page({"project_id": project_id, **bound}, sort=order, limit=limit)


def read_ledger(project_id: str, *, session: Session | None = None) -> list[Promotion]:
    """Return a project's last promotions, oldest first."""
    found = PROMOTIONS.page({"project_id": project_id}, sort=[("_id", -1)], limit=MOST_STEPS, session=session)
    return found[::-1]


def find_last(project_id: str, *, session: Session | None = None) -> Promotion | None:
    """Return a project's last promotion."""
    found = PROMOTIONS.page({"project_id": project_id}, sort=[("_id", -1)], limit=1, session=session)
    return found[0] if found else None


def find_newest() -> Promotion | None:
    """Return the newest promotion of all projects, their starts left out."""
    found = PROMOTIONS.page({"cause": {"$in": ["person", "gate", "rollback"]}}, sort=[("_id", -1)], limit=1)
    return found[0] if found else None


def find_next(project_id: str, *, after: datetime) -> Promotion | None:
    """Return the first promotion of a project after a moment."""
    query = {"project_id": project_id, "at": {"$gt": after}}
    found = PROMOTIONS.page(query, sort=[("at", 1)], limit=1)
    return found[0] if found else None
