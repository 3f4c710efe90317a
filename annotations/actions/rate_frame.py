"""Renew what a waiting frame is worth looking at when a model has spoken of it."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.domain.asset import Frame
from annotations.domain.frame_scores import Waiting, first_waiting, renewed
from annotations.domain.prediction import PackedPredictions, standing
from annotations.remembered import Remembered
from annotations.store import assets, model_versions, predictions, projects
from annotations.store.client import Session

SHOWN_FROM: Remembered[float] = Remembered(seconds=600.0)
"""From which score the predictions of a version are shown; a version never changes."""


def rate_frame(
    frame: Frame,
    before: Sequence[PackedPredictions],
    said: PackedPredictions,
    *,
    session: Session | None = None,
) -> Waiting | None:
    """Return how a frame waits after a version has spoken of it; None if it is handed out to nobody.

    Another version than the one rated so far counts only once it is the project's champion.

    Args:
        frame: As it was before.
        before: What was said of it earlier, oldest first.
        said: What is said now.
        session: The transaction.
    """
    if frame.touched or frame.parked or not frame.is_handed_out:
        return None
    waiting = frame.waiting or _first(frame, session)
    if waiting is None:
        return None
    version_id = said.model_version_id
    if waiting.version_id not in {None, version_id} and not _is_champion(frame, version_id, session):
        return _against(waiting, before, said)
    rows = [*before, said]
    other = next(
        (row.model_version_id for row in reversed(before) if row.model_version_id != version_id), None
    )
    return renewed(
        waiting,
        version_id=version_id,
        said=standing([row for row in rows if row.model_version_id == version_id]),
        others=standing([row for row in rows if row.model_version_id == other]) if other else None,
        show=_shown_from(version_id),
    )


def rate_again(frame: Frame, *, session: Session) -> Waiting | None:
    """Return how a frame waits that is nobody's any more, by what stands of it."""
    fresh = frame.model_copy(update={"touched": False, "waiting": None})
    rows = predictions.find_packed(frame.prediction_ids, session=session)
    if fresh.parked or not fresh.is_handed_out:
        return None
    return rate_frame(fresh, rows[:-1], rows[-1], session=session) if rows else _first(fresh, session)


def _against(waiting: Waiting, before: Sequence[PackedPredictions], said: PackedPredictions) -> Waiting:
    """Compare the rated version's words with those of another that spoke after it."""
    rated = waiting.version_id or ""
    compared = renewed(
        waiting,
        version_id=rated,
        said=standing([row for row in before if row.model_version_id == rated]),
        others=standing([row for row in [*before, said] if row.model_version_id == said.model_version_id]),
        show=_shown_from(rated),
    )
    return waiting.model_copy(update={"disagreement": compared.disagreement})


def _first(frame: Frame, session: Session | None) -> Waiting | None:
    asset = assets.find_asset(frame.asset_id, session=session)
    return first_waiting(frame.id, position=asset.position, index=frame.index) if asset else None


def _is_champion(frame: Frame, version_id: str, session: Session | None) -> bool:
    project = projects.find_project(frame.project_id, session=session)
    return project is not None and project.champion_id == version_id


def _shown_from(version_id: str) -> float:
    known = SHOWN_FROM.recall(version_id)
    if known is not None:
        return known
    version = model_versions.find_model_version(version_id)
    return SHOWN_FROM.keep(version_id, version.thresholds.show) if version else 0.5
