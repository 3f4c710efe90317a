"""A person's new password."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import User
from django.http import HttpRequest

from annotations.accounts import end_sessions, forget, take_password
from annotations.errors import InputInvalid
from annotations.lockout import check_pace, note_failure
from annotations.store import sign_ins


def change_password(request: HttpRequest, user: User, *, old: str, new: str) -> int:
    """Give a person another password; their other sessions end. Return how many did.

    The session that asks goes on under a new key: who had stolen the old one has nothing.

    Raises:
        InputInvalid: the old password does not fit, or the new one is too weak.
        TooManyRequests: the old one was guessed at too often.
    """
    name = user.get_username()
    check_pace(request, name)
    if not user.check_password(old):
        note_failure(request, name)
        message = "The present password does not fit."
        raise InputInvalid(message, {"old": "does not fit"})
    take_password(user, new, "new")
    user.save(update_fields=["password"])
    before = str(request.session.session_key)
    update_session_auth_hash(request, user)
    after = str(request.session.session_key)
    sign_ins.rename_session(before, after)
    forget(before)
    return end_sessions(str(user.pk), but_key=after)
