"""A stretch of a project's numbered log, and whether it is whole."""

from __future__ import annotations

from dataclasses import dataclass

from annotations.store import events


@dataclass(frozen=True)
class LogStretch:
    """Event JSON in order; `seq` is the project's latest number; not whole when older ones were forgotten."""

    bodies: list[str]
    seq: int
    is_whole: bool


def read_log(project_id: str, *, after: int, limit: int) -> LogStretch:
    """Read the events after a number."""
    seq = events.read_seq(project_id)
    if after >= seq:
        # A client ahead of the log has seen another database: what it holds cannot be continued.
        return LogStretch(bodies=[], seq=seq, is_whole=after == seq)
    first = events.first_seq(project_id)
    whole = first is not None and first <= after + 1
    return LogStretch(
        bodies=events.list_events(project_id, after=after, limit=limit) if whole else [],
        seq=seq,
        is_whole=whole,
    )
