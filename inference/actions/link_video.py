"""Link what a model version said of a video's frames into proposed tracks, which stand on its reel."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from annotations.actions.record_predictions import Answer, PredictedColumns, place_answer
from annotations.actions.share_worker import Slice
from annotations.actions.work_job import Ending, LeaseLost, report_progress
from annotations.domain.asset import Asset
from annotations.domain.geometry import Box, Track
from annotations.domain.job import Job
from annotations.domain.label_map import AS_THEY_ARE, map_labels, map_of
from annotations.domain.model_version import ModelVersion
from annotations.domain.packed_tracks import pack_tracks
from annotations.domain.prediction import PackedPredictions, standing
from annotations.domain.record import utc_now
from annotations.domain.video import REEL_INDEX, video_frame_id
from annotations.store import annotations as objects
from annotations.store import assets, corrections, jobs, model_versions, predictions, projects
from annotations.store.client import Session, transaction
from inference.tracking.link import LinkedTrack, Linker, LinkRules, Sight
from inference.tracking.settled import is_settled

READ = 200
"""Frames whose predictions are read at once."""
MOST_TRACKS, MOST_KEYFRAMES = 4_000, 40_000
"""Of more proposals the surest are kept: all of them reach a browser at once."""
DOUBTFUL, LIKELY = 0.4, 0.8
"""Shares of the score from which predictions are shown: of boxes that continue a track, and of its mean."""
MOST_TRIES = 5


@dataclass
class _Run:
    """How far linking is."""

    linker: Linker
    reached: int = -1
    looks: int = 0


RUNS: OrderedDict[str, _Run] = OrderedDict()
"""Runs between two slices. One that another process takes over, or that died with this one, begins anew."""
MOST_RUNS = 4


def link_video(job: Job, part: Slice) -> Ending | None:
    """Go on until the slice is over; in the end the proposals take the place of those that nobody answered.

    Args:
        job: Its subject names the video and the model version.
        part: The stretch of work given.
    """
    asset = assets.find_asset(job.subject.asset_id or "")
    version = model_versions.find_model_version(job.subject.model_version_id or "")
    project = projects.find_project(job.project_id)
    if asset is None or asset.video is None or version is None or project is None:
        return Ending("failed", "The video or the model version is gone.")
    shown = version.thresholds.show if project.threshold is None else project.threshold
    rules = _rules(shown)
    run = RUNS.pop(job.id, None) or _Run(Linker(rules, asset.video.scenes))
    while said := predictions.list_said(asset.id, version.id, after_index=run.reached, limit=READ):
        for sight in _sights(said, rules.doubtful):
            run.linker.look(sight)
            run.looks += 1
        run.reached = said[-1][0]
        report_progress(job, run.reached + 1, asset.video.frame_count)
        if part.is_over and len(said) == READ:
            RUNS[job.id] = run
            while len(RUNS) > MOST_RUNS:
                RUNS.popitem(last=False)
            return Ending("queued")
    _propose(job, asset, version, run.linker.finish(), looks=run.looks)
    return None


def _rules(shown: float) -> LinkRules:
    return LinkRules(sure=shown, doubtful=DOUBTFUL * shown, mean_score=LIKELY * shown)


def _sights(said: Sequence[tuple[int, list[PackedPredictions]]], least: float) -> Iterator[Sight]:
    """Yield what was seen on the frames that the version has looked at as a whole."""
    for index, rows in said:
        if not any(row.region is None and row.shape_type == "box" for row in rows):
            continue
        labels, scores, boxes = _columns(rows)
        kept = [place for place, score in enumerate(scores) if score >= least]
        boxes_xywh = np.array([boxes[4 * place : 4 * place + 4] for place in kept], np.float64).reshape(-1, 4)
        yield Sight(
            index,
            [labels[place] for place in kept],
            np.array([scores[place] for place in kept], np.float64),
            boxes_xywh,
        )


def _columns(rows: Sequence[PackedPredictions]) -> tuple[list[str], Sequence[float], Sequence[float]]:
    if len(rows) == 1:
        (row,) = rows
        return [row.labels[place] for place in row.label_index], row.scores, row.boxes
    left = [(it.label, it.score, it.shape) for it in standing(rows) if isinstance(it.shape, Box)]
    boxes = [value for _, _, box in left for value in (box.x, box.y, box.width, box.height)]
    return [label for label, _, _ in left], [score for _, score, _ in left], boxes


def _propose(
    job: Job, asset: Asset, version: ModelVersion, found: Sequence[LinkedTrack], *, looks: int
) -> None:
    """Put the proposals in their place and end the job, on what people have said up to then."""
    for _ in range(MOST_TRIES):
        reel = assets.find_frame(video_frame_id(asset.id, REEL_INDEX))
        seq = reel.seq if reel else 0
        kept, left_out = _bounded(_unsettled(asset, version, found))
        reason = _tell(looks, len(kept), left_out)
        if _commit(job, asset, version, kept, seq=seq, reason=reason):
            return
    message = "People work on the tracks of this video too quickly. Try again in a moment."
    raise RuntimeError(message)


def _unsettled(asset: Asset, version: ModelVersion, found: Sequence[LinkedTrack]) -> list[LinkedTrack]:
    """Leave out what stands as an object already, or was answered when the version proposed it before."""
    reel_id = video_frame_id(asset.id, REEL_INDEX)
    settled: dict[str, list[Track]] = {}
    project = projects.find_project(asset.project_id)
    for annotation in objects.list_annotations(reel_id):
        if isinstance(annotation.shape, Track):
            settled.setdefault(annotation.label, []).append(annotation.shape)
    answered = predictions.find_predictions(sorted(corrections.list_decided(reel_id)))
    for said in answered.values():
        if isinstance(said.shape, Track) and said.model_version_id == version.id:
            settled.setdefault(said.label, []).append(said.shape)
    label_map = map_of(project, version) if project else AS_THEY_ARE

    def known(label: str) -> list[Track]:
        """Return what stands under a label of the model and under the project's name for it."""
        names = dict.fromkeys([label, *map_labels(label_map, [label])])
        return [track for name in names if name for track in settled.get(name, [])]

    return [it for it in found if not is_settled(it.track, known(it.label))]


def _bounded(found: Sequence[LinkedTrack]) -> tuple[list[LinkedTrack], int]:
    """Return the surest of the proposals, in their order, and how many are left out."""
    kept: set[int] = set()
    keyframes = 0
    for place in sorted(range(len(found)), key=lambda place: -found[place].score):
        keyframes += len(found[place].track.keyframes)
        if len(kept) == MOST_TRACKS or keyframes > MOST_KEYFRAMES:
            break
        kept.add(place)
    return [found[place] for place in sorted(kept)], len(found) - len(kept)


def _tell(looks: int, kept: int, left_out: int) -> str | None:
    if left_out:
        return f"The {kept} surest tracks are proposed; {left_out} more would be too many at once."
    if kept == 0 and looks < LinkRules().shortest:
        return "The model has looked at too few frames. Predict every few frames first."
    return None


def _commit(
    job: Job,
    asset: Asset,
    version: ModelVersion,
    kept: Sequence[LinkedTrack],
    *,
    seq: int,
    reason: str | None,
) -> bool:
    """Record the proposals if nobody has said anything of the reel since; otherwise return False."""
    reel_id = video_frame_id(asset.id, REEL_INDEX)
    packed, boxes = pack_tracks([it.track for it in kept])
    labels = sorted({it.label for it in kept})
    columns = PredictedColumns(
        shape_type="track",
        labels=labels,
        label_index=[labels.index(it.label) for it in kept],
        scores=[it.score for it in kept],
        boxes=boxes,
        tracks=packed,
    )

    def work(session: Session) -> bool:
        now = assets.find_frame(reel_id, session=session)
        if now is None or now.seq != seq:
            return False
        if not jobs.set_outcome(job.id, job.fence, "finished", reason=reason, session=session):
            raise LeaseLost(job.id)
        before = predictions.find_packed(now.prediction_ids, session=session)
        if kept or any(row.model_version_id == version.id for row in before):
            answer = Answer(model_version_id=version.id, columns=columns)
            place_answer(reel_id, answer, at=utc_now(), session=session)
        return True

    return transaction(work)
