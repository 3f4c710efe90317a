"""Celery entry points of this app: each calls one action."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from celery import shared_task
from celery.signals import worker_process_init
from django.conf import settings

from annotations import tasks as annotations_tasks
from annotations.actions.share_worker import work_slice
from annotations.actions.work_job import Ending, work_job
from annotations.domain.job import Job
from annotations.errors import PortalError
from annotations.hints import send_hint
from annotations.store.model_versions import find_default_model_version
from inference.actions.embed_frames import EMBED_SECONDS, embed_frames, start_embeddings
from inference.actions.evaluate_version import evaluate_version
from inference.actions.link_video import link_video
from inference.actions.mine_errors import MINE_SECONDS, mine_errors
from inference.actions.predict_frame import first_look, patient_look, predict_frame, warm_detector
from inference.actions.propagate_track import PROPAGATE_SECONDS, propagate_track
from inference.actions.repredict_project import repredict_project
from inference.actions.run_training_schedules import run_training_schedules
from inference.actions.scan_video import scan_video
from inference.actions.shadow_frame import shadow_frame
from inference.actions.train import train
from inference.actions.warm_promoted import watch_promotions

log = logging.getLogger(__name__)
annotations_tasks.LOOKS[:] = [first_look]
annotations_tasks.PATIENT_LOOKS[:] = [partial(patient_look, threads=settings.ORT_THREADS)]


@shared_task(name="inference.predict")
def predict(job_id: str) -> None:
    """Run a model version over a frame: to be seen, or in shadow for an evaluation."""

    def work(job: Job) -> Ending | None:
        is_shadow = job.subject.evaluation_id is not None
        return (shadow_frame if is_shadow else predict_frame)(job, threads=settings.ORT_THREADS)

    work_job(job_id=job_id, work=work)


@shared_task(name="inference.scan")
def scan(job_id: str) -> None:
    """Run a model version over some more frames of a video."""
    work_slice(
        job_id=job_id,
        work=lambda job, part: scan_video(job, part, threads=settings.ORT_THREADS),
        send=send_hint,
    )


@shared_task(name="inference.repredict")
def repredict(job_id: str) -> None:
    """Let a new champion predict some more of a project's undecided frames."""
    work_slice(
        job_id=job_id,
        work=lambda job, part: repredict_project(job, part, threads=settings.ORT_THREADS),
        send=send_hint,
    )


@shared_task(name="inference.propagate")
def propagate(job_id: str) -> None:
    """Follow an object some more frames of a video, beside whom others find a place free."""
    work_slice(
        job_id=job_id,
        work=propagate_track,
        send=send_hint,
        seconds=PROPAGATE_SECONDS,
        kinds=("propagate",),
        most=1,
    )


@shared_task(name="inference.link")
def link(job_id: str) -> None:
    """Link what a model version said of a video into proposed tracks."""
    work_slice(job_id=job_id, work=link_video, send=send_hint)


@shared_task(name="inference.train")
def train_model(job_id: str) -> None:
    """Train a candidate."""
    work_job(job_id=job_id, work=train)


@shared_task(name="inference.evaluate")
def evaluate(job_id: str) -> None:
    """Measure a candidate beside the champion."""
    work_job(job_id=job_id, work=lambda job: evaluate_version(job, threads=settings.ORT_THREADS))


@shared_task(name="inference.schedules")
def schedules() -> None:
    """Queue the trainings that are due."""
    run_training_schedules()


@shared_task(name="inference.embed")
def embed(job_id: str) -> None:
    """Give some more frames of a project their vectors; one process at a time does it."""
    work_slice(
        job_id=job_id,
        work=lambda job, part: embed_frames(job, part, threads=settings.ORT_THREADS),
        send=send_hint,
        seconds=EMBED_SECONDS,
        # What is alike can wait until a video shows its key frames and what the model sees on them.
        kinds=("embed", "extract"),
        most=1,
    )


@shared_task(name="inference.mine")
def mine(job_id: str) -> None:
    """Search some more annotations of a project for what may be wrong."""
    work_slice(
        job_id=job_id,
        work=lambda job, part: mine_errors(job, part, threads=settings.ORT_THREADS),
        send=send_hint,
        seconds=MINE_SECONDS,
        kinds=("mine",),
        most=1,
    )


@shared_task(name="inference.embeddings")
def embeddings() -> None:
    """Queue vectors for the frames that lack them."""
    start_embeddings(send=send_hint)


@worker_process_init.connect
def warm_up(**_: Any) -> None:
    """Load the default model before the first picture comes, after the fork and not before it."""
    try:
        version = find_default_model_version()
        if version is not None:
            warm_detector(version, threads=settings.ORT_THREADS)
    except PortalError as fault:
        log.warning("the default model was not warmed up: %s", fault.message)
    watch_promotions(threads=settings.ORT_THREADS)
