"""One model version among the others: where it comes from, what was made of it, where it predicts."""

from __future__ import annotations

from dataclasses import dataclass

from annotations.access import Account, role_in
from annotations.domain.model_version import ModelVersion
from annotations.domain.project import Project
from annotations.store.model_versions import find_model_version
from annotations.store.projects import list_served_by
from inference.store import model_versions

MOST_PARENTS = 100
MOST_LISTED = 200


@dataclass(frozen=True)
class Lineage:
    """A version's forebears, nearest first, what was made of it, its comparisons, and who it predicts for."""

    parents: list[ModelVersion]
    children: list[ModelVersion]
    evaluation_ids: list[str]
    champion_in: list[Project]


def read_lineage(account: Account, version: ModelVersion) -> Lineage:
    """Read what a person may know of a version's kin: nothing of projects they are not in."""

    def may_see(project_id: str | None) -> bool:
        return project_id in {None, version.project_id} or role_in(account, project_id or "") is not None

    parents: list[ModelVersion] = []
    seen = {version.id}
    above = version.parent_id
    while above is not None and above not in seen and len(parents) < MOST_PARENTS:
        parent = find_model_version(above)
        if parent is None or not may_see(parent.project_id):
            break
        parents.append(parent)
        seen.add(parent.id)
        above = parent.parent_id
    children = model_versions.list_children(version.id, limit=MOST_LISTED)
    served = list_served_by(version.id, limit=MOST_LISTED)
    return Lineage(
        parents=parents,
        children=[child for child in children if may_see(child.project_id)],
        evaluation_ids=model_versions.list_evaluation_ids(version.id, limit=MOST_LISTED),
        champion_in=[project for project in served if may_see(project.id)],
    )
