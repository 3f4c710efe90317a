"""Change a project's name, labels, threshold, triggers or policies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from annotations.actions.create_project import LabelRequest, label_set
from annotations.domain.evaluation import GatePolicy
from annotations.domain.project import Project, Triggers, VideoPolicy
from annotations.domain.quality import QualityPolicy
from annotations.domain.queue import QueuePolicy
from annotations.domain.record import utc_now
from annotations.domain.rules import RulesPolicy
from annotations.domain.schedule import find_zone, next_run
from annotations.domain.training import TrainingPolicy
from annotations.domain.work import ReviewPolicy
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
    training: TrainingPolicy | None = None,
    gate: GatePolicy | None = None,
    queue: QueuePolicy | None = None,
    review: ReviewPolicy | None = None,
    quality: QualityPolicy | None = None,
    rules: RulesPolicy | None = None,
    label_map: Mapping[str, str | None] | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Project:
    """Change what is given and return the project after.

    Raises:
        InputInvalid: a label that objects carry would disappear, or a policy names one that is not there.
        ScheduleInvalid: the cron expression or the time zone cannot be read.
    """
    changes: dict[str, object] = {}
    if name is not None:
        changes["name"] = name
    if threshold is not None:
        changes["threshold"] = threshold
    policies: dict[str, object] = {
        "video": video,
        "training": training,
        "gate": gate,
        "queue": queue,
        "review": review,
        "quality": quality,
        "rules": rules,
    }
    changes |= {field: policy for field, policy in policies.items() if policy is not None}
    if labels is not None:
        changes["labels"] = _kept_labels(project, labels)
    if label_map is not None:
        changes["label_map"] = dict(label_map)
    if triggers is not None:
        changes["triggers"] = _due(triggers, project.triggers, clock())
    wanted = project.model_copy(update=changes)
    _check_names(wanted)
    changed = projects.replace_project(wanted)
    if changed is None:
        message = "The project is gone."
        raise NotFound(message)
    return changed


def _due(triggers: Triggers, before: Triggers, now: datetime) -> Triggers:
    """Set when the schedules of a policy come round next."""
    timed = {}
    for name in ("export", "training"):
        trigger = getattr(triggers, name)
        due = next_run(trigger.cron, trigger.timezone, after=now, trigger=name) if trigger.cron else None
        if due is None:
            find_zone(trigger.timezone, trigger=name)
        kept = {"next_run": due, "last_run": getattr(before, name).last_run}
        timed[name] = trigger.model_copy(update=kept)
    return triggers.model_copy(update=timed)


def _check_names(project: Project) -> None:
    """Refuse policies that name labels the project does not have."""
    names = project.label_names()
    if unknown := [name for name in project.gate.protected if name not in names]:
        message = f"The gate protects “{unknown[0]}”, which is no label of this project."
        raise InputInvalid(message, {"gate.protected": f"“{unknown[0]}” is unknown"})
    if unknown := [name for name in project.quality.panels.labels if name not in names]:
        message = f"“{unknown[0]}” is no label of this project."
        raise InputInvalid(message, {"quality.panels.labels": f"“{unknown[0]}” is unknown"})
    if unknown := [rule.label for rule in project.rules.labels if rule.label not in names]:
        message = f"“{unknown[0]}” is no label of this project."
        raise InputInvalid(message, {"rules.labels": f"“{unknown[0]}” is unknown"})
    if unknown := sorted({name for name in project.label_map.values() if name and name not in names}):
        message = f"“{unknown[0]}” is no label of this project."
        raise InputInvalid(message, {"label_map": f"“{unknown[0]}” is unknown"})


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
