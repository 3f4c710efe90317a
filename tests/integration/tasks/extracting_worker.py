"""A worker process that extracts a video's key frames and then hangs in a look, until it is killed."""

import sys
import threading

import django

django.setup()

from annotations.actions.extract_frames import extract_frames  # noqa: E402  # models need the apps to be ready
from annotations.actions.record_predictions import Answer  # noqa: E402
from annotations.actions.share_worker import work_slice  # noqa: E402
from annotations.domain.asset import Frame  # noqa: E402
from annotations.tasks import PATIENT_LOOKS  # noqa: E402
from inference import tasks as _tasks  # noqa: E402, F401  # sets the look

LOOKED_AT = 10


def look(frame: Frame) -> Answer | None:
    """Look at some frames, then hang in the middle of a part."""
    seen.append(frame.index)
    if len(seen) > LOOKED_AT:
        threading.Event().wait()
    return PATIENT_LOOKS[0](frame)


seen: list[int] = []
work_slice(
    job_id=sys.argv[1], work=lambda job, part: extract_frames(job, part, look=look), send=lambda hint: None
)
