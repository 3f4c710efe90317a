"""A worker process that predicts frames of a video and then hangs in one of its parts, until it is killed."""

import sys
import threading
import time

import django

django.setup()

from annotations.actions.share_worker import Slice, work_slice  # noqa: E402  # models need the apps to be ready
from inference.actions.scan_video import scan_video  # noqa: E402

READINGS = 8


def clock() -> float:
    """Tell the time some times, then hang: a part that was begun is never kept."""
    readings.append(time.monotonic())
    if len(readings) > READINGS:
        threading.Event().wait()
    return readings[-1]


readings: list[float] = []
work_slice(
    job_id=sys.argv[1],
    work=lambda job, part: scan_video(job, Slice(600, clock), threads=1),
    send=lambda hint: None,
)
