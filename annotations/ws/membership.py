"""Whether the people behind open sockets may still be there."""

from __future__ import annotations

import logging

from django.db import DatabaseError

from annotations.access import RANKS, limit_role
from annotations.accounts import account_of, find_users
from annotations.errors import StoreUnavailable
from annotations.store.projects import list_members
from annotations.store.sessions import live_sessions
from annotations.store.tokens import live_tokens
from annotations.ws.protocol import LEAST_TO_LISTEN
from annotations.ws.sign_in import Pass, find_pass

log = logging.getLogger(__name__)


def lost_access(project_id: str, passes: set[Pass]) -> set[Pass]:
    """Return the passes that no longer open a project.

    The session ended, the token expired or was revoked, the password changed, the account was switched off,
    or the role is gone or too small.
    """
    try:
        roles = {member.user_id: member.role for member in list_members(project_id)}
        users = find_users({held.account.id for held in passes})
        keys = live_sessions({held.session_key for held in passes if held.session_key})
        tokens = live_tokens({held.token_hash for held in passes if held.token_hash})
        lost = set()
        for held in passes:
            user, token = users.get(held.account.id), tokens.get(held.token_hash)
            if user is None or not (token or held.session_key in keys):
                lost.add(held)
                continue
            role = limit_role(account_of(user, token), roles.get(held.account.id))
            if role is None or RANKS[role] < RANKS[LEAST_TO_LISTEN]:
                lost.add(held)
            elif token is None and user.get_session_auth_hash() != held.password_mark:
                # The password changed; Django knows which sessions go on all the same.
                lost |= set() if find_pass(held.session_key) else {held}
    except (StoreUnavailable, DatabaseError):  # ours, and what Django calls the same for accounts
        log.warning("membership not re-checked: the database is away")
        return set()
    return lost
