"""Celery entry points of this app: each calls one action."""

from __future__ import annotations

from celery import shared_task

from annotations.actions.extract_frames import extract_frames
from annotations.actions.find_scenes import find_scenes
from annotations.actions.freeze_snapshot import freeze_job
from annotations.actions.import_tracks import import_tracks
from annotations.actions.ingest_asset import Look, ingest_asset
from annotations.actions.keep_moment import keep_moment
from annotations.actions.render_export import render_export
from annotations.actions.reset_password import mail_reset_link
from annotations.actions.run_schedules import run_schedules
from annotations.actions.share_worker import work_slice
from annotations.actions.sweep_jobs import sweep_jobs
from annotations.actions.sweep_propagations import sweep_propagations
from annotations.actions.sweep_uploads import sweep_uploads
from annotations.actions.weigh_panel import weigh_panel
from annotations.actions.work_job import work_job
from annotations.hints import count_waiting, send_hint
from annotations.media.room import SANDBOX

LOOKS: list[Look] = []
"""At most one: set by the app that has models."""
PATIENT_LOOKS: list[Look] = []
"""At most one, which loads the model and waits for it however slow it is."""


@shared_task(name="annotations.ingest")
def ingest(job_id: str) -> None:
    """Decode an uploaded file."""
    work_job(job_id=job_id, work=lambda job: ingest_asset(job, SANDBOX, look=LOOKS[0] if LOOKS else None))


@shared_task(name="annotations.extract")
def extract(job_id: str) -> None:
    """Keep and predict some more key frames of a video."""
    look = PATIENT_LOOKS[0] if PATIENT_LOOKS else None
    work_slice(job_id=job_id, work=lambda job, part: extract_frames(job, part, look=look), send=send_hint)


@shared_task(name="annotations.scenes")
def scenes(job_id: str) -> None:
    """Find some more scene cuts of a video."""
    work_slice(job_id=job_id, work=find_scenes, send=send_hint)


@shared_task(name="annotations.snapshot")
def snapshot(job_id: str) -> None:
    """Freeze a snapshot."""
    work_job(job_id=job_id, work=freeze_job)


@shared_task(name="annotations.export")
def export(job_id: str) -> None:
    """Make an export's file."""
    work_job(job_id=job_id, work=render_export)


@shared_task(name="annotations.import")
def import_file(job_id: str) -> None:
    """Take in the tracks of a file."""
    work_job(job_id=job_id, work=import_tracks)


@shared_task(name="annotations.weigh")
def weigh(job_id: str) -> None:
    """Work out how far the answers of a panel agree."""
    work_job(job_id=job_id, work=weigh_panel)


@shared_task(name="annotations.mail_reset")
def mail_reset(name_or_email: str, origin: str) -> None:
    """Mail a link to set a new password, if there is such a person."""
    mail_reset_link(name_or_email=name_or_email, origin=origin)


@shared_task(name="annotations.sweep")
def sweep() -> None:
    """Bring lost jobs back."""
    sweep_jobs(send=send_hint, waiting=count_waiting)


@shared_task(name="annotations.schedules")
def schedules() -> None:
    """Queue the exports that are due."""
    run_schedules()


@shared_task(name="annotations.moments")
def moments() -> None:
    """Keep how the portal runs now, for the operations dashboard."""
    keep_moment()


@shared_task(name="annotations.uploads")
def uploads() -> None:
    """Remove expired uploads and finish interrupted ones."""
    sweep_uploads()


@shared_task(name="annotations.propagations")
def propagations() -> None:
    """Remove propagations that are over for long."""
    sweep_propagations()
