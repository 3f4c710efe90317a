"""Turns the whole circle inside one process: a real relay on a thread, and each job done when it is hinted at."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import orjson
from django.conf import settings
from django.utils.module_loading import import_string

from annotations import tasks
from annotations.domain.events import Event
from annotations.domain.ids import new_id
from annotations.domain.job import JobHint, JobKind
from annotations.domain.project import Project
from annotations.domain.record import utc_now
from annotations.relay.derive import Change
from annotations.relay.runner import Reaction, Relay
from annotations.store.client import Session, database
from annotations.store.tables import PROJECTS
from inference import tasks as inference_tasks
from tests.waiting import wait_until

SETTLE_SECONDS = 30.0
WORK: dict[JobKind, Callable[[str], Any]] = {
    "ingest": tasks.ingest,
    "snapshot": tasks.snapshot,
    "export": tasks.export,
    "predict": inference_tasks.predict,
    "train": inference_tasks.train_model,
}
Publish = Callable[[Sequence[tuple[Event, str]]], None]


class Circle:
    """A relay, its reactions and, unless `works` is off, the workers."""

    def __init__(
        self,
        *,
        works: bool = True,
        reactions: Sequence[Reaction] | None = None,
        also_publish: Publish | None = None,
    ) -> None:
        own = [import_string(path) for path in settings.RELAY_SUBSCRIBERS]
        self.works = works
        self.hints: list[JobHint] = []
        self.pushed: list[Event] = []
        self.handled = 0
        self.fault: BaseException | None = None
        self._also_publish = also_publish
        self._marks: list[str] = []
        self._others = 0
        self._seen: set[str] = set()
        self.relay = Relay(reactions=[*(own if reactions is None else reactions), self._mark], outlet=self)
        self._thread = threading.Thread(target=self._run, name="circle", daemon=True)

    def start(self) -> None:
        """Start the relay."""
        self._thread.start()

    def stop(self) -> None:
        """Stop the relay; a fault that ended it fails the test."""
        fault = self.end()
        if fault is not None:
            raise fault

    def end(self) -> BaseException | None:
        """Stop the relay and return the fault that ended it earlier, if one did."""
        self.relay.stop()
        self._thread.join(20)
        assert not self._thread.is_alive(), "the relay did not stop"
        return self.fault

    def wait_end(self) -> BaseException | None:
        """Wait for the relay to end by itself and return why."""
        self._thread.join(20)
        assert not self._thread.is_alive(), "the relay did not end by itself"
        return self.fault

    def settle(self) -> None:
        """Return when everything written before this call, and all that followed from it, has had its effect."""
        while True:
            before = self.handled
            # What a job wrote while the first mark was on its way lies before the second one.
            self._pass_mark()
            self._pass_mark()
            if self.handled == before:
                return

    def publish(self, numbered: Sequence[tuple[Event, str]]) -> None:
        """Note the events of a committed batch."""
        self.pushed += [event for event, _body in numbered]
        self.handled += self._others
        if self._also_publish is not None:
            self._also_publish(numbered)
        self._seen |= set(self._marks)
        self._marks, self._others = [], 0

    def send(self, hint: JobHint) -> None:
        """Do a job at once."""
        self.hints.append(hint)
        if self.works:
            WORK[hint.kind](hint.job_id)

    def _run(self) -> None:
        try:
            self.relay.run()
        except BaseException as fault:  # noqa: BLE001  # handed to the test, which raises it again
            self.fault = fault

    def _mark(self, changes: Sequence[Change], session: Session) -> list[JobHint]:
        # The transaction may run twice: the marks of the last run count.
        self._marks = [
            change.row.id
            for change in changes
            if isinstance(change.row, Project) and change.row.name == "mark"
        ]
        self._others = len(changes) - len(self._marks)
        return []

    def _pass_mark(self) -> None:
        mark = PROJECTS.insert(Project(id=new_id("prj"), name="mark", labels=[], created_at=utc_now())).id
        wait_until(
            lambda: mark in self._seen or self.fault is not None,
            SETTLE_SECONDS,
            for_what="the relay to come this far",
        )
        PROJECTS.collection.delete_one({"_id": mark})
        if self.fault is not None:
            raise self.fault


def log_of(project_id: str) -> list[dict[str, Any]]:
    """Return a project's whole event log."""
    rows = database()["events"].find({"project_id": project_id}).sort("seq", 1)
    return [orjson.loads(row["body"]) for row in rows]


def types_of(project_id: str) -> list[str]:
    """Return the types of a project's events in order."""
    return [event["type"] for event in log_of(project_id)]
