"""Who comes next in a project if nothing changes, whose hands frames are in, and how the shares lie."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from annotations.domain.project import Project
from annotations.domain.queue import Lease, Strategy, share_out
from annotations.domain.record import Record, utc_now
from annotations.queries.candidates import Candidate, Candidates
from annotations.store import assets, leases, queue

COUNTED = 10_000
"""Frames that are counted, at most."""


class QueuedFrame(Record):
    """A frame that waits, in the order in which frames are handed out."""

    frame_id: str
    asset_id: str
    asset_name: str
    index: int
    strategy: Strategy
    score: float | None
    reason: str


class QueuePreview(Record):
    """The next frames, the shares, the strategies that have candidates, the leases, how many wait."""

    frames: list[QueuedFrame]
    shares: dict[Strategy, float]
    available: frozenset[Strategy]
    leases: list[Lease]
    waiting: int


def preview_queue(project: Project, *, limit: int, clock: Callable[[], datetime] = utc_now) -> QueuePreview:
    """Draw as the next callers would, without handing anything out."""
    live = leases.list_live(project.id, at=clock())
    held = {lease.id for lease in live}
    candidates = Candidates(project, left_out=held, wanted=limit)
    first = queue.last_draw(project.id) + 1
    drawn: dict[str, Candidate] = {}
    for number in range(first, first + limit):
        fresh = (found for found in candidates.of_draw(number) if found.frame_id not in drawn)
        found = next(fresh, None)
        if found is None:
            break
        drawn[found.frame_id] = found
    return QueuePreview(
        frames=_tell(list(drawn.values())),
        shares=share_out(project.queue.mix),
        available=frozenset(
            entry.strategy
            for entry in project.queue.mix
            if next(candidates.of_draw(first, only=entry.strategy), None) is not None
        ),
        leases=live,
        waiting=queue.count_waiting(project.id, limit=COUNTED),
    )


def _tell(drawn: list[Candidate]) -> list[QueuedFrame]:
    frames = {frame.id: frame for frame in assets.find_frames([found.frame_id for found in drawn])}
    named = assets.find_names([frame.asset_id for frame in frames.values()])
    return [
        QueuedFrame(
            frame_id=found.frame_id,
            asset_id=frames[found.frame_id].asset_id,
            asset_name=named.get(frames[found.frame_id].asset_id, ""),
            index=frames[found.frame_id].index,
            strategy=found.strategy,
            score=found.score,
            reason=found.reason,
        )
        for found in drawn
        if found.frame_id in frames
    ]
