"""Hand out frames that people label alone: known truth among them, and frames of which several are wanted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from annotations.domain.actor import Actor
from annotations.domain.answer import Answer, Purpose, answer_id, lasts
from annotations.domain.asset import Frame
from annotations.domain.panel import Panel, Seat
from annotations.domain.project import Project
from annotations.domain.quality import is_for_several, is_truth_turn
from annotations.domain.queue import PLASTIC, Lease
from annotations.domain.record import Record
from annotations.store import answers, assets, panels, queue, truths
from annotations.store.client import Duplicate, Session, transaction

SEAT_TRIES = 5
AS_ANY = "Drawn at random"
"""What is said of a frame that tests: it is handed out as if it were any other."""


class Draw(Record):
    """A frame and its lease, or why there is none; `independent` when the person answers alone."""

    frame: Frame | None
    lease: Lease | None
    reason: str
    independent: bool = False


def find_held(project: Project, actor: Actor, *, after: str | None, at: datetime) -> Draw | None:
    """Return the answer that a person is at: one begun first, else the one taken after the one in hand."""
    mine = answers.list_open(project.id, actor.id)
    since = next((entry.opened_at for entry in mine if entry.frame_id == after), None)
    for entry in mine:
        if entry.frame_id == after or (after and entry.seq) or (since and entry.opened_at < since):
            continue
        frame = assets.find_frame(entry.frame_id)
        if frame is not None:
            until = lasts(at, project.queue.lease_minutes)
            keep_seat(entry, until=until, at=at)
            return _handed(frame, entry.model_copy(update={"until": until}), AS_ANY)
    return None


def take_seat(project: Project, actor: Actor, *, after: str | None, at: datetime) -> Draw | None:
    """Hand out a frame of known truth when it is the person's turn, else one that lacks a voice."""
    policy = project.quality
    if not policy.is_on:
        return None
    if policy.truth.on:
        number = queue.next_draw(f"{project.id}:{actor.id}")
        if is_truth_turn(actor.id, number, policy.truth):
            given = [*answers.list_given(project.id, actor.id, "truth"), *([after] if after else [])]
            chosen = truths.choose_truth(project.id, actor.id, given=given, chance=(number * PLASTIC) % 1.0)
            frame = assets.find_frame(chosen.id) if chosen else None
            opened = _open(project, actor, frame, "truth", at) if frame else None
            if frame and opened and answers.open_answer(opened):
                return _handed(frame, opened, AS_ANY)
    for _ in range(SEAT_TRIES):
        lacking = [panel for panel in panels.list_with_room(project.id, actor.id, at=at) if panel.id != after]
        for panel in lacking:
            drawn = _join(project, actor, panel, at=at)
            if drawn is not None:
                return drawn
        if not lacking:
            return None
        # Others sat down meanwhile: perhaps there is room elsewhere.
    return None


def open_panel(project: Project, actor: Actor, frame: Frame, reason: str, *, at: datetime) -> Draw | None:
    """Begin with a frame that several people label; None when it is not one of those, or somebody began."""
    policy = project.quality.panels
    shown = frame.waiting.shown if frame.waiting else []
    if not is_of_picture(frame) or not is_for_several(frame.id, shown, policy):
        return None
    opened = _open(project, actor, frame, "panel", at)
    seat = Seat(person=actor, until=opened.until)
    panel = Panel(
        id=frame.id,
        project_id=project.id,
        asset_id=frame.asset_id,
        wanted=policy.people,
        seats=[],
        full_until=at,
        opened_at=at,
    ).with_seat(seat, at=at)

    def work(session: Session) -> None:
        panels.open_panel(panel, session=session)
        answers.add_answer(opened, session=session)

    try:
        transaction(work)
    except Duplicate:
        return None
    return _handed(frame, opened, reason)


def is_of_picture(frame: Frame) -> bool:
    """Tell whether a frame is a picture: videos are not labelled by several people alone."""
    return frame.index >= 0 and frame.timestamp is None


def keep_seat(answer: Answer, *, until: datetime, at: datetime) -> Lease:
    """Keep one's answer, and one's seat, for longer."""
    answers.renew_answer(answer.frame_id, answer.actor.id, until=until)
    seat = Seat(person=answer.actor, until=until)
    change_panel(answer, lambda panel: panel.with_seat(seat, at=at))
    return _lease(answer.model_copy(update={"until": until}), AS_ANY)


def leave_seat(answer: Answer, *, at: datetime) -> bool:
    """Give back a frame on which one did nothing; what was begun stays one's own."""
    if not answers.remove_untouched(answer.frame_id, answer.actor.id):
        return False
    change_panel(answer, lambda panel: panel.without_seat(answer.actor.id, at=at))
    return True


def change_panel(
    answer: Answer, change: Callable[[Panel], Panel], *, session: Session | None = None
) -> Panel | None:
    """Change the panel that an answer belongs to; a frame of known truth has none."""
    for _ in range(SEAT_TRIES if answer.purpose == "panel" else 0):
        panel = panels.find_panel(answer.frame_id, session=session)
        if panel is None:
            return None
        changed = change(panel)
        if panels.replace_panel(changed, before=panel, session=session):
            return changed
    return None


def _join(project: Project, actor: Actor, panel: Panel, *, at: datetime) -> Draw | None:
    frame = assets.find_frame(panel.id)
    if frame is None or not panel.has_room(at):
        return None
    opened = _open(project, actor, frame, "panel", at)
    seat = Seat(person=actor, until=opened.until)

    def work(session: Session) -> bool:
        if not panels.replace_panel(panel.with_seat(seat, at=at), before=panel, session=session):
            return False
        answers.add_answer(opened, session=session)
        return True

    try:
        return _handed(frame, opened, AS_ANY) if transaction(work) else None
    except Duplicate:
        return None


def _open(project: Project, actor: Actor, frame: Frame, purpose: Purpose, at: datetime) -> Answer:
    return Answer(
        id=answer_id(frame.id, actor.id),
        project_id=project.id,
        asset_id=frame.asset_id,
        frame_id=frame.id,
        actor=actor,
        purpose=purpose,
        opened_at=at,
        until=lasts(at, project.queue.lease_minutes),
    )


def _handed(frame: Frame, answer: Answer, reason: str) -> Draw:
    return Draw(frame=frame, lease=_lease(answer, reason), reason=reason, independent=True)


def _lease(answer: Answer, reason: str) -> Lease:
    return Lease(
        id=answer.frame_id,
        project_id=answer.project_id,
        holder=answer.actor,
        taken_at=answer.opened_at,
        until=answer.until,
        reason=reason,
    )
