"""Read whose work verdicts are about: who had handed each frame in before it was judged."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.domain.actor import Actor
from annotations.domain.review import Review
from annotations.store import reviews


def read_submitters(judged: Sequence[Review]) -> dict[str, Actor]:
    """Return by the id of a verdict who submitted its frame last before it; absent where nobody had."""
    asking = [review for review in judged if review.verdict in {"approved", "returned"}]
    handed_in = reviews.list_submitted(sorted({review.frame_id for review in asking})) if asking else {}
    found: dict[str, Actor] = {}
    for review in asking:
        before = [one for one in handed_in.get(review.frame_id, ()) if one.frame_seq < review.frame_seq]
        if before:
            found[review.id] = max(before, key=lambda one: one.frame_seq).actor
    return found
