"""The relay's loop: one transaction keeps a batch's events, reactions and cursor; then the world is told."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from annotations import gauges
from annotations.domain.events import Event
from annotations.domain.ids import new_id
from annotations.domain.job import JobHint
from annotations.domain.notification import Notification
from annotations.domain.record import utc_now
from annotations.errors import StoreUnavailable
from annotations.relay import reconcile
from annotations.relay.derive import Change, derive_events, name_source
from annotations.relay.stream import Batch, ChangeReader, HistoryLost, StreamBroken
from annotations.store import assets, cursors, events
from annotations.store.client import Document, Session, server_time, transaction
from annotations.store.cursors import Cursor

log = logging.getLogger(__name__)
CURSOR = "relay"
STANDBY_SECONDS = 1.0
SILENCE_SECONDS = 10.0
BACKOFF_SECONDS = (0.1, 0.5, 1.0, 2.0, 5.0)

Derived = tuple[Change, list[Event]]
Reaction = Callable[[Sequence[Change], Session], list[JobHint]]


class Outlet(Protocol):
    """Where numbered events and job hints go; losing either costs time, never truth."""

    def publish(self, numbered: Sequence[tuple[Event, str]]) -> None:
        """Tell the web processes."""

    def send(self, hint: JobHint) -> None:
        """Tell the workers."""

    def tell(self, told: Notification) -> None:
        """Tell one person, wherever they are."""


class Fenced(Exception):
    """Another relay has taken the cursor over."""


class Relay:
    """Reads changes and writes what follows. One relay holds the cursor; others stand by."""

    def __init__(self, *, reactions: Sequence[Reaction], outlet: Outlet) -> None:
        self._reactions = reactions
        self._outlet = outlet
        self._stopping = threading.Event()
        self._reader: ChangeReader | None = None
        self._fence = 0
        self._scanned_until: datetime | None = None

    def stop(self) -> None:
        """Ask the loop to end after the batch in hand."""
        self._stopping.set()
        if self._reader is not None:
            self._reader.close()

    def run(self) -> None:
        """Relay until stopped.

        Raises:
            Fenced: another relay took over.
        """
        failures = 0
        while not self._stopping.is_set():
            try:
                if self._fence or self._take_over():
                    self._follow()
                failures = 0
            except (StreamBroken, StoreUnavailable) as fault:
                pause = BACKOFF_SECONDS[min(failures, len(BACKOFF_SECONDS) - 1)]
                failures += 1
                log.warning("the database is away, trying again in %.1f s: %s", pause, fault)
                self._stopping.wait(pause)

    def _take_over(self) -> bool:
        """Take the cursor unless another relay is alive; then wait a moment as its standby."""
        cursor = cursors.read_cursor(CURSOR)
        if cursor is not None and not is_abandoned(cursor):
            self._stopping.wait(STANDBY_SECONDS)
            return False
        self._fence = cursors.take_cursor(CURSOR, f"{socket.gethostname()}:{os.getpid()}").fence
        return True

    def _follow(self) -> None:
        cursor = cursors.read_cursor(CURSOR)
        if cursor is None or cursor.fence != self._fence:
            raise Fenced
        try:
            self._relay_from(cursor.token)
        except HistoryLost as fault:
            log.warning("the stored place in the change stream is gone, reconciling by scan: %s", fault)
            self._relay_from(None)

    def _relay_from(self, token: Mapping[str, Any] | None) -> None:
        self._reader = reader = ChangeReader(token)
        try:
            if token is None:
                self._reconcile(reader)
            for batch in reader.batches():
                self.handle(batch)
                if self._stopping.is_set():
                    return
        finally:
            reader.close()

    def _reconcile(self, reader: ChangeReader) -> None:
        # The stream stands first: what is written during the scan arrives twice and is told once.
        reader.wait_open(30)
        for changes, raw_assets in reconcile.missed():
            self.handle(Batch(token=None, changes=changes, raw_assets=raw_assets), scanned=True)
        self._scanned_until = server_time()

    def handle(self, batch: Batch, *, scanned: bool = False) -> None:
        """Keep what a batch means in one transaction, then tell sockets and workers.

        Raises:
            Fenced: another relay took over; nothing was kept.
        """
        kept = [(change, derive_events(change)) for change in batch.changes]
        kept = reconcile.untold(kept) if scanned else self._leave_out_scanned(kept)
        sourced = [(name_source(change, event), event) for change, made in kept for event in made]
        changes = [change for change, _made in kept]

        def work(session: Session) -> tuple[list[tuple[Event, str]], list[JobHint]]:
            # A scan has no place in the stream: the first batch after it brings one.
            if not cursors.set_cursor(CURSOR, self._fence, token=batch.token, session=session):
                raise Fenced
            for document in batch.raw_assets:
                assets.set_raw_asset(document, raw_defaults(document), session=session)
            numbered = events.append_events(sourced, session=session)
            return numbered, [hint for react in self._reactions for hint in react(changes, session)]

        if changes or batch.raw_assets:
            numbered, hints = transaction(work)
            self._outlet.publish(numbered)
            gauges.count("events", len(numbered))
            if changes and not scanned:
                self._tell_lag(changes[-1].at)
            for change in changes:
                fresh = change.inserted or "at" in change.fields
                if isinstance(change.row, Notification) and fresh:
                    self._outlet.tell(change.row)
            for hint in hints:
                self._outlet.send(hint)
        elif not cursors.set_cursor(CURSOR, self._fence, token=batch.token):
            raise Fenced
        else:
            gauges.note("lag_ms", 0.0)

    @staticmethod
    def _tell_lag(at: datetime) -> None:
        """Say how long ago the last change was made that has had its effect now."""
        gauges.note("lag_ms", round(max(0.0, (utc_now() - at).total_seconds() * 1_000), 1))

    def _leave_out_scanned(self, derived: list[Derived]) -> list[Derived]:
        """Leave out what the scan has told already. Later changes are new, whatever they look like."""
        until = self._scanned_until
        if until is None:
            return derived
        doubtful = [entry for entry in derived if entry[0].at <= until]
        later = [entry for entry in derived if entry[0].at > until]
        if later or not derived:
            self._scanned_until = None  # the stream has passed everything that the scan can have seen
        return reconcile.untold(doubtful) + later


def is_abandoned(cursor: Cursor) -> bool:
    """Tell whether a cursor's owner is gone: dead on this machine, or silent for long on another."""
    host, _, pid = (cursor.owner or "").rpartition(":")
    here = host == socket.gethostname() and pid.isdigit()
    if here and (int(pid) == os.getpid() or not Path(f"/proc/{pid}").exists()):
        return True
    return (utc_now() - cursor.at).total_seconds() > SILENCE_SECONDS


def raw_defaults(document: Document) -> Document:
    """Return what a raw row needs to read as an asset."""
    uri = str(document.get("image_uri") or "")
    return {
        "position": new_id("ast"),
        "name": uri.rsplit("/", 1)[-1][:200] or "unnamed",
        "created_at": utc_now(),
        "kind": "unknown",
        "predicted": "none",
        "queue": "interactive",
    }
