"""Note who has begun with frames, kept by the relay: they are the author until a frame is handed in."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.actions.follow_verdict import begin_item
from annotations.domain.correction import Correction
from annotations.domain.video import REEL_INDEX, video_frame_id
from annotations.domain.work import Mark
from annotations.store import assets, work
from annotations.store.client import Session


def note_progress(made: Sequence[Correction], *, session: Session) -> None:
    """Let frames be in progress that people have corrected; what was answered in passing begins nothing."""
    touched = [entry for entry in made if not entry.in_passing and entry.actor.kind == "person"]
    firsts: dict[str, Correction] = {}
    for entry in touched:
        firsts.setdefault(entry.frame_id, entry)
    known = work.find_items(list(firsts), session=session)
    corrected = assets.find_frames([frame_id for frame_id in firsts if frame_id not in known])
    reels: dict[str, Correction] = {}
    for frame in corrected:
        # A verdict on a video is one on its reel.
        if frame.timestamp is not None:
            reels.setdefault(video_frame_id(frame.asset_id, REEL_INDEX), firsts[frame.id])
    known |= work.find_items([reel for reel in reels if reel not in known], session=session)
    opened = [frame_id for frame_id, item in known.items() if item.stage == "open"]
    if opened:
        work.begin_items(opened, at=touched[-1].at, session=session)
    fresh = {frame.id: firsts[frame.id] for frame in corrected if frame.timestamp is None} | reels
    fresh = {frame_id: entry for frame_id, entry in fresh.items() if frame_id not in known}
    names = assets.find_names([entry.asset_id for entry in fresh.values()]) if fresh else {}
    items = [
        begin_item(
            frame_id,
            names.get(entry.asset_id, ""),
            entry.asset_id,
            entry.project_id,
            Mark(stage="in_progress", actor=entry.actor, at=entry.at),
        )
        for frame_id, entry in fresh.items()
    ]
    if items:
        work.add_missing(items, session=session)
