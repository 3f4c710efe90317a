"""What follows from changes in this app's rows, in the relay's transaction: jobs, tallies, triggers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from annotations.actions.count_answers import count_answers
from annotations.actions.count_learning import count_learning
from annotations.actions.count_people import count_people
from annotations.actions.count_work import count_work
from annotations.actions.find_scenes import start_scenes
from annotations.actions.follow_corrections import follow_corrections
from annotations.actions.note_progress import note_progress
from annotations.actions.request_export import request_export
from annotations.actions.settle_job import settle_job
from annotations.actions.start_job import start_job
from annotations.domain.actor import SYSTEM
from annotations.domain.asset import Asset
from annotations.domain.correction import Correction
from annotations.domain.job import Job, JobHint, Subject
from annotations.domain.panel import Panel
from annotations.domain.project import Project
from annotations.domain.propagation import Propagation
from annotations.domain.review import Review
from annotations.domain.snapshot import Export, Snapshot
from annotations.domain.work import WorkItem
from annotations.queries.answered import read_answered
from annotations.relay.derive import Change
from annotations.store import assets, jobs, projects
from annotations.store.client import Session

MOST_PROJECTS_SEEN = 1_000
GOOD_STATES = frozenset({"running", "finished"})
"""States in which what a job is about follows by the job's own transaction."""
PROJECTS_SEEN: dict[str, Project] = {}


def react(changes: Sequence[Change], session: Session) -> list[JobHint]:
    """Queue what the changes call for and count them; everything commits with the relay's cursor."""
    hints: list[JobHint | None] = []
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    corrected: Counter[str] = Counter()
    for change in changes:
        row = change.row
        if isinstance(row, Project):
            # The stream tells of a project's change before it tells of any correction made after it.
            _see(row)
        elif isinstance(row, Asset):
            hints.append(_ingest(change, row, session))
            hints.append(_extract(change, row, session))
            tallies[row.project_id].update(_count_asset(change, row))
        elif isinstance(row, Job):
            hints.append(_follow_job(change, row, session))
        elif isinstance(row, Snapshot | Export):
            hints.append(_start_dataset_job(change, row, session))
        elif isinstance(row, Propagation):
            hints.append(_propagate(change, row, session))
        elif isinstance(row, Panel):
            hints.append(_weigh(row, session))
        elif isinstance(row, Correction) and change.inserted:
            corrected[row.asset_id] += 1
            tallies[row.project_id].update(corrections=1, since_export=1, since_training=1)
            tallies[row.project_id].update(annotations=_object_change(row))
    assets.add_to_assets(dict(corrected), session=session)
    made = [change.row for change in changes if change.inserted and isinstance(change.row, Correction)]
    follow_corrections(made, session=session)
    note_progress(made, session=session)
    answered = read_answered(made)
    count_answers(made, answered, session=session)
    count_learning(made, answered, session=session)
    count_people(made, answered, session=session)
    judged = [change.row for change in changes if change.inserted and isinstance(change.row, Review)]
    moved = [
        change.row
        for change in changes
        if isinstance(change.row, WorkItem) and (change.inserted or "stage" in change.fields)
    ]
    count_work(made, judged, moved, answered, session=session)
    for project_id, amounts in tallies.items():
        changed = {name: amount for name, amount in amounts.items() if amount}
        if changed:
            now = projects.add_to_tally(project_id, changed, session=session)
            _trigger(project_id, changed, now, session)
    return [hint for hint in hints if hint is not None]


def _see(project: Project) -> None:
    """Remember a project as the stream last told of it, within bounds."""
    if len(PROJECTS_SEEN) >= MOST_PROJECTS_SEEN:
        PROJECTS_SEEN.clear()
    PROJECTS_SEEN[project.id] = project


def _follow_job(change: Change, job: Job, session: Session) -> JobHint | None:
    """Settle what a job is about, and tell the workers of one that waits again."""
    # A scan after a lost history meets jobs that have ended badly since: theirs is told here alone.
    is_found_ended = change.inserted and job.status not in {"queued", *GOOD_STATES}
    if not is_found_ended and (change.inserted or "status" not in change.fields):
        return None
    if job.kind == "extract" and job.status == "finished":
        return start_scenes(job.project_id, job.subject.asset_id or "", session=session)
    if job.status in GOOD_STATES:
        return None
    now = jobs.find_job(job.id, session=session)
    if now is None or (now.status, now.fence) != (job.status, job.fence):
        return None  # the job has moved on since, and what it is about with it
    settle_job(job, session=session)
    return JobHint(kind=job.kind, queue=job.queue, job_id=job.id) if job.status == "queued" else None


def _start_dataset_job(change: Change, row: Snapshot | Export, session: Session) -> JobHint | None:
    if not change.inserted or row.status != "queued":
        return None
    if isinstance(row, Export):
        subject = Subject(export_id=row.id, snapshot_id=row.snapshot_id)
        dedupe = f"export:{row.id}"
        return start_job("export", row.project_id, "export", subject, dedupe=dedupe, session=session)
    if row.trigger != "person":
        return None  # its export's own job freezes it
    subject = Subject(snapshot_id=row.id)
    dedupe = f"snapshot:{row.id}"
    return start_job("snapshot", row.project_id, "export", subject, dedupe=dedupe, session=session)


def _ingest(change: Change, asset: Asset, session: Session) -> JobHint | None:
    if not change.inserted or asset.status != "uploaded":
        return None
    queue = "video" if asset.kind == "video" else asset.queue
    subject = Subject(asset_id=asset.id)
    return start_job("ingest", asset.project_id, queue, subject, dedupe=f"ingest:{asset.id}", session=session)


def _extract(change: Change, asset: Asset, session: Session) -> JobHint | None:
    """Let the key frames of a video that can be opened follow."""
    if asset.video is None or asset.status != "ready" or not (change.inserted or "status" in change.fields):
        return None
    subject, dedupe = Subject(asset_id=asset.id), f"extract:{asset.id}"
    return start_job("extract", asset.project_id, "video", subject, dedupe=dedupe, session=session)


def _propagate(change: Change, row: Propagation, session: Session) -> JobHint | None:
    """Let a worker follow the object of each run: the first one, and each that a correction began anew."""
    if row.status != "queued" or not (change.inserted or "run" in change.fields):
        return None
    subject = Subject(asset_id=row.asset_id, propagation_id=row.id)
    return start_job("propagate", row.project_id, "interactive", subject, dedupe=row.dedupe, session=session)


def _weigh(row: Panel, session: Session) -> JobHint | None:
    """Count a panel's answers once another one is in."""
    votes = len(row.submitted())
    if votes == row.counted:
        return None
    subject, dedupe = Subject(asset_id=row.asset_id, frame_id=row.id), f"weigh:{row.id}:{votes}"
    return start_job("weigh", row.project_id, "bulk", subject, dedupe=dedupe, session=session)


def _count_asset(change: Change, asset: Asset) -> dict[str, int]:
    counted: dict[str, int] = {}
    if change.inserted:
        counted["assets"] = 1
    if (change.inserted or "status" in change.fields) and asset.status in {"ready", "failed"}:
        counted[asset.status] = 1
    if not change.inserted and "status" in change.fields and asset.status == "uploaded":
        counted["failed"] = -1  # it is retried, so it is pending again
    return counted


def _object_change(correction: Correction) -> int:
    before = correction.before is not None and not correction.before.removed
    after = correction.after is not None and not correction.after.removed
    return int(after) - int(before)


def see_project(project_id: str, *, session: Session) -> Project | None:
    """Return a project as the stream last told of it: its policies as they stand for what comes now."""
    project = PROJECTS_SEEN.get(project_id) or projects.find_project(project_id, session=session)
    if project is not None:
        _see(project)
    return project


def _trigger(project_id: str, changed: dict[str, int], now: dict[str, int], session: Session) -> None:
    project = see_project(project_id, session=session) if "corrections" in changed else None
    if project is None:
        return
    export = project.triggers.export
    if export.every_corrections and now.get("since_export", 0) >= export.every_corrections:
        projects.set_tally(project_id, {"since_export": 0}, session=session)
        for export_format in export.formats:
            request_export(
                project_id=project_id,
                snapshot_id=None,
                export_format=export_format,
                actor=SYSTEM,
                trigger="corrections",
                session=session,
            )
