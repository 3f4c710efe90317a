"""Let an account sign in or not, and make somebody an administrator or not."""

from __future__ import annotations

from annotations.accounts import ACCOUNTS, end_sessions
from annotations.domain.actor import Actor
from annotations.errors import NotFound, StateConflict
from annotations.revocation import announce_revocation
from annotations.store import accounts
from annotations.store.accounts import AccountRow
from annotations.store.client import Session, transaction

LAST_ADMINISTRATOR = (
    "This is the last administrator who can sign in. Make somebody else an administrator first."
)


def change_account(
    *, user_id: str, actor: Actor, is_active: bool | None = None, is_admin: bool | None = None
) -> AccountRow:
    """Change what is given. Who may no longer sign in is signed out everywhere at once.

    Raises:
        NotFound: there is no such account.
        StateConflict: nobody could administrate any more, or somebody would lock themselves out.
    """
    if is_active is False and user_id == actor.id:
        message = "You cannot deactivate yourself. Ask another administrator."
        raise StateConflict(message, {"is_active": "your own account"})
    changes: dict[str, bool] = {}
    if is_active is not None:
        changes["is_active"] = is_active
    if is_admin is not None:
        changes |= {"is_superuser": is_admin, "is_staff": is_admin}

    def work(session: Session) -> AccountRow | None:
        accounts.hold_administrators(session=session)
        if (is_active is False or is_admin is False) and not accounts.count_other_administrators(
            user_id, session=session
        ):
            raise StateConflict(LAST_ADMINISTRATOR, {"is_admin": "the last administrator"})
        return accounts.set_account(user_id, changes, session=session)

    changed = transaction(work) if changes else accounts.find_account(user_id)
    if changed is None:
        message = "There is no such account."
        raise NotFound(message)
    if is_active is False:
        end_sessions(user_id)
    ACCOUNTS.forget_all()
    announce_revocation(user_id)
    return changed
