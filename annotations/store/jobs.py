"""Job rows: lease, fence and attempts, on the server's clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from annotations.domain.job import (
    LEASE_SECONDS,
    MAX_ATTEMPTS,
    QUEUES,
    Job,
    JobKind,
    JobStatus,
    Progress,
    Queue,
    Subject,
)
from annotations.domain.record import utc_now
from annotations.store.client import Duplicate, Session, database, faults_are_ours
from annotations.store.listing import ByAge, by_age
from annotations.store.tables import JOBS

_LEASE_END = {"$add": ["$$NOW", LEASE_SECONDS * 1000]}
JOB_LISTS = [
    IndexModel(
        [("project_id", ASCENDING), *((field, ASCENDING) for field in fixed), ("_id", DESCENDING)], name=name
    )
    for name, fixed in (
        ("kind_by_age", ("kind",)),
        ("status_by_age", ("status",)),
        ("kind_and_status_by_age", ("kind", "status")),
    )
]


def add_job(job: Job, *, session: Session | None = None) -> bool:
    """Insert a job unless one with the same `dedupe` is there; tell whether it was inserted."""
    with faults_are_ours():
        found = database()["jobs"].find_one({"dedupe": job.dedupe}, {"_id": 1}, session=session)
    if found is not None:
        return False
    try:
        JOBS.insert(job, session=session)
    except Duplicate:
        if session is not None:
            raise
        return False
    return True


def find_job(job_id: str, *, session: Session | None = None) -> Job | None:
    """Return a job."""
    return JOBS.find(job_id, session=session)


def find_job_by_dedupe(dedupe: str, *, session: Session | None = None) -> Job | None:
    """Return the one job of this `dedupe`."""
    return JOBS.find_where({"dedupe": dedupe}, session=session)


def list_finished(kind: JobKind, asset_id: str, *, session: Session | None = None) -> list[Job]:
    """Return the jobs of a kind about an asset that ended well, oldest first."""
    return JOBS.page({"kind": kind, "status": "finished", "subject.asset_id": asset_id}, session=session)


def find_unfinished(kind: JobKind, subject: Subject, *, session: Session | None = None) -> Job | None:
    """Return a job about exactly this that waits or runs."""
    about = {f"subject.{name}": value for name, value in subject.model_dump().items()}
    unfinished = {"kind": kind, "status": {"$in": ["queued", "running"]}}
    return JOBS.find_where({**unfinished, **about}, session=session)


def is_under_way(kind: JobKind, project_id: str, *, rest_seconds: float) -> bool:
    """Tell whether a job of a kind waits or runs in a project, or ended badly so short a time ago."""
    since = utc_now() - timedelta(seconds=rest_seconds)
    bad = {"status": {"$in": ["failed", "quarantined", "cancelled"]}, "finished_at": {"$gt": since}}
    found = JOBS.find_where(
        {
            "project_id": project_id,
            "kind": kind,
            "$or": [{"status": {"$in": ["queued", "running"]}}, bad],
        }
    )
    return found is not None


def find_under_way(kind: JobKind, project_id: str) -> Job | None:
    """Return a job of a kind that waits or runs in a project."""
    return JOBS.find_where({"project_id": project_id, "kind": kind, "status": {"$in": ["queued", "running"]}})


def is_held(job_id: str, fence: int, *, session: Session) -> bool:
    """Tell within a transaction whether a running job is still ours."""
    query = {"_id": job_id, "fence": fence, "status": "running"}
    return JOBS.find_where(query, session=session) is not None


def list_jobs(
    project_id: str,
    *,
    kind: str | None = None,
    status: str | None = None,
    after: str | None = None,
    sort: ByAge = "newest",
    limit: int,
) -> list[Job]:
    """Return a project's jobs by age, from the one after; of one kind or status perhaps."""
    bound, order = by_age(sort, after)
    query: dict[str, Any] = {"project_id": project_id, **bound}
    if kind:
        query["kind"] = kind
    if status:
        query["status"] = status
    return JOBS.page(query, sort=order, limit=limit)


def claim_job(job_id: str) -> Job | None:
    """Take a queued job, or a running one whose lease ran out, and count the attempt before anything else."""
    free = {"$or": [{"status": "queued"}, {"status": "running", "$expr": {"$lt": ["$lease_until", "$$NOW"]}}]}
    return JOBS.change(
        {"_id": job_id, "attempts": {"$lt": MAX_ATTEMPTS}, **free},
        [
            {
                "$set": {
                    "status": "running",
                    "attempts": {"$add": ["$attempts", 1]},
                    "fence": {"$add": ["$fence", 1]},
                    "lease_until": _LEASE_END,
                    "started_at": "$$NOW",
                    "finished_at": None,
                    "reason": None,
                }
            }
        ],
    )


def set_lease(job_id: str, fence: int) -> bool:
    """Renew a lease; False when the job is no longer ours."""
    renewed = JOBS.change(
        {"_id": job_id, "fence": fence, "status": "running"}, [{"$set": {"lease_until": _LEASE_END}}]
    )
    return renewed is not None


def set_step(
    job_id: str, fence: int, progress: Progress, *, place: str | None = None, session: Session
) -> bool:
    """Note a part of a running job that its transaction keeps; False when it is no longer ours.

    What was tried in vain before the part counts no more: a job that moves on does not crash for ever.
    """
    kept: dict[str, Any] = {} if place is None else {"place": {"$literal": place}}
    step = {"progress": progress.model_dump(), "lease_until": _LEASE_END, "attempts": 1, **kept}
    moved = JOBS.change(
        {"_id": job_id, "fence": fence, "status": "running"},
        [{"$set": step}],
        session=session,
    )
    return moved is not None


def set_paused(job_id: str, fence: int) -> bool:
    """Let a running job give its place to others; its progress stays and no attempt is counted."""
    back = JOBS.change(
        {"_id": job_id, "fence": fence, "status": "running"},
        {
            "$set": {"status": "queued", "reason": None, "lease_until": None, "hinted_at": utc_now()},
            "$inc": {"attempts": -1},
        },
    )
    return back is not None


def count_running(kinds: Sequence[JobKind]) -> int:
    """Count the jobs of these kinds that a living worker has in hand."""
    alive = {"status": "running", "$expr": {"$gte": ["$lease_until", "$$NOW"]}}
    return JOBS.count({"kind": {"$in": list(kinds)}, **alive})


def next_queued(kinds: Sequence[JobKind], *, but: str) -> Job | None:
    """Return the job of these kinds that has waited longest since it was last spoken of, but not `but`."""
    query = {"kind": {"$in": list(kinds)}, "status": "queued", "_id": {"$ne": but}}
    found = JOBS.page(query, sort=[("hinted_at", 1)], limit=1)
    return found[0] if found else None


def set_progress(job_id: str, fence: int, progress: Progress) -> bool:
    """Note how far a job is and renew its lease; False when it is no longer ours."""
    moved = JOBS.change(
        {"_id": job_id, "fence": fence, "status": "running"},
        [{"$set": {"progress": progress.model_dump(), "lease_until": _LEASE_END}}],
    )
    return moved is not None


def set_outcome(
    job_id: str, fence: int, status: JobStatus, *, reason: str | None = None, session: Session | None = None
) -> bool:
    """End a running job; False when the fence no longer fits, and then nothing may be kept of the work."""
    ended = JOBS.change(
        {"_id": job_id, "fence": fence, "status": "running"},
        {"$set": {"status": status, "reason": reason, "lease_until": None, "finished_at": utc_now()}},
        session=session,
    )
    return ended is not None


def set_queued_again(job_id: str, fence: int, *, reason: str) -> bool:
    """Give a running job back to its queue after a passing fault."""
    back = JOBS.change(
        {"_id": job_id, "fence": fence, "status": "running"},
        {"$set": {"status": "queued", "reason": reason, "lease_until": None, "hinted_at": utc_now()}},
    )
    return back is not None


def set_retried(job_id: str, *, session: Session | None = None) -> Job | None:
    """Queue an ended job again with a fresh count of attempts; None when its state does not allow it."""
    return JOBS.change(
        {"_id": job_id, "status": {"$in": ["failed", "cancelled", "quarantined", "blocked"]}},
        {
            "$set": {
                "status": "queued",
                "attempts": 0,
                "reason": None,
                "finished_at": None,
                "progress": None,
                "place": None,
                "hinted_at": utc_now(),
            }
        },
        session=session,
    )


def set_cancelled(job_id: str, *, session: Session | None = None) -> Job | None:
    """Cancel a queued or running job; the fence moves on, so a running worker cannot commit."""
    return JOBS.change(
        {"_id": job_id, "status": {"$in": ["queued", "running"]}},
        {
            "$set": {"status": "cancelled", "finished_at": utc_now(), "lease_until": None},
            "$inc": {"fence": 1},
        },
        session=session,
    )


def list_expired() -> list[Job]:
    """Return the running jobs whose lease ran out: their worker died or hangs."""
    return JOBS.page({"status": "running", "$expr": {"$lt": ["$lease_until", "$$NOW"]}}, limit=1000)


def set_expired(job: Job, *, status: JobStatus, reason: str) -> bool:
    """Take a job away from a dead worker."""
    ended = {"finished_at": utc_now()} if status == "quarantined" else {"hinted_at": utc_now()}
    taken = JOBS.change(
        {"_id": job.id, "fence": job.fence, "status": "running", "$expr": {"$lt": ["$lease_until", "$$NOW"]}},
        {"$set": {"status": status, "reason": reason, "lease_until": None, **ended}, "$inc": {"fence": 1}},
    )
    return taken is not None


def count_queued(queue: Queue) -> int:
    """Count the queued jobs of a queue."""
    return JOBS.count({"status": "queued", "queue": queue})


def count_in(queue: str, status: JobStatus, *, limit: int) -> int:
    """Count the jobs of a queue in a state, up to a limit."""
    query = {"status": status, "queue": queue}
    with faults_are_ours():
        return JOBS.collection.count_documents(query, limit=limit, hint="sweep")


def count_ended(status: JobStatus, *, since: str, limit: int) -> int:
    """Count the jobs made from an id on that ended in a state, up to a limit."""
    query = {"status": status, "queue": {"$in": list(QUEUES)}, "_id": {"$gt": since}}
    with faults_are_ours():
        return JOBS.collection.count_documents(query, limit=limit, hint="sweep")


def oldest_in(queue: str) -> float:
    """Return the age of the oldest queued job of a queue in seconds; 0 when none waits."""
    oldest = JOBS.page({"status": "queued", "queue": queue}, sort=[("_id", 1)], limit=1, hint="sweep")
    return (utc_now() - oldest[0].created_at).total_seconds() if oldest else 0.0


def list_forgotten(queue: Queue, *, seconds: float, limit: int) -> list[Job]:
    """Return queued jobs whose last hint is older than `seconds`, oldest first."""
    before = utc_now() - timedelta(seconds=seconds)
    query = {"status": "queued", "queue": queue, "hinted_at": {"$lt": before}}
    return JOBS.page(query, sort=[("_id", 1)], limit=limit)


def set_hinted(job_ids: list[str]) -> None:
    """Note that the workers were told again."""
    with faults_are_ours():
        database()["jobs"].update_many({"_id": {"$in": job_ids}}, {"$set": {"hinted_at": utc_now()}})


def oldest_queued_seconds() -> float:
    """Return the age of the oldest queued job in seconds; 0 when none waits."""
    oldest = JOBS.page({"status": "queued"}, sort=[("_id", 1)], limit=1)
    return (utc_now() - oldest[0].created_at).total_seconds() if oldest else 0.0
