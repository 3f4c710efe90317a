"""Search a project's annotations for what may be wrong, part by part. It lists, and changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from annotations.actions.share_worker import Slice
from annotations.actions.start_job import ask_for_job
from annotations.actions.work_job import Ending, LeaseLost, keep_step
from annotations.domain.annotation import Annotation
from annotations.domain.asset import Asset, Frame
from annotations.domain.job import Job, JobHint, Subject
from annotations.domain.model_version import ModelVersion
from annotations.domain.prediction import PackedPredictions, Prediction, standing
from annotations.domain.project import Project
from annotations.domain.record import utc_now
from annotations.domain.suspect import Suspect, Usual, judge_frame, learn_usual, suspect_id
from annotations.errors import NotReady
from annotations.queries.label_maps import LabelMaps
from annotations.remembered import Remembered
from annotations.store import annotations as objects
from annotations.store import assets, corrections, jobs, model_versions, predictions, projects, suspects
from annotations.store.client import Session, transaction
from inference.actions.say_unsaid import say_unsaid

MINE_SECONDS = 10.0
BATCH = 50
PREDICTED = 8
"""Frames that are predicted at once, where the champion has not spoken: they take longer than all else."""
MOST_BOXES = 200_000
FINISHED = frozenset({"submitted", "approved"})
USUAL: Remembered[dict[str, Usual]] = Remembered(seconds=900.0, most=16)
"""What is usual in a project, by the search that learnt it."""


def request_mining(project: Project) -> tuple[Job, JobHint | None]:
    """Queue a search for a person who asks; the one that waits or goes on already is returned instead.

    Raises:
        NotReady: nobody has annotated anything yet.
    """
    if not suspects.list_touched(project.id, after="", limit=1):
        message = "Nobody has annotated anything in this project yet, so nothing can be wrong."
        raise NotReady(message)
    waiting = jobs.find_under_way("mine", project.id)
    return (waiting, None) if waiting else ask_for_job("mine", project.id, "video", Subject())


def mine_errors(job: Job, part: Slice, *, threads: int = 1) -> Ending | None:
    """Go on until the slice is over; what was found and how far the search is commit together.

    Args:
        job: Of the project that is searched.
        part: Its slice.
        threads: Threads of the session in this process, where the champion has not spoken yet.
    """
    project = projects.find_project(job.project_id)
    if project is None:
        return Ending("failed", "The project is gone.")
    champion = model_versions.find_model_version(project.champion_id or "")
    usual = USUAL.get(job.id, lambda: learn_usual(suspects.stream_boxes(project.id, limit=MOST_BOXES)))
    after = suspects.read_place(job.id)
    done = job.progress.done if job.progress else 0
    total = max(done, suspects.count_touched(project.id))
    while frames := suspects.list_touched(project.id, after=after, limit=BATCH):
        spoken = predictions.list_spoken([frame.id for frame in frames], champion.id) if champion else set()
        frames = _cut(frames, spoken) if champion else frames
        found = _judge(project, job.id, frames, champion, spoken, usual, threads=threads)
        after, done = frames[-1].id, done + len(frames)
        _keep(job, found, after, done, max(done, total))
        if part.is_over:
            return Ending("queued")

    def end(session: Session) -> None:
        if not jobs.set_outcome(job.id, job.fence, "finished", session=session):
            raise LeaseLost(job.id)
        suspects.remove_earlier(project.id, job.id, session=session)
        suspects.remove_place(job.id, session=session)

    transaction(end)
    return None


def _keep(job: Job, found: list[Suspect], after: str, done: int, total: int) -> None:
    def work(session: Session) -> None:
        keep_step(job, done, total, session=session)
        suspects.keep_suspects(found, session=session)
        suspects.set_place(job.id, after, session=session)

    transaction(work)


def _cut(frames: list[Frame], spoken: set[str]) -> list[Frame]:
    """Leave no more frames than the champion can be asked about in a moment."""
    unsaid = [place for place, frame in enumerate(frames) if frame.id not in spoken]
    return frames[: unsaid[PREDICTED]] if len(unsaid) > PREDICTED else frames


def _judge(
    project: Project,
    run: str,
    frames: Sequence[Frame],
    champion: ModelVersion | None,
    spoken: set[str],
    usual: dict[str, Usual],
    *,
    threads: int,
) -> list[Suspect]:
    ids = [frame.id for frame in frames]
    drawn: dict[str, list[Annotation]] = defaultdict(list)
    for entry in objects.list_on_frames(ids):
        drawn[entry.frame_id].append(entry)
    owners = {asset.id: asset for asset in assets.find_assets(sorted({frame.asset_id for frame in frames}))}
    said = _said(project, frames, champion)
    unsaid: dict[str, list[Prediction]] = {}
    if champion is not None:
        silent = [
            frame
            for frame in frames
            if frame.id not in spoken and (drawn[frame.id] or _is_finished(owners.get(frame.asset_id)))
        ]
        unsaid = say_unsaid(project, champion, silent, owners, threads=threads) if silent else {}
    found: list[Suspect] = []
    for frame in frames:
        own = unsaid.get(frame.id, [])
        seen = {entry.id: entry for entry in own}
        for suspicion in judge_frame(
            drawn[frame.id],
            own or said.get(frame.id, []),
            show=champion.thresholds.show if champion else 1.0,
            usual=usual,
            finished=_is_finished(owners.get(frame.asset_id)),
            size=(frame.width, frame.height),
        ):
            found.append(
                Suspect(
                    **suspicion.model_dump(exclude={"place", "prediction_id"}),
                    prediction_id=None if suspicion.prediction_id in seen else suspicion.prediction_id,
                    unsaid=seen.get(suspicion.prediction_id or ""),
                    id=suspect_id(project.id, frame.id, suspicion),
                    project_id=project.id,
                    asset_id=frame.asset_id,
                    frame_id=frame.id,
                    run=run,
                    found_at=utc_now(),
                )
            )
    return found


def _said(
    project: Project, frames: Sequence[Frame], champion: ModelVersion | None
) -> dict[str, list[Prediction]]:
    """Return what the champion says of frames under the project's labels, without what people have rejected.

    Of what the project has no label for, it is no judge.
    """
    if champion is None:
        return {}
    wanted = [row_id for frame in frames for row_id in frame.prediction_ids]
    rows: dict[str, list[PackedPredictions]] = defaultdict(list)
    for row in predictions.find_packed(wanted):
        if row.model_version_id == champion.id:
            rows[row.frame_id].append(row)
    maps, names = LabelMaps(project), project.label_names()
    stands = {frame_id: maps.apply(standing(own)) for frame_id, own in rows.items()}
    rejected = corrections.list_rejected([said.id for own in stands.values() for said in own])
    return {
        frame_id: [said for said in own if said.label in names and said.id not in rejected]
        for frame_id, own in stands.items()
    }


def _is_finished(asset: Asset | None) -> bool:
    return asset is not None and asset.reviewed in FINISHED
