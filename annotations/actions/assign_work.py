"""Give frames to people, by hand or by rule; take them back; hand a person's work over to another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Literal

from pydantic import Field

from annotations.actions.follow_verdict import wait_again
from annotations.actions.tell_person import tell_people
from annotations.domain.actor import Actor
from annotations.domain.asset import Frame
from annotations.domain.availability import works_before
from annotations.domain.project import Project
from annotations.domain.record import Record, utc_now
from annotations.domain.video import REEL_INDEX, video_frame_id
from annotations.domain.work import NORMAL, TO_DO, UNDUE, Priority, WorkItem, name_key, share_in_turn
from annotations.errors import InputInvalid
from annotations.store import assets, availabilities, work
from annotations.store.client import Session, transaction

AT_ONCE = 50
"""Frames of one transaction."""
Rule = Literal["turn", "load"]


class Given(Record):
    """Whose one asset's work is, how urgent, and until when; the form of a wish and of its undo."""

    asset_id: str
    assignee_id: str | None
    priority: Priority = NORMAL
    due: datetime | None = None
    batch: str | None = None


class Assigned(Record):
    """What was given, and how everything was before; `left` are assets that cannot be given.

    `away` are people who were asked for and got nothing, because they do not work before it is due.
    """

    given: list[Given]
    before: list[Given]
    left: list[str]
    away: list[str] = Field(default_factory=list)


def leave_out_away(
    people: Sequence[str], *, due: datetime | None, clock: Callable[[], datetime] = utc_now
) -> tuple[list[str], list[str]]:
    """Return who of some people works before a due time, or now if there is none, and who does not.

    Who is asked for alone gets it in any case: that is no rule.

    Raises:
        InputInvalid: none of several does.
    """
    if len(people) < 2:
        return list(people), []
    known = availabilities.find_availabilities(people)
    at = clock()
    away = [one for one in people if one in known and not works_before(known[one], at, due)]
    there = [one for one in people if one not in away]
    if not there:
        message = "None of them works before it is due. Choose others, a later time, or one person alone."
        raise InputInvalid(message, {"to": "all are away"})
    return there, away


def share_work(
    *,
    project: Project,
    asset_ids: Sequence[str],
    people: Sequence[str],
    rule: Rule,
    priority: Priority = NORMAL,
    due: datetime | None = None,
    batch: str | None = None,
) -> list[Given]:
    """Say who gets which of some assets: each in turn, or who has least to do; nobody if none is asked."""
    wanted = list(dict.fromkeys(asset_ids))
    turns: Sequence[str | None] = [None] * len(wanted)
    if people:
        loads = work.count_loads(project.id, people)
        turns = share_in_turn(len(wanted), loads, by_load=rule == "load")
    return [
        Given(asset_id=one, assignee_id=person, priority=priority, due=due, batch=batch)
        for one, person in zip(wanted, turns, strict=True)
    ]


def assign_work(
    *,
    project: Project,
    wanted: Sequence[Given],
    people: Mapping[str, str],
    actor: Actor,
    clock: Callable[[], datetime] = utc_now,
) -> Assigned:
    """Give assets to people, or to nobody in particular; repeating it changes nothing more.

    Args:
        project: Of which project all are.
        wanted: Whose each is to be.
        people: Id -> sign-in name of those who may have work here.
        actor: Who gives.
        clock: What time it is.

    Raises:
        InputInvalid: somebody is named who may not annotate here.
    """
    unknown = sorted({given.assignee_id for given in wanted if given.assignee_id} - set(people))
    if unknown:
        message = "Work can only be given to people of this project who may annotate."
        raise InputInvalid(message, {"to": f"{unknown[0]} may not annotate here"})
    here = assets.find_assets_of(project.id, [given.asset_id for given in wanted])
    known = [given for given in wanted if given.asset_id in here]
    places = {
        one: (name, frame_id, is_video)
        for one, name, frame_id, is_video in work.find_asset_frames([given.asset_id for given in known])
    }
    told: Counter[str] = Counter()
    before: list[Given] = []
    done = [given for given in known if given.asset_id in places]
    for start in range(0, len(done), AT_ONCE):
        part = done[start : start + AT_ONCE]
        was = transaction(partial(_give, part, places, people, project, clock()))
        before += was
        for now, earlier in zip(part, was, strict=True):
            if now.assignee_id and now.assignee_id != earlier.assignee_id:
                told[now.assignee_id] += 1
    if told:
        transaction(lambda session: _tell(told, project, actor, clock(), session))
    left = [given.asset_id for given in wanted if given not in done]
    return Assigned(given=done, before=before, left=left)


def _give(
    part: Sequence[Given],
    places: Mapping[str, tuple[str, str | None, bool]],
    people: Mapping[str, str],
    project: Project,
    at: datetime,
    session: Session,
) -> list[Given]:
    ids = {
        given.asset_id: video_frame_id(given.asset_id, REEL_INDEX)
        if places[given.asset_id][2]
        else places[given.asset_id][1] or ""
        for given in part
    }
    items = work.find_items(list(ids.values()), session=session)
    before: list[Given] = []
    parked: list[str] = []
    for given in part:
        frame = assets.find_frame(ids[given.asset_id], session=session)
        name = places[given.asset_id][0]
        item = items.get(ids[given.asset_id]) or WorkItem(
            id=ids[given.asset_id],
            project_id=project.id,
            asset_id=given.asset_id,
            name=name,
            name_key=name_key(name),
            changed_at=at,
        )
        before.append(_as_given(item))
        who = None
        if given.assignee_id is not None:
            who = Actor(id=given.assignee_id, name=people[given.assignee_id])
        changed: dict[str, object] = {
            "assignee": who,
            "priority": given.priority,
            "due": given.due or UNDUE,
            "batch": given.batch,
            "changed_at": at,
        }
        if who is not None and item.stage == "skipped":
            changed["stage"] = "open"
        work.keep_item(item.model_copy(update=changed), session=session)
        if who is not None:
            parked.append(given.asset_id)
        elif frame is not None and item.stage in TO_DO:
            _free(frame, session)
    if parked:
        work.park_frames(parked, session=session)
    return before


def _free(frame: Frame, session: Session) -> None:
    """Let a frame that was given to somebody wait for anybody, unless somebody has begun with it."""
    if frame.parked and not frame.touched and frame.is_handed_out:
        wait_again(frame, session=session)


def _as_given(item: WorkItem) -> Given:
    return Given(
        asset_id=item.asset_id,
        assignee_id=item.assignee.id if item.assignee else None,
        priority=item.priority,
        due=None if item.due >= UNDUE else item.due,
        batch=item.batch,
    )


def _tell(told: Counter[str], project: Project, actor: Actor, at: datetime, session: Session) -> None:
    for person, count in told.items():
        tell_people(
            [person],
            "assigned",
            project_id=project.id,
            actor=actor,
            at=at,
            text=project.name,
            count=count,
            session=session,
        )
