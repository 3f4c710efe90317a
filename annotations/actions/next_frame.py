"""Hand out the next frame: no two people get the same, and who asks again gets what they hold."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Set
from datetime import datetime
from itertools import islice

from annotations.actions.take_seat import Draw, find_held, keep_seat, leave_seat, open_panel, take_seat
from annotations.domain.actor import Actor
from annotations.domain.answer import Answer, lasts
from annotations.domain.asset import Frame
from annotations.domain.project import Project
from annotations.domain.queue import Lease, Strategy
from annotations.domain.record import utc_now
from annotations.domain.work import reason_given
from annotations.errors import StateConflict, TooManyRequests
from annotations.queries.candidates import Candidate, Candidates
from annotations.remembered import Remembered
from annotations.store import answers, assets, leases, queue, work
from annotations.store.leases import Hands

ROUNDS = 12
"""How often the queue is read anew when others take everything from under one's hands."""
LOOKED_AT = 20
"""Of the frames that one holds, so many of the oldest are looked through for those one is done with."""
AT_ANSWERS: Remembered[bool] = Remembered(seconds=5.0)
"""Whether somebody is still at an answer where none is handed out any more."""
NONE_WAITS = "No picture waits: each one was begun or is done, or none is uploaded yet."
NONE_OF_STRATEGY = "No waiting picture fits this strategy."
MOST_GIVEN = 20
"""How many of the frames that a person was given are tried: others may have some of them in hand."""
ALL_HELD = "Every picture that waits is in somebody's hands. The next lease ends at {until:%H:%M} UTC."


def next_frame(
    *,
    project: Project,
    actor: Actor,
    strategy: Strategy | None = None,
    after: str | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Draw:
    """Hand out a frame, leased to a person: what came back, what they were given, or an untouched one.

    Who holds one gets it again; with `after` the one they took after it, else a new one.

    Args:
        project: Its policy says the mix and how long a lease is.
        actor: Who asks.
        strategy: By which a new one is drawn instead of by the mix.
        after: The frame one has now.
        clock: What time it is.

    Raises:
        TooManyRequests: others took every candidate meanwhile, again and again.
    """
    at = clock()
    hands = leases.read_hands(project.id, actor.id, at=at)
    held = find_held(project, actor, after=after, at=at) if answers_alone(project) else None
    if held is None and strategy is None:
        held = _given(project, hands, actor, after=after, at=at)
    held = held or _held(project, hands, actor, after=after, at=at)
    if held is not None:
        return held
    seated = take_seat(project, actor, after=after, at=at) if strategy is None else None
    if seated is not None:
        return seated
    taken = hands.until.keys() | ({after} if after else set())
    number = queue.next_draw(project.id)
    taken |= work.list_skipped_by(project.id, actor.id)
    for left_out in [taken | hands.passed, taken] if hands.passed else [taken]:
        drawn = _draw(project, actor, number, left_out, strategy=strategy, clock=clock)
        if drawn is not None:
            return drawn
    return Draw(frame=None, lease=None, reason=_why_none(project, hands, after, strategy))


def hold_frame(
    *, frame: Frame, project: Project, actor: Actor, clock: Callable[[], datetime] = utc_now
) -> Lease:
    """Take or renew the lease of a frame that one works on.

    Raises:
        StateConflict: it is in somebody else's hands.
    """
    at = clock()
    until = lasts(at, project.queue.lease_minutes)
    own = find_own_answer(frame, project, actor)
    if own is not None:
        return keep_seat(own, until=until, at=at)
    renewed = leases.renew_lease(frame.id, actor.id, until=until)
    if renewed is not None:
        return renewed
    lease = Lease(id=frame.id, project_id=project.id, holder=actor, taken_at=at, until=until)
    if leases.take_lease(lease, at=at):
        return lease
    other = leases.find_lease(frame.id)
    name = other.holder.name if other else "Somebody else"
    message = f"{name} is working on this picture. Take another one, or wait for them."
    raise StateConflict(message, {"lease": f"held by {name}"})


def give_back_frame(*, frame: Frame, actor: Actor, clock: Callable[[], datetime] = utc_now) -> bool:
    """Free a frame that one holds for others; False when one does not hold it."""
    own = answers.find_open(frame.id, actor.id)
    if own is not None:
        return leave_seat(own, at=clock())
    return leases.give_back(frame.id, actor.id, at=clock())


def find_own_answer(frame: Frame, project: Project, actor: Actor) -> Answer | None:
    """Return the answer that a person is at on a frame, so that what they say goes there and nowhere else."""
    return answers.find_open(frame.id, actor.id) if answers_alone(project) else None


def answers_alone(project: Project) -> bool:
    """Tell whether people of a project may be at answers of their own: else nobody pays for looking."""
    if project.quality.is_on:
        return True
    return AT_ANSWERS.get(project.id, lambda: answers.has_open(project.id))


def _given(project: Project, hands: Hands, actor: Actor, *, after: str | None, at: datetime) -> Draw | None:
    """Return what came back to a person or was given to them; what others have in hand is passed over."""
    others = hands.until.keys() - hands.own.keys()
    until = lasts(at, project.queue.lease_minutes)
    for item in work.list_to_do(project.id, actor.id, limit=MOST_GIVEN):
        frame = None if item.id in others or item.id == after else assets.find_frame(item.id)
        if frame is None:
            continue
        reason = reason_given(item)
        lease = Lease(
            id=frame.id, project_id=project.id, holder=actor, taken_at=at, until=until, reason=reason
        )
        if leases.take_lease(lease, at=at):
            return Draw(frame=frame, lease=lease, reason=reason)
    return None


def _held(project: Project, hands: Hands, actor: Actor, *, after: str | None, at: datetime) -> Draw | None:
    """Return what a person holds already and has not begun, and forget what they are done with."""
    mine = [frame_id for frame_id in hands.own if frame_id != after]
    if not mine:
        return None
    since = hands.own.get(after or "")
    later = [frame_id for frame_id in mine if since is None or hands.own[frame_id] > since]
    looked_at = [*mine[:LOOKED_AT], *(frame_id for frame_id in later if frame_id not in mine[:LOOKED_AT])]
    waiting = queue.list_still_waiting(looked_at)
    done = [frame_id for frame_id in looked_at if frame_id not in waiting]
    if done:
        leases.remove_leases(done, actor.id)
    for frame_id in later:
        if frame_id in waiting:
            until = lasts(at, project.queue.lease_minutes)
            renewed = leases.renew_lease(frame_id, actor.id, until=until)
            frame = assets.find_frame(frame_id) if renewed is not None else None
            if renewed is not None and frame is not None and frame.waiting is not None:
                return Draw(frame=frame, lease=renewed, reason=renewed.reason or "")
    return None


def _draw(
    project: Project,
    actor: Actor,
    number: int,
    left_out: Set[str],
    *,
    strategy: Strategy | None,
    clock: Callable[[], datetime],
) -> Draw | None:
    """Take the first candidate that is still free; None when there is none at all."""
    lost: set[str] = set()
    for _ in range(ROUNDS):
        candidates = Candidates(project, left_out=left_out | lost).of_draw(number, only=strategy)
        tried = False
        for candidate in _spread(candidates):
            tried = True
            drawn = _take(project, actor, candidate, at=clock())
            if drawn is not None:
                return drawn
            lost.add(candidate.frame_id)
        if not tried:
            if not lost:
                return None
            # Others hold what was there a moment ago; what they gave back meanwhile is free again.
            at = clock()
            left_out = left_out | leases.read_hands(project.id, actor.id, at=at).until.keys()
            lost.clear()
    message = "Many people are asking for pictures at this moment. Ask again."
    raise TooManyRequests(message, retry_after=1)


def _spread(candidates: Iterator[Candidate]) -> Iterator[Candidate]:
    """Yield the best one first, and after each failure one a bit further on: others try the next ones too."""
    missed = 0
    while True:
        ahead = list(islice(candidates, 1 + random.randint(0, min(missed, 8))))  # noqa: S311  # no secret
        if not ahead:
            return
        yield ahead[-1]
        missed += 1


def _take(project: Project, actor: Actor, candidate: Candidate, *, at: datetime) -> Draw | None:
    lease = Lease(
        id=candidate.frame_id,
        project_id=project.id,
        holder=actor,
        taken_at=at,
        until=lasts(at, project.queue.lease_minutes),
        strategy=candidate.strategy,
        score=candidate.score,
        reason=candidate.reason,
    )
    if not leases.take_lease(lease, at=at):
        return None
    frame = assets.find_frame(candidate.frame_id)
    if frame is None or frame.waiting is None:
        # Somebody began with it without a lease between the two looks.
        leases.remove_leases([candidate.frame_id], actor.id)
        return None
    if project.quality.panels.share > 0:
        seated = open_panel(project, actor, frame, candidate.reason, at=at)
        if seated is not None:
            # From now on the panel says whose it is.
            leases.remove_leases([candidate.frame_id], actor.id)
            return seated
    return Draw(frame=frame, lease=lease, reason=candidate.reason)


def _why_none(project: Project, hands: Hands, after: str | None, strategy: Strategy | None) -> str:
    waiting = [
        found.frame_id for found in queue.list_waiting(project.id, "order", limit=len(hands.until) + 2)
    ]
    held = [hands.until[frame_id] for frame_id in waiting if frame_id in hands.until]
    if strategy is not None and any(frame_id not in {after, *hands.until} for frame_id in waiting):
        return NONE_OF_STRATEGY
    return ALL_HELD.format(until=min(held)) if held else NONE_WAITS
