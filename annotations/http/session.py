"""Sign-in by session for browsers and by token for programs."""

from __future__ import annotations

from typing import Annotated

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from ninja import Router
from ninja.utils import check_csrf
from pydantic import Field

from annotations.access import Account, check_session
from annotations.accounts import account_of, forget, session_account
from annotations.actions.make_token import make_token as make_token_of
from annotations.domain.audit import ActSubject
from annotations.errors import Forbidden, NotSignedIn
from annotations.http.account import TokenOptions
from annotations.http.auth import DOOR, who
from annotations.http.bodies import Credentials, ErrorAnswer, Me, MeAnswer, TokenAnswer
from annotations.http.render import answer, answer_error
from annotations.lockout import check_credentials
from annotations.noted import note
from annotations.revocation import announce_revocation
from annotations.store import sign_ins

router = Router(tags=["session"])


class SignInBody(Credentials):
    """A name and a password, and a code of the person's device or a recovery code."""

    code: Annotated[str, Field(max_length=20)] | None = None


class TokenRequest(TokenOptions, SignInBody):
    """A name and a password for a token, and what it may do."""


@router.get("/me", auth=None, response={200: MeAnswer, 401: ErrorAnswer})
def me(request: HttpRequest) -> HttpResponse:
    """Tell who is signed in; sets the CSRF cookie either way."""
    token = get_token(request)
    account = session_account(request)
    if account is None:
        return answer_error(NotSignedIn.code, "Nobody is signed in.", 401)
    return _me(account, token)


@router.post("/session", auth=None, response={200: MeAnswer, 401: ErrorAnswer})
def sign_in(request: HttpRequest, body: SignInBody) -> HttpResponse:
    """Sign in with a name and a password, and a code where the person has set that up (401 `code_needed`)."""
    if check_csrf(request) is not None:
        message = "The CSRF token is missing or old. Call GET /api/me first and send X-CSRFToken."
        raise Forbidden(message)
    user = check_credentials(request, body.username, body.password, body.code)
    login(request, user)
    return _me(account_of(user), get_token(request))


@router.delete("/session", auth=DOOR, response={204: None})
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out; the session's sockets close."""
    account = who(request)
    check_session(account)
    key = str(request.session.session_key)
    logout(request)
    sign_ins.mark_ended([key])
    forget(key)
    announce_revocation(account.id)
    return HttpResponse(status=204)


@router.post("/tokens", auth=None, response={200: TokenAnswer, 401: ErrorAnswer})
def make_token(request: HttpRequest, body: TokenRequest) -> HttpResponse:
    """Get an API token. It is shown once and kept as a hash."""
    user = check_credentials(request, body.username, body.password, body.code)
    account = account_of(user)
    note(actor=account.as_actor(), subject=ActSubject(kind="account", id=account.id, name=account.name))
    secret, _entry = make_token_of(
        user_id=str(user.pk), name=body.name, scopes=body.scopes, days=body.expires_in_days
    )
    return answer(TokenAnswer(token=secret))


def _me(account: Account, token: str) -> HttpResponse:
    return answer(
        MeAnswer(user=Me(id=account.id, name=account.name, is_admin=account.is_admin), csrf_token=token)
    )
