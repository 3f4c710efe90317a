"""Load the version that was promoted last before a picture waits for it."""

from __future__ import annotations

import logging
import threading

from annotations.errors import PortalError
from annotations.store import promotions
from annotations.store.model_versions import find_model_version
from inference.actions.predict_frame import warm_detector
from inference.errors import ModelFileInvalid

WATCH_SECONDS = 3.0
log = logging.getLogger(__name__)


def warm_promoted(seen: str | None, *, threads: int) -> str | None:
    """Load the version of the newest promotion unless that is the one seen last.

    Args:
        seen: The promotion that was looked at last.
        threads: Threads of the session in this process.

    Returns:
        The newest promotion.
    """
    newest = promotions.find_newest()
    if newest is None or newest.id == seen:
        return seen
    version = find_model_version(newest.to_id)
    try:
        if version is not None:
            warm_detector(version, threads=threads)
    except ModelFileInvalid as fault:
        # The jobs that need it will say so; trying again would not help.
        log.warning("the promoted model was not warmed up: %s", fault.message)
    return newest.id


def watch_promotions(*, threads: int) -> None:
    """Look for promotions from a thread of this worker process, as long as it lives.

    A broadcast would reach the worker's first process only, not those that it forked.
    """
    threading.Thread(target=_watch, args=(threads,), name="warm-promoted", daemon=True).start()


def _watch(threads: int) -> None:
    seen: str | None = None
    pause = threading.Event()
    while not pause.wait(WATCH_SECONDS):
        try:
            seen = warm_promoted(seen, threads=threads)
        except PortalError as fault:
            log.warning("the promoted model was not warmed up: %s", fault.message)
