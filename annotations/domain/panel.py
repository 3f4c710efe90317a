"""A panel: the people who label one frame, each alone, and what became of their answers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from annotations.domain.actor import Actor
from annotations.domain.answer import AnswerStatus
from annotations.domain.record import Record

PanelStatus = Literal["open", "answered", "merged"]
Route = Literal["agreed", "disputed"]


class Seat(Record):
    """A person on a panel; an open seat is theirs until a moment."""

    person: Actor
    status: AnswerStatus = "open"
    until: datetime


class Panel(Record):
    """One frame that `wanted` people label. Its id is the frame's.

    `full_until` is when it may take another person; `revision` grows with every change. `route`, `alpha` and
    `mean_iou` say how far the answers agree; `merged_as` names the corrections that a merge made.
    """

    id: str
    project_id: str
    asset_id: str
    wanted: int
    seats: list[Seat]
    status: PanelStatus = "open"
    full_until: datetime
    revision: int = 1
    counted: int = 0
    """How many answers the figures are of."""
    route: Route | None = None
    agreed: int = 0
    objects: int = 0
    mean_iou: float | None = None
    merged_as: str | None = None
    merged_by: Actor | None = None
    merged_at: datetime | None = None
    opened_at: datetime

    def seat_of(self, person_id: str) -> Seat | None:
        """Return a person's seat."""
        return next((seat for seat in self.seats if seat.person.id == person_id), None)

    def submitted(self) -> list[Actor]:
        """Return the people whose answers are in."""
        return [seat.person for seat in self.seats if seat.status == "submitted"]

    def has_room(self, at: datetime) -> bool:
        """Tell whether another person can sit down."""
        return len(self._taken(at)) < self.wanted

    def with_seat(self, seat: Seat, *, at: datetime) -> Panel:
        """Return the panel with a person's seat as it is now."""
        others = [entry for entry in self.seats if entry.person.id != seat.person.id]
        return self._seated([*others, seat], at)

    def without_seat(self, person_id: str, *, at: datetime) -> Panel:
        """Return the panel without a person."""
        return self._seated([entry for entry in self.seats if entry.person.id != person_id], at)

    def _seated(self, seats: list[Seat], at: datetime) -> Panel:
        moved = self.model_copy(update={"seats": seats, "revision": self.revision + 1})
        taken = moved._taken(at)
        ends = [seat.until for seat in taken if seat.status == "open"]
        full = len(taken) >= self.wanted
        answered = len(moved.submitted()) >= self.wanted and self.status == "open"
        changes: dict[str, object] = {"full_until": min(ends) if full and ends else at}
        if answered:
            changes["status"] = "answered"
        return moved.model_copy(update=changes)

    def _taken(self, at: datetime) -> list[Seat]:
        return [
            seat
            for seat in self.seats
            if seat.status == "submitted" or (seat.status == "open" and seat.until > at)
        ]
