"""Sign-in through a provider (OpenID Connect): whose account a verified identity is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError

from annotations.accounts import find_user
from annotations.errors import Forbidden
from annotations.store import provider_links

UNKNOWN = "unknown"
OFF = "off"
UNVERIFIED = "unverified"
MOST_NAMES = 50


def user_of(claims: Mapping[str, Any]) -> User:
    """Return the account of a person whose identity token was checked.

    The link by issuer and subject decides. Without one, an address that the provider has verified finds the
    account; only then, if `TANDEM_OIDC_SIGN_UP` allows it, one is made.

    Raises:
        Forbidden: there is no account, or it is switched off; `fields["account"]` says which.
    """
    issuer, subject = str(claims["iss"]), str(claims["sub"])
    linked = provider_links.find_linked(issuer, subject)
    if linked is not None:
        return _active(find_user(linked))
    email = str(claims.get("email") or "").strip()
    verified = bool(email) and claims.get("email_verified") is True
    known = list(User.objects.filter(email__iexact=email)[:2]) if verified else []
    if len(known) == 1:
        user = _active(known[0] if known[0].is_active else None)
    elif settings.OIDC_SIGN_UP and not known:
        user = _make(claims, email if verified else "")
    else:
        message = (
            "Nobody here has this identity. Ask an administrator for an account with your e-mail address."
        )
        raise Forbidden(message, {"account": UNKNOWN if verified else UNVERIFIED})
    provider_links.add_link(issuer, subject, str(user.pk))
    return user


def _active(user: User | None) -> User:
    if user is None:
        message = "This account is switched off. Ask an administrator."
        raise Forbidden(message, {"account": OFF})
    return user


def _make(claims: Mapping[str, Any], email: str) -> User:
    said = str(claims.get("email") or "").partition("@")[0]
    wanted = str(claims.get("preferred_username") or said or claims.get("name") or "person")
    name = re.sub(r"[^\w.+-]", "-", wanted)[:100] or "person"
    for number in range(1, MOST_NAMES):
        free = name if number == 1 else f"{name}-{number}"
        if User.objects.filter(username__iexact=free).exists():
            continue
        try:
            return User.objects.create_user(free, email=email)
        except IntegrityError:  # somebody took the name meanwhile
            continue
    message = "There is no free sign-in name like yours. Ask an administrator for an account."
    raise Forbidden(message, {"account": UNKNOWN})
