"""Decode an uploaded file in a limited child process into a frame, and let a model take a first look."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import BinaryIO, Literal

from annotations.actions.rate_frame import rate_frame
from annotations.actions.record_predictions import Answer, pack_answer
from annotations.actions.work_job import Ending, LeaseLost, report_progress
from annotations.domain.asset import Asset, Fault, Frame, VideoFacts
from annotations.domain.frame_scores import first_waiting
from annotations.domain.frame_table import FrameTable
from annotations.domain.ids import new_id
from annotations.domain.job import Job
from annotations.domain.prediction import PackedPredictions
from annotations.domain.record import utc_now
from annotations.domain.tiles import TILE_SIZE, TileSet, is_tiled
from annotations.media import refusals
from annotations.media.records import ImageProbe, Prepared, Refusal, VideoProbe
from annotations.media.sandbox import Sandbox, identify_file
from annotations.media.sniff import HEAD_BYTES, identify, note_wrong_extension
from annotations.store import assets, files, jobs, predictions
from annotations.store.client import Session, transaction

log = logging.getLogger(__name__)
SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}


Look = Callable[[Frame], Answer | None]
"""Says at once what a frame shows, or None when that takes a job of its own."""


@dataclass(frozen=True)
class _Stored:
    rendition: str | None
    rendition_type: str | None
    thumbnail: str
    thumbnail_type: str
    tiles: TileSet | None = None
    tile_pack: str | None = None
    video: VideoFacts | None = None


def ingest_asset(job: Job, sandbox: Sandbox, *, look: Look | None = None) -> Ending | None:
    """Ready or fail the asset of a job; asset, frame, first predictions and job change in one transaction.

    Args:
        job: Its subject names the asset.
        sandbox: Decodes the file.
        look: Asked about a frame just decoded. Where it has no answer, the asset's readiness queues a job.
    """
    asset = assets.find_asset(job.subject.asset_id or "")
    if asset is None:
        return Ending("failed", "The asset is gone.")
    if asset.status == "ready":
        return Ending("finished")
    outcome = _prepare(job, asset, sandbox)
    if isinstance(outcome, Fault):
        _end(
            job,
            asset,
            {"status": "failed", "error": outcome.model_dump()},
            status="failed",
            reason=outcome.message,
        )
        return None
    prepared, stored, identity = outcome
    changes: dict[str, object] = {
        "status": "ready",
        "error": None,
        "kind": "video" if isinstance(prepared.probe, VideoProbe) else "image",
        "content_type": prepared.probe.container.media_type,
        "width": prepared.probe.width,
        "height": prepared.probe.height,
        "notes": list(prepared.probe.notes),
        "thumbnail": stored.thumbnail,
        "thumbnail_type": stored.thumbnail_type,
        **identity,
    }
    changes["prepared_bytes"] = _prepared_bytes(stored)
    if renamed := note_wrong_extension(asset.name, prepared.probe.container):
        changes["notes"] = [*prepared.probe.notes, renamed]
    frame, packed = None, None
    if isinstance(prepared.probe, VideoProbe):
        # Its key frames follow by a job of their own, which the readiness queues.
        changes |= {
            "frame_count": prepared.probe.frame_count,
            "duration_seconds": prepared.probe.duration_s,
            "video": stored.video.model_dump() if stored.video else None,
            "predicted": "queued",
        }
    else:
        # A look that ended this job's process before is not tried again.
        frame, packed = _look(look if job.attempts == 1 else None, _frame(asset, prepared.probe, stored))
        changes |= {
            "frame_count": 1,
            "frame_id": frame.id,
            "rendition": stored.rendition,
            "rendition_type": stored.rendition_type,
            "predicted": "queued" if packed is None else "done",
        }
    _end(job, asset, changes, status="finished", frame=frame, packed=packed)
    return None


def _prepare(job: Job, asset: Asset, sandbox: Sandbox) -> Fault | tuple[Prepared, _Stored, dict[str, object]]:
    name = files.storage_name(asset.image_uri or "")
    if name is None or not files.stored_exists(name):
        message = (
            "image_uri has to name a file in Tandem's storage, for example storage://incoming/photo.jpg."
        )
        return Fault(code="file_missing", message=message)
    with (
        files.open_local(name) as source,
        tempfile.TemporaryFile() as rendition,
        tempfile.TemporaryFile() as thumbnail,
    ):
        # A row written by another service comes without its content's identity.
        identity: dict[str, object] = {}
        if asset.sha256 is None:
            sha256, byte_size = files.hash_of(source)
            if assets.find_asset_by_content(asset.project_id, sha256) is not None:
                return Fault(code="duplicate", message="The project holds the same file already.")
            identity = {"sha256": sha256, "byte_size": byte_size}
        source.seek(0)
        head = source.read(HEAD_BYTES)
        container = identify(head)
        if container is None:
            return _fault(refusals.unsupported(head) if head else refusals.empty())
        source.seek(0)
        prepared = sandbox.prepare(source, container, rendition, thumbnail)
        if isinstance(prepared, Refusal):
            return _fault(prepared)
        small = prepared.thumbnail.content_type
        stored = _Stored(
            rendition=None,
            rendition_type=None,
            thumbnail=_save("thumbnails", thumbnail, small),
            thumbnail_type=small,
        )
        if isinstance(prepared.probe, VideoProbe):
            stored = replace(stored, video=_keep_table(prepared.probe, rendition))
        if prepared.rendition is not None:
            large = prepared.rendition.content_type
            stored = _Stored(_save("renditions", rendition, large), large, stored.thumbnail, small)
            if is_tiled(prepared.rendition.width, prepared.rendition.height):
                report_progress(job, 1, 2)
                stored = _cut(stored, rendition, sandbox)
        return prepared, stored, identity


def _prepared_bytes(stored: _Stored) -> int:
    """Return what the pictures that are shown take on the disk."""
    table = stored.video.table if stored.video else None
    names = (stored.thumbnail, stored.rendition, stored.tile_pack, table)
    return sum(files.size_of(name) or 0 for name in names if name)


def _keep_table(probe: VideoProbe, written: BinaryIO) -> VideoFacts:
    sha256, _size = files.hash_of(written)
    written.seek(0)
    table = FrameTable.from_bytes(written.read())
    return VideoFacts(
        rate=table.rate,
        frame_count=len(table),
        codec=probe.codec,
        rotation=probe.rotation,
        time_base=(table.time_base.numerator, table.time_base.denominator),
        table=files.save_by_content("tables", written, sha256=sha256, suffix=".frames"),
        key_count=len(table.keys),
        is_variable=table.is_variable,
    )


def _cut(stored: _Stored, rendition: BinaryIO, sandbox: Sandbox) -> _Stored:
    container = identify_file(rendition)
    if isinstance(container, Refusal):
        return stored
    with tempfile.TemporaryFile() as pack:
        tiled = sandbox.cut_tiles(rendition, container, pack)
        if isinstance(tiled, Refusal):
            # The picture is good and can be shown whole, slower.
            log.warning("no tiles for %s: %s", stored.rendition, tiled.message)
            return stored
        sha256, _size = files.hash_of(pack)
        name = files.save_by_content("tiles", pack, sha256=sha256, suffix=".tiles")
    tiles = TileSet(size=TILE_SIZE, levels=tiled.levels, format=tiled.tile_format)
    return replace(stored, tiles=tiles, tile_pack=name)


def _save(folder: str, written: BinaryIO, content_type: str) -> str:
    sha256, _size = files.hash_of(written)
    return files.save_by_content(folder, written, sha256=sha256, suffix=SUFFIXES[content_type])


def _frame(asset: Asset, probe: ImageProbe, stored: _Stored) -> Frame:
    frame_id = new_id("frm")
    return Frame(
        id=frame_id,
        project_id=asset.project_id,
        asset_id=asset.id,
        index=0,
        width=probe.width,
        height=probe.height,
        rendition=stored.rendition or "",
        rendition_type=stored.rendition_type or "",
        tiles=stored.tiles,
        tile_pack=stored.tile_pack,
        waiting=first_waiting(frame_id, position=asset.position, index=0),
        unembedded=True,
    )


def _look(look: Look | None, frame: Frame) -> tuple[Frame, PackedPredictions | None]:
    answer = look(frame) if look is not None else None
    if answer is None:
        return frame, None
    row_id = new_id("prd")
    seen = frame.model_copy(update={"seq": frame.seq + 1, "prediction_ids": [row_id]})
    packed = pack_answer(answer, seen, row_id=row_id, replaces=None, at=utc_now())
    return seen.model_copy(update={"waiting": rate_frame(frame, [], packed)}), packed


def _end(
    job: Job,
    asset: Asset,
    changes: dict[str, object],
    *,
    status: Literal["finished", "failed"],
    reason: str | None = None,
    frame: Frame | None = None,
    packed: PackedPredictions | None = None,
) -> None:
    def work(session: Session) -> None:
        if not jobs.set_outcome(job.id, job.fence, status, reason=reason, session=session):
            raise LeaseLost(job.id)
        if frame is not None:
            assets.add_frame(frame, session=session)
        assets.set_asset(asset.id, changes, session=session)
        # After the asset: who follows the changes hears of a picture before what is in it.
        if packed is not None:
            predictions.add_predictions(packed, session=session)

    transaction(work)


def _fault(refusal: Refusal) -> Fault:
    return Fault(code=refusal.code.value, message=refusal.message)
