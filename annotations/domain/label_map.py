"""What the labels of a model are called in a project, applied where predictions are read (ADR 13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from annotations.domain.model_version import ModelVersion
from annotations.domain.prediction import Prediction
from annotations.domain.project import Project

LabelMap = Mapping[str, str | None]
AS_THEY_ARE: LabelMap = {}


def map_of(project: Project, version: ModelVersion | None) -> LabelMap:
    """Return how a version's labels are to be read; one that was trained here says the project's own."""
    if version is None or version.training_id is not None:
        return AS_THEY_ARE
    return project.label_map


def map_labels(label_map: LabelMap, labels: Iterable[str]) -> list[str | None]:
    """Return what labels are called here; None for one that is left out."""
    return [label_map.get(label, label) for label in labels]


def relabel(label_map: LabelMap, said: Prediction) -> Prediction | None:
    """Return a prediction under the project's label; None when it is left out."""
    if said.label not in label_map:
        return said
    name = label_map[said.label]
    return None if name is None else said.model_copy(update={"label": name})
