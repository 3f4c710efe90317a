"""Sign-in by session for browsers and by token for programs."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from ninja import Router
from ninja.utils import check_csrf

from annotations.access import Account
from annotations.accounts import account_of, check_password, forget, session_account
from annotations.domain.audit import ActSubject
from annotations.errors import Forbidden, NotSignedIn
from annotations.http.auth import DOOR
from annotations.http.bodies import Credentials, ErrorAnswer, Me, MeAnswer, TokenAnswer
from annotations.http.render import answer, answer_error
from annotations.noted import note
from annotations.store import tokens

router = Router(tags=["session"])


@router.get("/me", auth=None, response={200: MeAnswer, 401: ErrorAnswer})
def me(request: HttpRequest) -> HttpResponse:
    """Tell who is signed in; sets the CSRF cookie either way."""
    token = get_token(request)
    account = session_account(request)
    if account is None:
        return answer_error(NotSignedIn.code, "Nobody is signed in.", 401)
    return _me(account, token)


@router.post("/session", auth=None, response={200: MeAnswer, 401: ErrorAnswer})
def sign_in(request: HttpRequest, body: Credentials) -> HttpResponse:
    """Sign in with a name and a password; the session's key changes."""
    if check_csrf(request) is not None:
        message = "The CSRF token is missing or old. Call GET /api/me first and send X-CSRFToken."
        raise Forbidden(message)
    user = check_password(request, body.username, body.password)
    login(request, user)
    return _me(account_of(user), get_token(request))


@router.delete("/session", auth=DOOR, response={204: None})
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    forget(request.COOKIES.get("sessionid", ""))
    logout(request)
    return HttpResponse(status=204)


@router.post("/tokens", auth=None, response={200: TokenAnswer, 401: ErrorAnswer})
def make_token(request: HttpRequest, body: Credentials) -> HttpResponse:
    """Get an API token. It is shown once and kept as a hash."""
    user = check_password(request, body.username, body.password)
    account = account_of(user)
    note(actor=account.as_actor(), subject=ActSubject(kind="account", id=account.id, name=account.name))
    return answer(TokenAnswer(token=tokens.add_token(str(user.pk))))


def _me(account: Account, token: str) -> HttpResponse:
    return answer(
        MeAnswer(user=Me(id=account.id, name=account.name, is_admin=account.is_admin), csrf_token=token)
    )
