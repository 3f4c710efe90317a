"""What corrections mean for the machine's continuation of the same track, in the relay's transaction."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.domain.correction import Correction
from annotations.domain.geometry import Keyframe, Track
from annotations.domain.propagation import Propagation, restart
from annotations.store import propagations
from annotations.store.client import Session

REMOVED = "The track was removed."


def follow_corrections(made: Sequence[Correction], *, session: Session) -> None:
    """Begin anew what a person corrected, end what was removed, and note what was taken over.

    A correction that a run knows of already, and one that takes over what it found, begins nothing anew.
    """
    of_tracks = [entry for entry in made if entry.after is not None and isinstance(entry.after.shape, Track)]
    if not of_tracks:
        return
    ids = sorted({entry.annotation_id for entry in of_tracks if entry.annotation_id})
    standing = {row.id: row for row in propagations.list_of_tracks(ids, session=session)}
    for entry in of_tracks:
        source = entry.request.propagation_id
        if source is not None and entry.annotation_id is not None:
            propagations.set_taken(source, entry.annotation_id, session=session)
            continue
        for row in list(standing.values()):
            if row.annotation_id != entry.annotation_id:
                continue
            after = _after(row, entry, session)
            if after is None:
                del standing[row.id]
            else:
                standing[row.id] = after


def _after(row: Propagation, entry: Correction, session: Session) -> Propagation | None:
    """Return a propagation as it is after a correction; None when it no longer goes on."""
    after = entry.after
    if after is None or after.revision <= row.revision:
        return row
    if after.removed:
        propagations.set_cancelled(row.id, reason=REMOVED, session=session)
        return None
    anew = restart(row, _changed(entry), revision=after.revision)
    if anew is None:
        return row
    return anew if propagations.set_restarted(anew, session=session) else None


def _changed(entry: Correction) -> dict[int, Keyframe | None]:
    """Return the keyframes that a correction set, by frame; None for those that it took away."""
    before = entry.before.shape if entry.before else None
    after = entry.after.shape if entry.after else None
    then = {key.frame: key for key in before.keyframes} if isinstance(before, Track) else {}
    now = {key.frame: key for key in after.keyframes} if isinstance(after, Track) else {}
    return {frame: now.get(frame) for frame in then.keys() | now.keys() if then.get(frame) != now.get(frame)}
