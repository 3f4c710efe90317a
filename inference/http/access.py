"""Who may see, fetch and put aside a model version: the people of its project; everybody one for all."""

from __future__ import annotations

from annotations.access import RANKS, Account, access_project, limit_role
from annotations.domain.model_version import ModelVersion
from annotations.domain.project import Role
from annotations.errors import Forbidden, NotFound
from annotations.store import projects
from annotations.store.model_versions import find_model_version

NO_VERSION = "There is no such model version, or you are not in its project."


def access_version(account: Account, version_id: str, at_least: Role = "guest") -> ModelVersion:
    """Return a version that a person may use.

    A version for all belongs to whoever has the role in any project.

    Raises:
        NotFound: it does not exist, or the person is not in its project: the answer is the same.
        Forbidden: the person's role is too small for this.
    """
    version = find_model_version(version_id)
    if version is None:
        raise NotFound(NO_VERSION)
    if version.project_id is not None:
        try:
            access_project(account, version.project_id, at_least)
        except NotFound as fault:
            raise NotFound(NO_VERSION) from fault
    elif not account.is_admin and at_least != "guest":
        roles = projects.list_memberships(account.id).values()
        ranks = [RANKS[limit_role(account, role) or "guest"] for role in roles]
        if max(ranks, default=0) < RANKS[at_least]:
            message = f"This needs the role {at_least} in a project."
            raise Forbidden(message)
    return version
