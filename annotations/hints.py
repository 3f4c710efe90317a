"""Job hints on the Celery wire: a task name, a queue and an id. The rows hold the truth."""

from __future__ import annotations

import logging
from functools import cache
from typing import cast

from celery import current_app
from django.conf import settings
from kombu.exceptions import KombuError, OperationalError
from redis import Redis
from redis.exceptions import RedisError

from annotations.domain.job import JobHint, JobKind, Queue

LETTER_SECONDS = 600
"""A letter that waited longer for a worker is not sent: its reader has asked again."""
log = logging.getLogger(__name__)

TASKS: dict[JobKind, str] = {
    "ingest": "annotations.ingest",
    "snapshot": "annotations.snapshot",
    "export": "annotations.export",
    "predict": "inference.predict",
    "train": "inference.train",
    "extract": "annotations.extract",
    "scan": "inference.scan",
    "scenes": "annotations.scenes",
    "link": "inference.link",
    "propagate": "inference.propagate",
    "import": "annotations.import",
    "evaluate": "inference.evaluate",
    "repredict": "inference.repredict",
    "embed": "inference.embed",
    "mine": "inference.mine",
    "weigh": "annotations.weigh",
}


def send_hint(hint: JobHint) -> None:
    """Put a hint on its queue; without a broker the sweep repeats it later."""
    try:
        current_app.send_task(
            TASKS[hint.kind], args=[hint.job_id], queue=hint.queue, ignore_result=True, retry=False
        )
    except (OperationalError, KombuError, RedisError, OSError) as fault:
        log.warning("hint for %s was not sent: %s", hint.job_id, fault)


def ask_for_reset_letter(name_or_email: str, origin: str) -> None:
    """Let a worker mail a link for a new password: how long that takes must not tell who has an account."""
    try:
        current_app.send_task(
            "annotations.mail_reset",
            args=[name_or_email, origin],
            queue=settings.CELERY_TASK_DEFAULT_QUEUE,
            expires=LETTER_SECONDS,
            ignore_result=True,
            retry=False,
        )
    except (OperationalError, KombuError, RedisError, OSError) as fault:
        log.warning("a letter for a new password was not asked for: %s", fault)


def count_waiting(queue: Queue) -> int:
    """Return how many hints a queue of the broker holds."""
    length = _broker().llen(f"{settings.HINT_PREFIX}{queue}")
    return int(cast(int, length))


@cache
def _broker() -> Redis:
    return Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=2, socket_connect_timeout=2)
