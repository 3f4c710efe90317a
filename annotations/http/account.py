"""What a person sees and changes of their own account: password, sessions, tokens. For browsers only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field, StringConstraints

from annotations.access import Account, check_session
from annotations.accounts import end_sessions, live_sign_ins, revoke_token
from annotations.actions.make_token import make_token
from annotations.domain.access_token import MOST_DAYS, Scope, TokenView, view_token
from annotations.domain.record import Record
from annotations.domain.sign_in import SignInView, view_sign_in
from annotations.errors import NotFound
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer, Page
from annotations.http.render import answer
from annotations.passwords import change_password
from annotations.store import tokens
from annotations.two_factor import is_on, recovery_left

router = Router(tags=["account"])
Secret = Annotated[str, Field(min_length=1, max_length=4096)]
TokenName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100, pattern=r"^[^\x00]*$")]
Scopes = Annotated[tuple[Scope, ...], Field(min_length=1, max_length=4)]


class AccountAnswer(Record):
    """One's own account; without a password one signs in elsewhere."""

    id: str
    name: str
    email: str
    joined_at: datetime
    has_password: bool
    two_factor: bool
    recovery_codes_left: int


class PasswordBody(Record):
    """The password that counts and the one that shall."""

    old: Secret
    new: Secret


class EndedAnswer(Record):
    """How many sessions were ended."""

    ended: int


class SessionsAnswer(Record):
    """Where one is signed in, newest first, and the cursor of the next page."""

    sessions: list[SignInView]
    next: str | None


class TokenOptions(Record):
    """What a token may do and for how long; without scopes all that its person may, without days for ever."""

    name: TokenName = ""
    scopes: Scopes | None = None
    expires_in_days: Annotated[int, Field(ge=1, le=MOST_DAYS)] | None = None


class TokenMade(Record):
    """A fresh token: the secret is shown this once."""

    token: str
    entry: TokenView


class TokensAnswer(Record):
    """One's tokens, newest first, and the cursor of the next page."""

    tokens: list[TokenView]
    next: str | None


def own_account(request: HttpRequest) -> Account:
    """Return the account of the browser that asks.

    Raises:
        Forbidden: a program asks.
    """
    account = who(request)
    check_session(account)
    return account


def own_user(request: HttpRequest) -> User:
    """Return the user of the browser that asks; as `own_account`."""
    own_account(request)
    return cast("User", request.user)


@router.get("/me/account", response=AccountAnswer)
def get(request: HttpRequest) -> HttpResponse:
    """Return one's own account."""
    user = own_user(request)
    return answer(
        AccountAnswer(
            id=str(user.pk),
            name=user.get_username(),
            email=user.email,
            joined_at=user.date_joined,
            has_password=user.has_usable_password(),
            two_factor=is_on(str(user.pk)),
            recovery_codes_left=recovery_left(str(user.pk)),
        )
    )


@router.post("/me/password", response={200: EndedAnswer, 400: ErrorAnswer, 429: ErrorAnswer})
def set_password(request: HttpRequest, body: PasswordBody) -> HttpResponse:
    """Change one's password; every other session ends, tokens stay."""
    user = own_user(request)
    return answer(EndedAnswer(ended=change_password(request, user, old=body.old, new=body.new)))


@router.get("/me/sessions", response=SessionsAnswer)
def list_sessions(request: HttpRequest, page: Query[Page]) -> HttpResponse:
    """List where one is signed in."""
    account = own_account(request)
    found = live_sign_ins(account.id, after=page.after, limit=page.limit)
    own_key = str(request.session.session_key)
    return answer(
        SessionsAnswer(
            sessions=[view_sign_in(sign_in, own_key=own_key) for sign_in in found],
            next=_following(found, page.limit),
        )
    )


@router.delete("/me/sessions", response=EndedAnswer)
def end_others(request: HttpRequest) -> HttpResponse:
    """End all sessions but this one; their sockets close."""
    account = own_account(request)
    return answer(EndedAnswer(ended=end_sessions(account.id, but_key=str(request.session.session_key))))


@router.delete("/me/sessions/{session_id}", response={200: EndedAnswer, 404: ErrorAnswer})
def end_one(request: HttpRequest, session_id: str) -> HttpResponse:
    """End one session; its sockets close."""
    ended = end_sessions(own_account(request).id, sign_in_id=session_id)
    if not ended:
        message = "There is no such session, or it is not yours."
        raise NotFound(message)
    return answer(EndedAnswer(ended=ended))


@router.get("/me/tokens", response=TokensAnswer)
def list_tokens(request: HttpRequest, page: Query[Page]) -> HttpResponse:
    """List one's tokens without their secrets, newest first; revoked ones are left out."""
    found = tokens.page_tokens(own_account(request).id, after=page.after, limit=page.limit)
    return answer(
        TokensAnswer(tokens=[view_token(token) for token in found], next=_following(found, page.limit))
    )


@router.post("/me/tokens", response={201: TokenMade, 409: ErrorAnswer})
def add_token(request: HttpRequest, body: TokenOptions) -> HttpResponse:
    """Make a token. Its secret is in this answer and nowhere else."""
    secret, token = make_token(
        user_id=own_account(request).id, name=body.name, scopes=body.scopes, days=body.expires_in_days
    )
    return answer(TokenMade(token=secret, entry=view_token(token)), 201)


@router.delete("/me/tokens/{token_id}", response={204: None, 404: ErrorAnswer})
def remove_token(request: HttpRequest, token_id: str) -> HttpResponse:
    """Revoke a token; its sockets close."""
    if not revoke_token(own_account(request).id, token_id):
        message = "There is no such token, or it is not yours."
        raise NotFound(message)
    return HttpResponse(status=204)


def _following(found: list[Any], limit: int) -> str | None:
    return str(found[-1].id) if len(found) == limit else None
