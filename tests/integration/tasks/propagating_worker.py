"""A worker process that follows an object and then hangs in the middle of a step, until it is killed."""

import sys
import threading
from typing import Any

import django

django.setup()

from annotations.actions.share_worker import work_slice  # noqa: E402  # models need the apps to be ready
from inference.actions.propagate_track import propagate_track  # noqa: E402
from inference.tracking.follow import Follower  # noqa: E402

FOLLOWED = 30


class Hanging(Follower):
    """Follows some frames, then no more."""

    done = 0

    def step(self, *arguments: Any, **options: Any) -> Any:
        """Hang after a while."""
        Hanging.done += 1
        if Hanging.done > FOLLOWED:
            threading.Event().wait()
        return super().step(*arguments, **options)


work_slice(
    job_id=sys.argv[1],
    work=lambda job, part: propagate_track(job, part, follow=Hanging),
    send=lambda hint: None,
    seconds=60,
    kinds=("propagate",),
)
