"""Each call that changes something, or takes it away, goes into the audit trail: begun before it is done."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja.security.base import AuthBase

from annotations.access import Account
from annotations.accounts import account_of
from annotations.actions.keep_act import begin_act, end_act, forget_act, keep_act
from annotations.domain.actor import Actor
from annotations.domain.audit import NOBODY, Act, ActRequest, ActSubject, short_text
from annotations.errors import StoreUnavailable
from annotations.http.auth import DOOR, SAFE
from annotations.noted import NOTED, Noted
from portal.act_names import UNSIGNED, name_call

log = logging.getLogger(__name__)
API, ADMIN = "/api/", "/admin/"
MOST_BODY = 64 * 1024
_SECRET = re.compile(r"password|token|secret|code|credential|key$", re.IGNORECASE)
_PRIVATE = ("/api/me/", "/api/password")
"""Of calls about one's own account nothing is kept that was sent with them."""
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
_ADMIN_VERBS = {"add": "added", "change": "changed", "delete": "deleted", "changelist": "acted_on"}


class Witness(AuthBase):
    """The door, with a witness: what the person is about to do is written down before it is done."""

    openapi_type = DOOR.openapi_type
    openapi_scheme = DOOR.openapi_scheme

    def __call__(self, request: HttpRequest) -> Any:
        """Return the account that the door lets in.

        Raises:
            NotSignedIn: neither a valid token nor a session.
            Forbidden: a session without its CSRF token.
        """
        account = DOOR(request)
        if isinstance(account, Account):
            _begin(request, account.as_actor())
        return account


class ActsKept:
    """Ends what was begun: a refused call leaves nothing, a fault of ours leaves an act of unknown end."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer one request."""
        before = NOTED.set(None)
        try:
            response = self._get_response(request)
            self._end(request, response)
            return response
        finally:
            NOTED.reset(before)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Write down what is done in the admin, and what people do before they are known."""
        if request.path.startswith(ADMIN):
            user: Any = request.user
            if user.is_active and user.is_staff:
                _begin(request, account_of(user).as_actor())
        elif (str(request.method), _template(request)) in UNSIGNED:
            _begin(request, NOBODY)

    def _end(self, request: HttpRequest, response: HttpResponseBase) -> None:
        begun: Act | None = getattr(request, "act", None)
        noted = NOTED.get() or Noted()
        try:
            if begun is None:
                self._catch_up(request, response)
            elif response.status_code >= 500:
                end_act(begun=begun, status="unknown", noted=noted)
            elif response.status_code >= 400 or _is_form_again(request, response, noted):
                forget_act(begun=begun)
            else:
                _describe(begun.act, begun.subject, noted, request, response)
                end_act(begun=begun, status="done", noted=noted)
        except StoreUnavailable as fault:
            log.warning("how %s ended could not be told, the sweep will say so: %s", request.path, fault)

    def _catch_up(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Keep an act that came in by no door we know, after it was done: better late than not at all."""
        name = _name(request) if request.method not in SAFE else None
        if name is None or response.status_code >= 400 or not request.path.startswith(API):
            return
        account = getattr(request, "auth", None)
        actor = account.as_actor() if isinstance(account, Account) else NOBODY
        noted, subject = NOTED.get() or Noted(), _subject(request, name)
        _describe(name, subject, noted, request, response)
        keep_act(
            act=name,
            subject=subject,
            summary=noted.summary or name,
            request=_origin(request),
            actor=actor,
            noted=noted,
        )


def _begin(request: HttpRequest, actor: Actor) -> None:
    name = _name(request)
    if name is not None and getattr(request, "act", None) is None:
        NOTED.set(Noted())
        begun = begin_act(actor=actor, act=name, subject=_subject(request, name), request=_origin(request))
        request.act = begun  # type: ignore[attr-defined]  # it travels with its request


def _name(request: HttpRequest) -> str | None:
    if request.path.startswith(API):
        return name_call(_method(request), _template(request))
    if request.method in SAFE or request.resolver_match is None:
        return None
    url_name = request.resolver_match.url_name or ""
    if url_name in {"login", "logout", "jsi18n", "autocomplete", ""}:
        return None  # signing in and out tells of itself
    noun, _, verb = url_name.rpartition("_")
    return f"admin_{noun.rpartition('_')[2] or 'site'}.{_ADMIN_VERBS.get(verb, verb)}"


def _method(request: HttpRequest) -> str:
    """Return what a call means to do: clients of tus may say so in a header."""
    method = str(request.method)
    overridable = method == "POST" and request.path.startswith("/api/uploads/")
    return str(request.headers.get("X-HTTP-Method-Override", method)).upper() if overridable else method


def _template(request: HttpRequest) -> str:
    return "" if request.resolver_match is None else _as_template(request.resolver_match.route)


@cache
def _as_template(route: str) -> str:
    return "/" + _PARAMETER.sub(r"{\1}", route)


def _subject(request: HttpRequest, name: str) -> ActSubject:
    given = request.resolver_match.kwargs if request.resolver_match else {}
    named = [(key.removesuffix("_id"), str(value)) for key, value in given.items() if key.endswith("_id")]
    kind, identity = named[-1] if named else (name.partition(".")[0], "")
    return ActSubject(kind=kind, id=identity[:200])


def _origin(request: HttpRequest) -> ActRequest:
    address = str(request.META.get("REMOTE_ADDR", ""))
    return ActRequest(method=request.method, path=request.path[:500], address=address or None)


def _describe(
    act: str, subject: ActSubject, noted: Noted, request: HttpRequest, response: HttpResponseBase
) -> None:
    """Fill in what nobody noted: what was asked, what it made, and a few words."""
    noted.asked = noted.asked or _asked(request)
    made = _made(response)
    noun, _, verb = (noted.act or act).partition(".")
    if noted.subject is None and made.get("id"):
        called = str(made.get("name") or "")[:200] or None
        noted.subject = ActSubject(kind=noun, id=made["id"], name=called)
    if noted.project_id is None and noun == "project" and made.get("id"):
        noted.project_id = made["id"]
    name = (noted.subject or subject).name
    words = [verb.replace("_", " "), noun.replace("_", " "), name or ""]
    noted.summary = short_text(noted.summary or " ".join(word for word in words if word))


def _made(response: HttpResponseBase) -> dict[str, Any]:
    """Return what a call says it made."""
    if response.status_code != 201 or not isinstance(response, HttpResponse):
        return {}
    if len(response.content) > MOST_BODY or not response["Content-Type"].startswith("application/json"):
        return {}
    made = orjson.loads(response.content)
    return made if isinstance(made, dict) and isinstance(made.get("id"), str) else {}


def _asked(request: HttpRequest) -> str | None:
    """Return what a call was asked with, without secrets: its JSON body, or the names of its files."""
    if request.path.startswith(ADMIN):
        chosen = request.POST.getlist("_selected_action")
        asked: Any = {"action": request.POST.get("action"), "chosen": chosen} if chosen else None
    elif request.path.startswith(_PRIVATE):
        asked = None
    elif (request.content_type or "").startswith("multipart/"):
        asked = {name: [file.name for file in request.FILES.getlist(name)[:20]] for name in request.FILES}
    else:
        body = getattr(request, "_body", b"")
        try:
            asked = orjson.loads(body) if 0 < len(body) <= MOST_BODY else None
        except orjson.JSONDecodeError:
            asked = None
    return short_text(orjson.dumps(_without_secrets(asked)).decode()) if asked else None


def _without_secrets(asked: Any) -> Any:
    if isinstance(asked, dict):
        return {
            name: "…" if _SECRET.search(str(name)) else _without_secrets(value)
            for name, value in asked.items()
        }
    return [_without_secrets(value) for value in asked[:100]] if isinstance(asked, list) else asked


def _is_form_again(request: HttpRequest, response: HttpResponseBase, noted: Noted) -> bool:
    """Tell whether the admin shows a form once more, because it refused it or asks to confirm."""
    return request.path.startswith(ADMIN) and response.status_code == 200 and noted.summary is None
