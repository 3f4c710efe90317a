"""Whether the people behind open sockets may still be there."""

from __future__ import annotations

import logging

from django.db import DatabaseError

from annotations.access import role_in
from annotations.accounts import account_of, find_user
from annotations.errors import StoreUnavailable
from annotations.store.projects import list_members
from annotations.store.sessions import live_sessions

log = logging.getLogger(__name__)


def lost_access(project_id: str, pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the (person, session key) pairs that are no longer signed in or no longer in the project."""
    try:
        roles = {member.user_id for member in list_members(project_id)}
        keys = live_sessions({key for _user, key in pairs if key})
        people = {user for user, _key in pairs}
        allowed = {user for user in people if user in roles and find_user(user) is not None}
        allowed |= {user for user in people - allowed if _is_admin(project_id, user)}
    except (StoreUnavailable, DatabaseError):  # ours, and what Django calls the same for accounts
        log.warning("membership not re-checked: the database is away")
        return set()
    return {(user, key) for user, key in pairs if user not in allowed or (key and key not in keys)}


def _is_admin(project_id: str, user_id: str) -> bool:
    user = find_user(user_id)
    return user is not None and role_in(account_of(user), project_id) is not None
