"""Whether the people behind open sockets may still be there."""

from __future__ import annotations

import logging

from django.db import DatabaseError

from annotations.access import RANKS, Account, limit_role
from annotations.accounts import account_of, find_users
from annotations.errors import StoreUnavailable
from annotations.store.projects import list_members
from annotations.store.sessions import live_sessions
from annotations.store.tokens import live_tokens
from annotations.ws.protocol import LEAST_TO_LISTEN
from annotations.ws.sign_in import Pass, find_pass

log = logging.getLogger(__name__)


def lost_access(project_id: str, passes: set[Pass]) -> set[Pass]:
    """Return the passes that no longer open a project: they ended, or the role is gone or too small."""
    try:
        roles = {member.user_id: member.role for member in list_members(project_id)}
        accounts = present_accounts(passes)
    except (StoreUnavailable, DatabaseError):  # ours, and what Django calls the same for accounts
        log.warning("membership not re-checked: the database is away")
        return set()
    lost = passes - set(accounts)
    for held, account in accounts.items():
        role = limit_role(account, roles.get(account.id))
        if role is None or RANKS[role] < RANKS[LEAST_TO_LISTEN]:
            lost.add(held)
    return lost


def present_accounts(passes: set[Pass]) -> dict[Pass, Account]:
    """Return the passes that still hold, with the accounts as they are now.

    Others ended: by their session, their token's expiry or revocation, another password, or an account that
    was switched off.
    """
    users = find_users({held.account.id for held in passes})
    keys = live_sessions({held.session_key for held in passes if held.session_key})
    tokens = live_tokens({held.token_hash for held in passes if held.token_hash})
    present = {}
    for held in passes:
        user, token = users.get(held.account.id), tokens.get(held.token_hash)
        if user is None or not (token or held.session_key in keys):
            continue
        # When the password changed, Django knows which sessions go on all the same.
        changed = token is None and user.get_session_auth_hash() != held.password_mark
        if not changed or find_pass(held.session_key):
            present[held] = account_of(user, token)
    return present
