"""The way to a sign-in provider and back, for browsers: code flow with PKCE, state and nonce."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET
from joserfc.errors import JoseError
from ninja import Router
from requests import RequestException

from annotations.domain.record import Record
from annotations.errors import Forbidden
from annotations.http.render import answer
from annotations.provider import user_of

log = logging.getLogger(__name__)
router = Router(tags=["session"])
CALLBACK = "/sign-in/oidc/callback"
BACKEND = "django.contrib.auth.backends.ModelBackend"
NEXT = "after_sign_in"
SECONDS = 10


class SignInWays(Record):
    """How one can sign in beside name and password: the provider's name, or none."""

    provider: str | None


@router.get("/sign-in", auth=None, response=SignInWays)
def ways(request: HttpRequest) -> HttpResponse:
    """Tell how one can sign in."""
    return answer(SignInWays(provider=settings.OIDC_NAME if settings.OIDC_ISSUER else None))


@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """Send a browser to the provider."""
    if not settings.OIDC_ISSUER:
        return _refused("provider_none")
    request.session[NEXT] = _own_path(request, request.GET.get("next", ""))
    try:
        went: HttpResponse = _provider().authorize_redirect(request, request.build_absolute_uri(CALLBACK))
    except (AuthlibBaseError, RequestException, RuntimeError, ValueError) as fault:
        log.warning("the sign-in provider cannot be asked: %s", fault)
        return _refused("provider_away")
    return went


@require_GET
def arrive(request: HttpRequest) -> HttpResponse:
    """Take a browser back from the provider: check the identity token, and sign its person in."""
    if not settings.OIDC_ISSUER:
        return _refused("provider_none")
    expected = {
        "iss": {"essential": True, "values": [settings.OIDC_ISSUER, settings.OIDC_ISSUER + "/"]},
        "aud": {"essential": True, "values": [settings.OIDC_CLIENT_ID]},
    }
    try:
        token = _provider().authorize_access_token(request, claims_options=expected)
        claims = token.get("userinfo")
        if not claims or not claims.get("sub"):
            return _refused("provider_refused")
        user = user_of(claims)
    except Forbidden as fault:
        return _refused("account_" + fault.fields.get("account", "unknown"))
    except RequestException as fault:
        log.warning("the sign-in provider cannot be asked: %s", fault)
        return _refused("provider_away")
    except (AuthlibBaseError, JoseError, RuntimeError, ValueError) as fault:
        log.warning("a sign-in through the provider was refused: %s", fault)
        return _refused("provider_refused")
    wanted = str(request.session.pop(NEXT, "/"))
    login(request, user, backend=BACKEND)
    return HttpResponseRedirect(wanted)


provider_urls = [path("sign-in/oidc", leave), path(CALLBACK.removeprefix("/"), arrive)]


def _refused(problem: str) -> HttpResponse:
    return HttpResponseRedirect(f"/login?problem={problem}")


def _own_path(request: HttpRequest, wanted: str) -> str:
    fits = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return wanted if fits else "/"


def _provider() -> Any:
    return _client(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)


@lru_cache(maxsize=4)
def _client(issuer: str, client_id: str, client_secret: str) -> Any:
    return OAuth().register(
        "provider",
        client_id=client_id,
        client_secret=client_secret,
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": SECONDS,
        },
    )
