"""After a lost history: scan the domain for rows that the event log does not tell of."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from annotations.actions.settle_job import BAD_ENDS
from annotations.domain.asset import Asset
from annotations.domain.events import Event
from annotations.domain.job import Job, JobKind
from annotations.domain.prediction import PackedPredictions
from annotations.domain.project import Project
from annotations.domain.record import utc_now
from annotations.domain.snapshot import Export, Snapshot
from annotations.relay.derive import PROJECT_FIELDS, Change, name_source
from annotations.store import assets, events
from annotations.store.client import Document
from annotations.store.codec import key
from annotations.store.indexes import EVENT_DAYS
from annotations.store.table import Table
from annotations.store.tables import (
    ACTS,
    ASSETS,
    CORRECTIONS,
    EVALUATIONS,
    EXPORTS,
    ISSUES,
    JOBS,
    MODEL_VERSIONS,
    PANELS,
    PREDICTIONS,
    PROJECTS,
    PROMOTIONS,
    PROPAGATIONS,
    REVIEWS,
    SCORES,
    SNAPSHOTS,
    TRAININGS,
    WORK,
)

PAGE = 200
HOLDING: frozenset[JobKind] = frozenset({"train", "evaluate"})
"""Jobs about rows of which there is one unfinished at a time."""
_FRAMED: tuple[tuple[Table[Any], str], ...] = (
    (PREDICTIONS, "created_at"),
    (CORRECTIONS, "at"),
    (REVIEWS, "created_at"),
)
_DATED: tuple[tuple[Table[Any], str], ...] = (
    # First: what is counted later is judged by the triggers that stand now.
    (PROJECTS, "changed_at"),
    (ASSETS, "created_at"),
    (SNAPSHOTS, "created_at"),
    (EXPORTS, "created_at"),
    (MODEL_VERSIONS, "created_at"),
    (PROMOTIONS, "at"),
    (PROPAGATIONS, "created_at"),
    (TRAININGS, "created_at"),
    (EVALUATIONS, "created_at"),
    (PANELS, "opened_at"),
    (SCORES, "at"),
    (JOBS, "created_at"),
    (ISSUES, "changed_at"),
    (WORK, "changed_at"),
    (ACTS, "at"),
)


def missed() -> Iterator[tuple[list[Change], list[Document]]]:
    """Yield the rows of the log's retention, oldest first, as if each had just been written.

    What the log tells of already is left out by the caller, so that nothing takes effect twice.
    """
    while raw := assets.list_raw_assets(PAGE):
        yield [], raw
    since = utc_now() - timedelta(days=EVENT_DAYS - 1)
    for table, date in _DATED:
        for rows in table.scan({date: {"$gte": since}}, size=PAGE):
            yield [change for row in rows for change in _as_changes(row)], []
    # What was said of one frame has one order, whatever it was: canvases pass over what comes late.
    order = [("frame_id", 1), ("frame_seq", 1)]
    framed = (table.stream({date: {"$gte": since}}, sort=order) for table, date in _FRAMED)
    said = heapq.merge(*framed, key=lambda row: (row.frame_id, row.frame_seq))
    while rows := list(islice(said, PAGE)):
        yield [change for row in [*_predicted_assets(rows, since), *rows] for change in _as_changes(row)], []


def _predicted_assets(rows: Sequence[Any], since: datetime) -> list[Asset]:
    """Return the assets that predictions are about: one may have become ready after the assets were scanned.

    What is told of them already is left out like everything else.
    """
    asset_ids = {row.asset_id for row in rows if isinstance(row, PackedPredictions)}
    query = {"_id": {"$in": [key(asset_id) for asset_id in asset_ids]}, "created_at": {"$gte": since}}
    return ASSETS.page(query, sort=[("_id", 1)], limit=len(asset_ids)) if asset_ids else []


def untold(derived: Sequence[tuple[Change, list[Event]]]) -> list[tuple[Change, list[Event]]]:
    """Leave out the changes whose events are all in the log: with them their reactions were kept too."""
    named = [name_source(change, event) for change, made in derived for event in made]
    told = events.find_sources(named) if named else set()
    return [
        (change, made)
        for change, made in derived
        if not made or not all(name_source(change, event) in told for event in made)
    ]


def _as_changes(row: Any) -> list[Change]:
    """See a row as its insertion and, where it has moved on since, the step to its present state."""
    at = utc_now()
    if isinstance(row, Project):
        return [Change(inserted=False, row=row, fields=PROJECT_FIELDS, at=at)]
    if isinstance(row, Job) and row.kind in HOLDING and row.status in BAD_ENDS:
        # Its end frees what it is about, which would otherwise be unfinished for ever.
        return [Change(inserted=False, row=row, fields=frozenset({"status"}), at=at)]
    first = "uploaded" if isinstance(row, Asset) else "queued"
    moved = isinstance(row, Asset | Export | Snapshot) and row.status != first
    if moved and not (isinstance(row, Asset) and row.image_uri is None):
        born = row.model_copy(update={"status": first})
        return [
            Change(inserted=True, row=born, fields=frozenset(), at=at),
            Change(inserted=False, row=row, fields=frozenset({"status"}), at=at),
        ]
    return [Change(inserted=True, row=row, fields=frozenset(), at=at)]
