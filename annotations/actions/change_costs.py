"""Say what an hour of labelling costs in a project."""

from __future__ import annotations

from annotations.domain.costs import Costs
from annotations.domain.project import Project
from annotations.errors import NotFound
from annotations.store import projects


def change_costs(*, project: Project, costs: Costs) -> Costs:
    """Keep the hourly rate and its currency.

    Raises:
        NotFound: the project is gone.
    """
    changed = projects.set_costs(project.id, costs)
    if changed is None:
        message = "The project is gone."
        raise NotFound(message)
    return changed.costs
