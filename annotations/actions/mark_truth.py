"""Take an approved frame as known truth, or no more."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from annotations.actions.take_seat import is_of_picture
from annotations.domain.actor import Actor
from annotations.domain.answer import as_drawn
from annotations.domain.asset import Frame
from annotations.domain.record import utc_now
from annotations.domain.truth import Truth
from annotations.errors import StateConflict
from annotations.store import annotations as objects
from annotations.store import assets, corrections, truths


def mark_truth(*, frame: Frame, actor: Actor, clock: Callable[[], datetime] = utc_now) -> Truth:
    """Keep what stands on a frame as true; marking it again keeps what stands there now.

    Raises:
        StateConflict: the frame is not approved, or is one of a video.
    """
    asset = assets.find_asset(frame.asset_id)
    if not is_of_picture(frame):
        message = "A frame of a video cannot test people: they see the frames around it."
        raise StateConflict(message, {"frame": "of a video"})
    if asset is None or asset.reviewed != "approved":
        message = "Approve the picture first: only what was approved is taken as true."
        raise StateConflict(message, {"reviewed": "not approved"})
    authors = corrections.list_people([frame.id]).get(frame.id, [])
    drawn = hashlib.blake2b(f"truth:{frame.id}".encode(), digest_size=6).digest()
    truth = Truth(
        id=frame.id,
        project_id=frame.project_id,
        asset_id=frame.asset_id,
        frame_seq=(assets.find_frame(frame.id) or frame).seq,
        objects=[as_drawn(found) for found in objects.list_annotations(frame.id)],
        authors=sorted({actor.id, *(who.id for who in authors)}),
        chance=int.from_bytes(drawn, "big") / 2**48,
        marked_by=actor,
        marked_at=clock(),
    )
    truths.set_truth(truth)
    return truth


def unmark_truth(frame: Frame) -> bool:
    """Take a frame as true no more; comparisons made so far stay. False when it was none."""
    return truths.remove_truth(frame.id)
