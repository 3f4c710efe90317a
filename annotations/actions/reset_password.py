"""Mail a link to set a new password, and set it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.utils.http import urlsafe_base64_decode

from annotations.accounts import RESET_MINUTES, end_sessions, find_reachable, reset_link, take_password
from annotations.errors import InputInvalid
from annotations.mail import reset_letter, send_letters
from annotations.store import tokens

NOT_VALID = "This link is not valid: it was used, or it is older than an hour. Ask for a new one."


def mail_reset_link(*, name_or_email: str, origin: str) -> int:
    """Mail a link to everybody with this sign-in name or address who has an address; return to how many."""
    letters = [
        reset_letter(
            to=user.email, name=user.get_username(), link=reset_link(user, origin), minutes=RESET_MINUTES
        )
        for user in find_reachable(name_or_email)
    ]
    return send_letters(letters).count("sent") if letters else 0


def reset_password(*, uid: str, token: str, password: str) -> None:
    """Set a new password by a link; all the person's sessions and API tokens end.

    Raises:
        InputInvalid: the link is not valid any more, or the password is too weak.
    """
    user = _find(uid)
    if user is None or not default_token_generator.check_token(user, token):
        raise InputInvalid(NOT_VALID, {"token": "not valid"})
    take_password(user, password)
    user.save(update_fields=["password"])
    end_sessions(str(user.pk))
    tokens.revoke_tokens(str(user.pk))


def _find(uid: str) -> Any | None:
    try:
        identity = urlsafe_base64_decode(uid).decode()
        return User.objects.filter(pk=identity, is_active=True).first()
    except (ValueError, OverflowError, ValidationError):
        return None
