"""A worker process that comes to a stage of an evaluation and hangs there, until it is killed."""

import sys
import threading
from collections.abc import Callable
from typing import Any

import django

django.setup()

from annotations.actions.work_job import work_job  # noqa: E402  # models need the apps to be ready
from inference.actions import carry_out, evaluate_version, hear_versions  # noqa: E402


def hang(*_given: Any, **_named: Any) -> None:
    """Say where we are, and stay there."""
    sys.stdout.write("here\n")
    sys.stdout.flush()
    threading.Event().wait()


def after(act: Callable[..., Any]) -> Callable[..., Any]:
    """Act once, and hang before the second time."""
    turns: list[int] = []

    def once(*given: Any, **named: Any) -> Any:
        if turns:
            hang()
        turns.append(1)
        return act(*given, **named)

    return once


match sys.argv[2]:
    case "reading":
        vars(hear_versions)["detect_frame"] = after(vars(hear_versions)["detect_frame"])
    case "keeping":
        vars(carry_out)["promote_in"] = hang

work_job(job_id=sys.argv[1], work=lambda job: evaluate_version.evaluate_version(job, threads=1))
