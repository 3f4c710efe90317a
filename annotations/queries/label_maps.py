"""Reads predictions of several versions under a project's labels; each version is looked up once."""

from __future__ import annotations

from collections.abc import Iterable

from annotations.domain.label_map import AS_THEY_ARE, LabelMap, map_of, relabel
from annotations.domain.prediction import Prediction
from annotations.domain.project import Project
from annotations.store import model_versions


class LabelMaps:
    """How the labels of each version are read in a project. Without a map nothing is looked up."""

    def __init__(self, project: Project | None) -> None:
        self._project = project
        self._known: dict[str, LabelMap] = {}

    def of(self, version_id: str) -> LabelMap:
        """Return how a version's labels are read."""
        if self._project is None or not self._project.label_map:
            return AS_THEY_ARE
        if version_id not in self._known:
            version = model_versions.find_model_version(version_id)
            self._known[version_id] = map_of(self._project, version)
        return self._known[version_id]

    def apply(self, said: Iterable[Prediction]) -> list[Prediction]:
        """Return predictions under the project's labels, without those that are left out."""
        named = (relabel(self.of(entry.model_version_id), entry) for entry in said)
        return [entry for entry in named if entry is not None]
