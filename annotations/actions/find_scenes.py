"""Find the frames at which the scenes of a video begin, part by part, by the colours of its key frames."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence

from annotations.actions.read_pixels import decode
from annotations.actions.share_worker import SLICE_SECONDS, Slice
from annotations.actions.start_job import start_job
from annotations.actions.work_job import Ending, LeaseLost, keep_step
from annotations.domain.asset import Asset
from annotations.domain.frame_table import FrameTable
from annotations.domain.job import Job, JobHint, Subject
from annotations.domain.scene_search import Window, cuts_in, plan_looks, plan_windows
from annotations.store import assets, jobs, signatures
from annotations.store.client import Session, transaction
from annotations.store.video_frames import read_table

SIDE, QUALITY = 160, 30
"""Only colours are wanted of the pictures."""
SOON = 24
"""Frames before a stretch that are decoded without a thought."""


def start_scenes(project_id: str, asset_id: str, *, session: Session | None = None) -> JobHint | None:
    """Queue the search for a video's scenes, once; the hint is to be sent after the commit."""
    dedupe = f"scenes:{asset_id}"
    return start_job(
        "scenes", project_id, "video", Subject(asset_id=asset_id), dedupe=dedupe, session=session
    )


def knows_scenes(asset_id: str, *, session: Session | None = None) -> bool:
    """Tell whether the search for a video's scenes has ended, well or badly."""
    search = jobs.find_job_by_dedupe(f"scenes:{asset_id}", session=session)
    return search is not None and search.status not in {"queued", "running"}


def find_scenes(job: Job, part: Slice) -> Ending | None:
    """Go on until the slice is over; what was found in each part and the progress commit together."""
    asset = assets.find_asset(job.subject.asset_id or "")
    if asset is None or asset.video is None:
        return Ending("failed", "The video is gone.")
    table = read_table(asset.video.table)
    looks = plan_looks(table.keys, len(table))
    done = job.progress.done if job.progress else 0
    for place in range(done, len(looks)):
        seen = dict(_see(asset, looks[place]))
        _keep(job, asset, place + 1, len(looks) + 1, seen=seen)
        if part.is_over:
            return Ending("queued")
    windows = plan_windows(signatures.stream_signatures(asset.id))
    for place in range(max(0, done - len(looks)), len(windows)):
        cuts = _search(asset, table, windows[place])
        _keep(job, asset, len(looks) + place + 1, len(looks) + len(windows), cuts=cuts)
        if part.is_over and place + 1 < len(windows):
            return Ending("queued")
    _finish(job, asset)
    return None


def _search(asset: Asset, table: FrameTable, window: Window) -> list[int]:
    """Return the frames of a stretch at which a scene begins."""
    wanted = window.frames(len(table))
    begins = table.key_before(wanted.start)
    lead = range(wanted.start, window.first)
    # Frames before a key frame take decoding all since the key before: only where they decide.
    is_near = begins == table.key_before(window.first) or window.first - begins <= SOON
    seen = _see(asset, wanted if is_near else range(window.first, wanted.stop))
    cuts = cuts_in(window, seen)
    if is_near or not window.begins_doubtfully(cuts):
        return cuts
    return cuts_in(window, [*_see(asset, lead), *seen])


def _see(asset: Asset, indices: Sequence[int]) -> list[tuple[int, list[float]]]:
    """Return numbers and colours of frames; damaged ones, and those that take too long, are left out."""
    with tempfile.TemporaryFile() as pack:
        read = decode(
            asset, indices, pack, side=SIDE, quality=QUALITY, signatures=True, seconds=SLICE_SECONDS
        )
    return list(zip(read.indices, read.signatures, strict=True))


def _keep(
    job: Job,
    asset: Asset,
    done: int,
    total: int,
    *,
    seen: dict[int, list[float]] | None = None,
    cuts: Sequence[int] = (),
) -> None:
    def work(session: Session) -> None:
        keep_step(job, done, total, session=session)
        signatures.keep_signatures(asset.id, seen or {}, session=session)
        assets.add_scenes(asset.id, cuts, session=session)

    transaction(work)


def _finish(job: Job, asset: Asset) -> None:
    def work(session: Session) -> None:
        if not jobs.set_outcome(job.id, job.fence, "finished", session=session):
            raise LeaseLost(job.id)
        signatures.drop_signatures(asset.id, session=session)

    transaction(work)
