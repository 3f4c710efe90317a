"""Turns the whole circle in one process: a real relay on a thread, each job done when it is hinted at."""

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
from annotations.domain.notification import Notification
from annotations.domain.project import Project
from annotations.domain.record import utc_now
from annotations.relay.derive import Change
from annotations.relay.runner import Reaction, Relay
from annotations.store.client import Session, database
from annotations.store.tables import PROJECTS
from inference import tasks as inference_tasks

MARKS, MARK_SECONDS = 60, 0.5
WORK: dict[JobKind, Callable[[str], Any]] = {
    "ingest": tasks.ingest,
    "snapshot": tasks.snapshot,
    "export": tasks.export,
    "predict": inference_tasks.predict,
    "train": inference_tasks.train_model,
    "extract": tasks.extract,
    "scan": inference_tasks.scan,
    "scenes": tasks.scenes,
    "propagate": inference_tasks.propagate,
    "link": inference_tasks.link,
    "repredict": inference_tasks.repredict,
    "import": tasks.import_file,
    "evaluate": inference_tasks.evaluate,
    "embed": inference_tasks.embed,
    "mine": inference_tasks.mine,
    "weigh": tasks.weigh,
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
        self.told: list[Notification] = []
        self._marks: list[str] = []
        self._others = 0
        self._seen: set[str] = set()
        self._arrived = Arrivals()
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
        """Return when everything written before, and all that followed from it, has had its effect."""
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
        self._arrived.announce()

    def send(self, hint: JobHint) -> None:
        """Do a job at once."""
        self.hints.append(hint)
        if self.works:
            WORK[hint.kind](hint.job_id)

    def tell(self, told: Notification) -> None:
        """Note what one person is told."""
        self.told.append(told)

    def _run(self) -> None:
        try:
            self.relay.run()
        except BaseException as fault:  # noqa: BLE001  # handed to the test, which raises it again
            self.fault = fault
            self._arrived.announce()

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
        # A mark made before the relay's stream stands is not seen: a new project is no event. Later ones are.
        marks: list[str] = []
        for _ in range(MARKS):
            made = Project(id=new_id("prj"), name="mark", labels=[], created_at=utc_now())
            marks.append(PROJECTS.insert(made).id)
            if self._arrived.wait_for(lambda: self.fault or self._seen & set(marks), MARK_SECONDS):
                break
        else:
            raise AssertionError("waited in vain for the relay to come this far")
        PROJECTS.collection.delete_many({"_id": {"$in": marks}})
        if self.fault is not None:
            raise self.fault


class Arrivals:
    """Wakes whoever waits each time the relay has come further."""

    def __init__(self) -> None:
        self._condition = threading.Condition()

    def announce(self) -> None:
        """Wake those who wait."""
        with self._condition:
            self._condition.notify_all()

    def wait_for(self, predicate: Callable[[], object], seconds: float) -> bool:
        """Wait until the predicate is true; False when it is not after these seconds."""
        with self._condition:
            return bool(self._condition.wait_for(predicate, seconds))


def log_of(project_id: str) -> list[dict[str, Any]]:
    """Return a project's whole event log."""
    rows = database()["events"].find({"project_id": project_id}).sort("seq", 1)
    return [orjson.loads(row["body"]) for row in rows]


def types_of(project_id: str) -> list[str]:
    """Return the types of a project's events in order."""
    return [event["type"] for event in log_of(project_id)]
