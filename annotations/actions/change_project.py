"""Change a project's name, labels, threshold, triggers or how videos are predicted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from annotations.actions.create_project import LabelRequest, label_set
from annotations.domain.project import Project, Triggers, VideoPolicy
from annotations.domain.record import utc_now
from annotations.domain.schedule import find_zone, next_run
from annotations.errors import InputInvalid, NotFound
from annotations.store import projects
from annotations.store.tables import ANNOTATIONS


def change_project(
    *,
    project: Project,
    name: str | None = None,
    labels: Sequence[LabelRequest] | None = None,
    threshold: float | None = None,
    triggers: Triggers | None = None,
    video: VideoPolicy | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Project:
    """Change what is given and return the project after.

    Raises:
        InputInvalid: a label that live objects carry would disappear.
        ScheduleInvalid: the cron expression or the time zone cannot be read.
    """
    changes: dict[str, object] = {}
    if name is not None:
        changes["name"] = name
    if threshold is not None:
        changes["threshold"] = threshold
    if video is not None:
        changes["video"] = video
    if labels is not None:
        changes["labels"] = _kept_labels(project, labels)
    if triggers is not None:
        export = triggers.export
        find_zone(export.timezone)
        due = next_run(export.cron, export.timezone, after=clock()) if export.cron else None
        kept = {"next_run": due, "last_run": project.triggers.export.last_run}
        changes["triggers"] = triggers.model_copy(update={"export": export.model_copy(update=kept)})
    changed = projects.replace_project(project.model_copy(update=changes))
    if changed is None:
        message = "The project is gone."
        raise NotFound(message)
    return changed


def _kept_labels(project: Project, labels: Sequence[LabelRequest]) -> list[object]:
    made = label_set(labels, project.labels)
    if not made:
        message = "A project needs at least one label."
        raise InputInvalid(message, {"labels": "empty"})
    gone = project.label_names() - {label.name for label in made}
    for name in sorted(gone):
        used = ANNOTATIONS.count({"project_id": project.id, "label": name, "removed": False})
        if used:
            message = f"The label “{name}” is on {used} objects. Relabel them first; no work is thrown away."
            raise InputInvalid(message, {"labels": f"“{name}” is in use"})
    return list(made)
