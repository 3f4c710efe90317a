"""The one change stream: a reader thread that hands typed changes over in batches."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError
from pymongo.errors import OperationFailure, PyMongoError

from annotations.domain.record import utc_now
from annotations.relay.derive import Change
from annotations.store import tables
from annotations.store.client import database
from annotations.store.codec import from_document
from annotations.store.table import Table

log = logging.getLogger(__name__)

WATCHED: dict[str, Table[Any]] = {
    table.name: table
    for table in (
        tables.ASSETS,
        tables.PREDICTIONS,
        tables.CORRECTIONS,
        tables.REVIEWS,
        tables.SNAPSHOTS,
        tables.EXPORTS,
        tables.JOBS,
        tables.MODEL_VERSIONS,
        tables.PROJECTS,
        tables.PROMOTIONS,
        tables.PROPAGATIONS,
        tables.TRAININGS,
        tables.EVALUATIONS,
        tables.ISSUES,
        tables.WORK,
        tables.NOTIFICATIONS,
        tables.PANELS,
        tables.SCORES,
        tables.ACTS,
    )
}
HISTORY_LOST = frozenset({286, 136, 260, 50811, 40647, 9})
"""Server codes for a token that can no longer be resumed from."""
PASSING = frozenset({6, 7, 13, 18, 50, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13388, 13435, 13436})
"""Server codes of an election, a shutdown, a lost connection or a missing right: the token still holds."""
OPERATIONS = ["insert", "update", "replace"]
_ROUTINE = {
    "ns.coll": tables.JOBS.name,
    "fullDocument.queue": "bulk",
    "fullDocument.kind": {"$ne": "repredict"},
    "$or": [
        {"operationType": "insert"},
        {"updateDescription.updatedFields.status": {"$in": ["running", "finished"]}},
    ],
}
"""What `derive.is_routine` makes no event of and no reaction follows: the server need not even send it."""
PIPELINE = [
    {
        "$match": {
            "ns.coll": {"$in": sorted(WATCHED)},
            "operationType": {"$in": OPERATIONS},
            "$nor": [_ROUTINE],
        }
    }
]
WAIT_MS = 250
HEARTBEAT_SECONDS = 2.0
"""How often an idle stream hands its token over: the cursor's age tells whether the relay lives."""
CAPACITY = 2_000
BATCH = 200


class StreamBroken(Exception):
    """The server went away; the stored token still holds."""


class _Closed(Exception):
    """The reader was closed on purpose."""


class HistoryLost(Exception):
    """The stream cannot go on from the stored token: scan the domain, then watch from now."""


@dataclass
class Batch:
    """Changes in order, and the token to store once their effect is kept."""

    token: Mapping[str, Any] | None
    changes: list[Change] = field(default_factory=list)
    raw_assets: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class _Item:
    token: Mapping[str, Any] | None
    change: Mapping[str, Any] | None = None
    fault: BaseException | None = None


class ChangeReader:
    """Watches the domain collections from a token on; `batches` yields what has gathered meanwhile."""

    def __init__(self, token: Mapping[str, Any] | None) -> None:
        self._items: queue.Queue[_Item] = queue.Queue(CAPACITY)
        self._stop = threading.Event()
        self._token = token
        self._opened = threading.Event()
        self._thread = threading.Thread(target=self._read, name="change-reader", daemon=True)
        self._thread.start()

    def wait_open(self, seconds: float) -> bool:
        """Wait until the stream stands, so that nothing written after this is missed."""
        return self._opened.wait(seconds)

    def close(self) -> None:
        """Stop reading, and wake whoever waits for a batch."""
        self._stop.set()
        with suppress(queue.Full):  # then nobody waits: the loop sees the flag itself
            self._items.put_nowait(_Item(None, fault=_Closed()))

    def batches(self) -> Iterator[Batch]:
        """Yield batches of one or more changes, and empty ones when only the token moved on.

        Raises:
            HistoryLost: the token is no longer in the server's history.
            StreamBroken: the server went away.
        """
        while not self._stop.is_set():
            items = [self._items.get()]
            while len(items) < BATCH:
                try:
                    items.append(self._items.get_nowait())
                except queue.Empty:
                    break
            fault = next((item.fault for item in items if item.fault is not None), None)
            whole = [item for item in items if item.fault is None]
            if whole:
                yield _to_batch(whole)
            if isinstance(fault, _Closed):
                return
            if fault is not None:
                raise fault

    def _read(self) -> None:
        try:
            with database().watch(
                PIPELINE,
                full_document="updateLookup",
                start_after=self._token,
                max_await_time_ms=WAIT_MS,
            ) as stream:
                self._opened.set()
                handed = time.monotonic()
                while not self._stop.is_set():
                    change = stream.try_next()
                    token = stream.resume_token if change is None else change["_id"]
                    idle = time.monotonic() - handed
                    if change is not None or (token is not None and idle > HEARTBEAT_SECONDS):
                        handed = time.monotonic()
                        self._items.put(_Item(token, change))
                    elif not stream.alive:
                        self._items.put(_Item(None, fault=HistoryLost("the stream was invalidated")))
                        return
        except OperationFailure as fault:
            # A place that the server cannot even read is refused with any code when the stream is opened.
            refused = self._token is not None and not self._opened.is_set() and fault.code not in PASSING
            lost = fault.code in HISTORY_LOST or refused
            self._items.put(_Item(None, fault=HistoryLost(str(fault)) if lost else StreamBroken(str(fault))))
        except PyMongoError as fault:
            self._items.put(_Item(None, fault=StreamBroken(str(fault))))
        finally:
            self._opened.set()


def _to_batch(items: list[_Item]) -> Batch:
    batch = Batch(token=items[-1].token)
    for item in items:
        if item.change is not None:
            _read_change(item.change, batch)
    return batch


def _read_change(change: Mapping[str, Any], batch: Batch) -> None:
    document = change.get("fullDocument")
    name = change["ns"]["coll"]
    if document is None or _is_silent(name, change):
        return  # deleted before the look-up, or nothing that anybody follows
    if name == tables.ACTS.name and document["status"] == "begun":
        return  # nothing yet to the trail
    inserted = change["operationType"] == "insert"
    update = change.get("updateDescription") or {}
    fields = {path.split(".")[0] for path in update.get("updatedFields", {})}
    if change["operationType"] == "replace":
        fields = set(document)
    if name == "assets":
        if "position" not in document:
            batch.raw_assets.append(dict(document))
            return
        # Another service's row becomes an asset of ours when it gets its position.
        inserted = inserted or "position" in fields
    # The value at the moment of the change, where the change itself carries it: the look-up may be newer.
    exact = {key: value for key, value in update.get("updatedFields", {}).items() if "." not in key}
    try:
        row = from_document(WATCHED[name].kind, {**document, **exact})
    except ValidationError:
        log.exception("a row cannot be read as %s and is not announced: %s", name, document.get("_id"))
        return
    batch.changes.append(Change(inserted=inserted, row=row, fields=frozenset(fields), at=_at(change)))


def _is_silent(name: str, change: Mapping[str, Any]) -> bool:
    """Whether an update changes nothing but a lease, a tally of the relay's own, or what a job tells."""
    fields = set((change.get("updateDescription") or {}).get("updatedFields", {}))
    silent = {"assets": {"corrections", "video.extracted"}, "jobs": {"lease_until", "hinted_at"}}.get(
        name, set()
    )
    return bool(fields) and fields <= silent


def _at(change: Mapping[str, Any]) -> datetime:
    wall = change.get("wallTime")
    if not isinstance(wall, datetime):
        return utc_now()
    return wall if wall.tzinfo else wall.replace(tzinfo=UTC)
