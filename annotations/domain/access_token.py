"""Personal tokens: what a program may do in a person's name, and until when."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from annotations.domain.project import Role
from annotations.domain.record import Record

Scope = Literal["read", "label", "review", "manage"]
SCOPE_ROLES: dict[Scope, Role] = {
    "read": "guest",
    "label": "annotator",
    "review": "reviewer",
    "manage": "manager",
}
"""The greatest role that a token of a scope can use; each includes the ones before it."""
MOST_TOKENS = 100
MOST_DAYS = 3_660
DAYS_REMEMBERED = 30
"""How long a token that ended can still be told why it does not open anything."""


class AccessToken(Record):
    """A token as its person sees it; `scopes` None means everything that the person may do."""

    id: str
    user_id: str
    name: str
    scopes: tuple[Scope, ...] | None
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        """Return whether it opens nothing any more."""
        return self.revoked_at is not None or (self.expires_at is not None and self.expires_at <= now)


class TokenView(Record):
    """A token in its person's list; the secret itself was shown once."""

    id: str
    name: str
    scopes: tuple[Scope, ...] | None
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


def view_token(token: AccessToken) -> TokenView:
    """Show a token."""
    return TokenView.model_construct(**{name: getattr(token, name) for name in TokenView.model_fields})
