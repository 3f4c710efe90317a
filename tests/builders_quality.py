"""Builders of panels and the answers that are in."""

from annotations.domain.answer import Answer, answer_id
from annotations.domain.asset import Frame
from annotations.domain.panel import Panel, Seat
from annotations.domain.record import utc_now
from annotations.store.tables import ANSWERS, PANELS
from tests.builders import Person


def a_panel(frame: Frame, *people: Person, wanted: int = 2) -> Panel:
    """Make a panel of a frame on which people have submitted empty answers."""
    now = utc_now()
    for person in people:
        made = Answer(
            id=answer_id(frame.id, person.actor.id),
            project_id=frame.project_id,
            asset_id=frame.asset_id,
            frame_id=frame.id,
            actor=person.actor,
            purpose="panel",
            status="submitted",
            opened_at=now,
            until=now,
            ended_at=now,
        )
        ANSWERS.insert(made)
    panel = Panel(
        id=frame.id,
        project_id=frame.project_id,
        asset_id=frame.asset_id,
        wanted=wanted,
        seats=[Seat(person=person.actor, status="submitted", until=now) for person in people],
        full_until=now,
        opened_at=now,
    )
    return PANELS.insert(panel)
