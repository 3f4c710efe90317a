"""Give frames and their predicted objects vectors, part by part: what looks alike is then found by them."""

from __future__ import annotations

import logging
import uuid
from collections import defaultdict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from annotations.actions.read_pixels import open_still
from annotations.actions.share_worker import Slice
from annotations.actions.start_job import start_job
from annotations.actions.work_job import Ending, LeaseLost, keep_step
from annotations.domain.asset import Frame
from annotations.domain.geometry import Box
from annotations.domain.ids import split_prediction_id
from annotations.domain.job import Job, JobHint, Subject
from annotations.domain.prediction import PackedPredictions, Prediction, standing
from annotations.domain.region import Region
from annotations.errors import FrameUnreadable, NotFound
from annotations.store import files, jobs, model_versions, predictions, projects
from annotations.store.client import Session, transaction
from inference.actions.group_duplicates import group_duplicates
from inference.actions.order_diverse import needs_order, order_diverse
from inference.actions.read_tiles import read_tiles
from inference.embedding.alike import hash_picture
from inference.embedding.embedder import Embedded, Embedder
from inference.manifest import parse_manifest_json
from inference.pipeline.picture import read_picture
from inference.pipeline.tiled import choose_level, cut_exactly, join_tiles, span_of
from inference.runtime.cache import WarmCache
from inference.store import embeddings
from inference.store.embeddings import FrameVector, ObjectVectors

EMBED_SECONDS = 5.0
BATCH = 8
MOST_OBJECTS = 50
LEAST_SHOWN = 0.5
"""Predictions down to this part of the score from which they are shown have vectors."""
REST_SECONDS = 3_600.0
"""After a failure a project rests for so long."""
EMBEDDERS: WarmCache[Embedder] = WarmCache(1)
log = logging.getLogger(__name__)


def start_embeddings(*, send: Callable[[JobHint], None]) -> int:
    """Queue a job for each project that has frames without vectors, or too short an order; return how many.

    None is queued where one is under way.
    """
    if model_versions.find_default_model_version() is None:
        return 0
    started = 0
    short = [project_id for project_id in projects.list_with_strategy("diversity") if needs_order(project_id)]
    for project_id in sorted({*embeddings.list_projects_to_embed(), *short}):
        if jobs.is_under_way("embed", project_id, rest_seconds=REST_SECONDS):
            continue
        dedupe = f"embed:{uuid.uuid4().hex}"
        hint = start_job("embed", project_id, "bulk", Subject(), dedupe=dedupe)
        if hint is not None:
            send(hint)
            started += 1
    return started


def embed_frames(job: Job, part: Slice, *, threads: int) -> Ending | None:
    """Go on until the slice is over; the vectors of a few frames and the progress commit together."""
    version = model_versions.find_default_model_version()
    if version is None:
        return Ending("failed", "There is no default model, by whose features pictures are compared.")

    def load() -> Embedder:
        content = b"".join(files.read_chunks(version.storage_name))
        return Embedder(parse_manifest_json(version.manifest), content, threads=threads)

    embedder = EMBEDDERS.get(version.id, load)
    done = job.progress.done if job.progress else 0
    while True:
        frames = embeddings.list_unembedded(job.project_id, limit=BATCH)
        if not frames:
            break
        for frame in frames:
            _embed(job, frame, embedder)
        done += len(frames)
        _keep_progress(job, done)
        if part.is_over:
            return Ending("queued")
    order_diverse(job.project_id)
    if not jobs.set_outcome(job.id, job.fence, "finished"):
        raise LeaseLost(job.id)
    return None


def pixels_of(frame: Frame, least: tuple[int, int]) -> NDArray[np.uint8]:
    """Read a frame's picture no larger than needed, a large one by its tiles: RGB [height, width, 3]."""
    whole = Region(x=0, y=0, width=frame.width, height=frame.height)
    size = (frame.width, frame.height)
    span = span_of(size, whole, choose_level(size, whole, (2 * least[0], 2 * least[1])))
    tiles = read_tiles(frame, span)
    if tiles is not None:
        return cut_exactly(join_tiles(span, tiles), span, whole, least).pixels
    with open_still(frame) as source:
        return read_picture(source, least_width=least[0], least_height=least[1]).pixels


def _embed(job: Job, frame: Frame, embedder: Embedder) -> None:
    rows = predictions.find_packed(frame.prediction_ids)
    said = _worth(rows)
    try:
        pixels = pixels_of(frame, embedder.least_size(frame.width, frame.height))
    except (FrameUnreadable, NotFound) as fault:
        log.warning("no vectors of %s: %s", frame.id, fault.message)
        transaction(lambda session: embeddings.set_embedded(frame, session=session))
        return
    scale = [pixels.shape[1] / frame.width, pixels.shape[0] / frame.height] * 2
    boxes = [[s.x, s.y, s.width, s.height] for s in (entry.shape for entry in said) if isinstance(s, Box)]
    found = embedder.embed(pixels, np.array(boxes, np.float32).reshape(-1, 4) * np.array(scale, np.float32))
    vector = FrameVector(frame.id, found.frame, hash_picture(pixels))

    def work(session: Session) -> None:
        if not jobs.is_held(job.id, job.fence, session=session):
            raise LeaseLost(job.id)
        embeddings.keep_vectors(frame, vector, _by_label(said, found), session=session)
        embeddings.set_embedded(frame, session=session)

    # Before, so that a worker that is killed in between does both again.
    group_duplicates(frame, vector)
    transaction(work)


def _worth(rows: list[PackedPredictions]) -> list[Prediction]:
    """Return the boxes of the version that spoke last which are shown, or nearly."""
    if not rows:
        return []
    version = model_versions.find_model_version(rows[-1].model_version_id)
    least = LEAST_SHOWN * version.thresholds.show if version else 0.0
    own = [row for row in rows if row.model_version_id == rows[-1].model_version_id]
    kept = [said for said in standing(own) if said.score >= least and isinstance(said.shape, Box)]
    return sorted(kept, key=lambda said: -said.score)[:MOST_OBJECTS]


def _by_label(said: list[Prediction], found: Embedded) -> list[ObjectVectors]:
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, entry in enumerate(said):
        places[(split_prediction_id(entry.id)[0], entry.label)].append(place)
    return [
        ObjectVectors(
            row_id=row_id,
            frame_id=said[mine[0]].frame_id,
            version_id=said[mine[0]].model_version_id,
            label=label,
            places=[split_prediction_id(said[place].id)[1] for place in mine],
            scores=[said[place].score for place in mine],
            vectors=found.objects[mine],
        )
        for (row_id, label), mine in places.items()
    ]


def _keep_progress(job: Job, done: int) -> None:
    total = done + embeddings.count_unembedded(job.project_id)
    transaction(lambda session: keep_step(job, done, total, session=session))
