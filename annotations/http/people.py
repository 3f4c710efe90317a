"""Who can be named and given work in a project."""

from __future__ import annotations

from annotations.access import RANKS
from annotations.accounts import names_of
from annotations.domain.project import Role
from annotations.store import projects


def people_named(project_id: str) -> dict[str, str]:
    """Return sign-in name -> id of everybody in a project."""
    names = names_of([member.user_id for member in projects.list_members(project_id)])
    return {name: identity for identity, name in names.items()}


def people_who_may(project_id: str, at_least: Role) -> dict[str, str]:
    """Return id -> sign-in name of those who have a role or a greater one."""
    able = [
        member.user_id
        for member in projects.list_members(project_id)
        if RANKS[member.role] >= RANKS[at_least]
    ]
    return names_of(able)
