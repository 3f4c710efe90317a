"""Make a personal token."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.domain.access_token import MOST_TOKENS, AccessToken, Scope
from annotations.errors import StateConflict
from annotations.store import tokens


def make_token(
    *, user_id: str, name: str, scopes: Sequence[Scope] | None, days: int | None
) -> tuple[str, AccessToken]:
    """Make a token for a person; return the secret, which cannot be read again, and its entry.

    Args:
        user_id: whose it is.
        name: what its person calls it; may be empty.
        scopes: what it may do at most; None for everything the person may do.
        days: after how many days it expires; None for never.

    Raises:
        StateConflict: the person has too many.
    """
    if tokens.count_tokens(user_id, most=MOST_TOKENS) >= MOST_TOKENS:
        message = f"There are {MOST_TOKENS} tokens already. Revoke one at the portal's page /account first."
        raise StateConflict(message)
    return tokens.add_token(user_id, name=name, scopes=scopes, days=days)
