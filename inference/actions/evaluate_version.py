"""Measure a candidate beside the champion on held-out frames, judge, and carry the verdict out at once."""

from __future__ import annotations

from annotations.actions.freeze_snapshot import freeze_snapshot, request_snapshot
from annotations.actions.work_job import Ending, LeaseLost, report_progress
from annotations.domain.actor import SYSTEM
from annotations.domain.blind import BlindSet
from annotations.domain.evaluation import Evaluation
from annotations.domain.job import Job
from annotations.domain.model_version import ModelVersion
from annotations.domain.project import Project
from annotations.domain.split import draw_splits
from annotations.domain.training import FrameChoice
from annotations.queries.learnable import iterate_learnable
from annotations.store import evaluations, jobs, model_versions, projects, snapshots
from annotations.store.client import Session, transaction
from annotations.store.tables import TRAININGS
from inference.actions.carry_out import as_reason, carry_out
from inference.actions.compare_versions import Comparison, compare
from inference.actions.hear_versions import hear_versions, load_speaker
from inference.actions.held_out import HeldOut, choose_held_out, digest_of
from inference.actions.make_blind_sets import make_sets
from inference.store import blind
from inference.store.splits import add_splits, read_splits

MOST_ROUNDS = 3
"""How often two versions are measured anew because somebody promoted another one meanwhile."""


class ChampionChanged(Exception):
    """Another version than the one compared with predicts by now."""


def evaluate_version(job: Job, *, threads: int) -> Ending | None:
    """Do the evaluation of a job; reports, verdict, promotion and job commit together.

    Args:
        job: Its subject names the evaluation.
        threads: Threads of the sessions in this process.
    """
    row = evaluations.set_started(job.subject.evaluation_id or "")
    candidate = model_versions.find_model_version(row.candidate_id) if row else None
    if row is None or candidate is None:
        return Ending("failed", "The evaluation is over, or its model version is gone.")
    frames: list[HeldOut] | None = None
    snapshot_id: str | None = None
    for _ in range(MOST_ROUNDS):
        project = projects.find_project(row.project_id)
        if project is None:
            return Ending("failed", "The project is gone.")
        if project.champion_id == candidate.id:
            return Ending("cancelled", "The candidate was promoted before it was measured.")
        if frames is None:
            snapshot_id = row.snapshot_id or _choose_snapshot(project, job)
            frames = _hold_out(project, snapshot_id, _choice_of(row, project))
        champion = model_versions.find_model_version(project.champion_id) if project.champion_id else None
        comparison, sets, count = _measure(job, row, project, candidate, champion, frames, threads=threads)
        try:
            changes: dict[str, object] = {
                "snapshot_id": snapshot_id,
                "holdout_digest": digest_of(frames),
                "frame_count": count,
            }
            _conclude(job, row, candidate, champion, comparison, sets, changes)
        except ChampionChanged:
            continue
        return None
    return Ending("failed", "Other versions were promoted while this one was measured. Evaluate it again.")


def _choice_of(row: Evaluation, project: Project) -> FrameChoice:
    training = TRAININGS.find(row.training_id) if row.training_id else None
    return training.policy.frames if training is not None else project.training.frames


def _choose_snapshot(project: Project, job: Job) -> str:
    """Return the newest snapshot that a training learned from; without one freeze the project as it is."""
    newest = snapshots.find_newest(project.id, trigger="training")
    if newest is not None:
        return newest.id
    made = request_snapshot(project=project, name=None, actor=SYSTEM, trigger="training")
    freeze_snapshot(made.id, progress=lambda done, total: report_progress(job, done, total))
    return made.id


def _hold_out(project: Project, snapshot_id: str, choice: FrameChoice) -> list[HeldOut]:
    """Choose the frames; vouched files that have no part yet get theirs as a training would give it."""
    parts = read_splits(project.id)
    vouched = iterate_learnable(snapshots.list_packed_frames(snapshot_id), choice)
    new = {frame.asset_id for frame in vouched} - parts.keys()
    if new:
        drawn = draw_splits(
            new,
            known=len(parts),
            held_out=sum(part == "holdout" for part in parts.values()),
            holdout_share=project.training.holdout_share,
        )
        parts = add_splits(project.id, drawn)
    held_out = {asset_id for asset_id, part in parts.items() if part == "holdout"}
    return choose_held_out(snapshots.list_packed_frames(snapshot_id), choice, held_out=held_out)


def _measure(
    job: Job,
    row: Evaluation,
    project: Project,
    candidate: ModelVersion,
    champion: ModelVersion | None,
    frames: list[HeldOut],
    *,
    threads: int,
) -> tuple[Comparison, list[BlindSet], int]:
    own = load_speaker(candidate, project, threads=threads)
    other = load_speaker(champion, project, threads=threads) if champion is not None else None
    speakers = [own, *([other] if other is not None else [])]
    heard = hear_versions(speakers, frames, progress=lambda done, total: report_progress(job, done, total))
    labels = [label.name for label in project.labels]
    found = compare(row.policy, own, other, heard, labels)
    return found, make_sets(row, found.differences, heard, speakers), len(heard.frames)


def _conclude(
    job: Job,
    row: Evaluation,
    candidate: ModelVersion,
    champion: ModelVersion | None,
    comparison: Comparison,
    sets: list[BlindSet],
    changes: dict[str, object],
) -> None:
    """Keep what was measured and carry the verdict out.

    Raises:
        ChampionChanged: another version predicts by now; nothing was kept.
        LeaseLost: the job or the evaluation was ended meanwhile; nothing was kept.
    """
    compared_with = champion.id if champion is not None else None
    verdict = comparison.judgement.verdict
    promotes = verdict == "promote" and row.policy.promote == "auto"

    def work(session: Session) -> None:
        if not jobs.set_outcome(job.id, job.fence, "finished", session=session):
            raise LeaseLost(job.id)
        project = projects.find_project(row.project_id, session=session)
        if project is None or project.champion_id != compared_with:
            raise ChampionChanged
        measured = {
            **changes,
            "champion_id": compared_with,
            "candidate": comparison.candidate.model_dump(),
            "champion": comparison.champion.model_dump() if comparison.champion is not None else None,
            "better_share": comparison.better_share,
            "verdict": verdict,
            "reasons": comparison.judgement.reasons,
            "notes": comparison.notes,
            "needs_person": comparison.needs_person,
            "differences": [entry.model_dump() for entry in comparison.differences],
            "acted": promotes,
        }
        if evaluations.set_measured(row.id, measured, session=session) is None:
            raise LeaseLost(job.id)
        blind.add_sets(sets, session=session)
        carry_out(
            row,
            candidate,
            verdict,
            reason=as_reason(comparison.judgement.reasons),
            compared_with=compared_with,
            promotes=promotes,
            session=session,
        )

    transaction(work)
