"""What follows for models from changes: a ready frame is predicted by its project's champion."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.actions.start_job import start_job
from annotations.domain.asset import Asset
from annotations.domain.job import JobHint, Subject
from annotations.relay.derive import Change
from annotations.store import assets, projects
from annotations.store.client import Session


def react(changes: Sequence[Change], session: Session) -> list[JobHint]:
    """Queue a prediction for every image that has just become ready and was not predicted on the way."""
    hints: list[JobHint] = []
    champions: dict[str, str | None] = {}
    for change in changes:
        row = change.row
        if not isinstance(row, Asset) or row.status != "ready" or row.frame_id is None:
            continue
        if not (change.inserted or "status" in change.fields) or row.predicted == "done":
            continue
        if row.project_id not in champions:
            project = projects.find_project(row.project_id, session=session)
            champions[row.project_id] = project.champion_id if project else None
        champion = champions[row.project_id]
        if champion is None:
            assets.set_predicted(row.id, "none", session=session)
            continue
        hint = start_job(
            "predict",
            row.project_id,
            row.queue,
            Subject(asset_id=row.id, frame_id=row.frame_id, model_version_id=champion),
            dedupe=f"predict:{row.frame_id}:{champion}",
            session=session,
        )
        if hint is not None:
            hints.append(hint)
    return hints
