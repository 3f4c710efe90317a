"""Owns clients that do not give up: they send the same again, under the same id, until it is acknowledged."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any

import httpx

from tests.e2e.person import File, Json, Person, a_box, a_change, an_addition

AGAIN_SECONDS = 0.1
JOIN_SECONDS = 60.0


class Persistent(ABC):
    """A thread of work whose every request is repeated until the portal has taken it."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.repeats = 0
        self.fault: BaseException | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=type(self).__name__, daemon=True)

    @abstractmethod
    def work(self) -> None:
        """Do the work, until told to stop or until it is done."""

    def __enter__(self) -> "Persistent":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.finish()

    def finish(self) -> None:
        """Let the work come to its end, and tell what went wrong in it."""
        self._stopping.set()
        self._thread.join(JOIN_SECONDS)
        assert not self._thread.is_alive(), f"{self._thread.name} hangs"
        assert self.fault is None, self.fault

    def insist(self, send: Callable[[], httpx.Response]) -> Json:
        """Send until the portal answers with success; other refusals than passing ones are faults."""
        while True:
            try:
                answer = send()
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.is_success:
                body: Json = answer.json()
                return body
            if answer is not None and answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
                raise AssertionError(f"{answer.status_code} {answer.text}")
            self.repeats += 1
            self._stopping.wait(AGAIN_SECONDS)

    def _run(self) -> None:
        try:
            self.work()
        except Exception as fault:  # noqa: BLE001 - told by finish(), in the test's own thread
            self.fault = fault


class Corrector(Persistent):
    """Draws, moves, relabels and removes objects of one frame, and remembers what each has to be."""

    def __init__(self, person: Person, frame_id: str, labels: Sequence[str]) -> None:
        super().__init__(person)
        self.mutations: list[str] = []
        self.expected: dict[str, Json] = {}
        self._frame_id, self._labels = frame_id, labels

    def work(self) -> None:
        """Go round: two new objects, then a change of an older one."""
        turn = 0
        while not self._stopping.is_set():
            living = [it for it in self.expected.values() if not it["removed"]]
            if turn % 3 < 2 or not living:
                self._save(an_addition(self._labels[turn % len(self._labels)], _place(turn)))
            else:
                self._save(self._change(living[turn % len(living)], turn))
            turn += 1

    def _change(self, standing: Json, turn: int) -> Json:
        about: tuple[str, int] = (standing["annotation_id"], standing["revision"])
        kind = ("reshape", "relabel", "remove")[(turn // 3) % 3]
        if kind == "reshape":
            return a_change(kind, *about, shape=_place(turn + 7))
        if kind == "relabel":
            return a_change(kind, *about, label=self._labels[(turn + 1) % len(self._labels)])
        return a_change(kind, *about)

    def _save(self, correction: Json) -> None:
        path, body = f"/api/frames/{self._frame_id}/corrections", {"corrections": [correction]}
        (outcome,) = self.insist(lambda: self.person.http.post(path, json=body))["results"]
        assert outcome["status"] == "applied", outcome
        before = self.expected.get(correction["annotation_id"], {"revision": 0, "removed": False})
        fields: dict[str, Any] = {name: correction[name] for name in ("label", "shape") if name in correction}
        after = before | fields | {"annotation_id": correction["annotation_id"]}
        after |= {"revision": before["revision"] + 1, "removed": correction["kind"] == "remove"}
        assert outcome["revision"] == after["revision"], (correction, outcome)
        self.expected[correction["annotation_id"]] = after
        self.mutations.append(correction["mutation_id"])


class Uploader(Persistent):
    """Uploads parcels of files, each as soon as it is handed over."""

    def __init__(self, person: Person, project_id: str) -> None:
        super().__init__(person)
        self.sending = 0
        self.sent: list[Json] = []
        self._project_id = project_id
        self._parcels: list[Sequence[File]] = []
        self._handed_over = threading.Condition()

    def hand_over(self, files: Sequence[File]) -> None:
        """Let the next request hold these files."""
        with self._handed_over:
            self._parcels.append(files)
            self._handed_over.notify()

    def work(self) -> None:
        """Send what is handed over; stop when told to and nothing is left."""
        while True:
            with self._handed_over:
                self._handed_over.wait_for(lambda: self._parcels or self._stopping.is_set(), timeout=1.0)
                if not self._parcels:
                    if self._stopping.is_set():
                        return
                    continue
                parcel = self._parcels.pop(0)
            self._send(parcel)

    def _send(self, parcel: Sequence[File]) -> None:
        self.sending += 1
        files = [("file", (name, content)) for name, content in parcel]
        path = f"/api/projects/{self._project_id}/assets"
        self.sent += self.insist(lambda: self.person.http.post(path, files=files))["assets"]


def _place(turn: int) -> Json:
    """Return a box somewhere on a small photograph, the same for the same turn."""
    return a_box(10.0 + (turn * 37) % 480, 10.0 + (turn * 53) % 330, 30.0 + turn % 40, 20.0 + turn % 30)
