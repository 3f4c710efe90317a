"""Switching two-factor sign-in on and off. For browsers only."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from annotations import two_factor
from annotations.domain.record import Record
from annotations.errors import InputInvalid
from annotations.http.account import Secret, own_account, own_user
from annotations.http.bodies import ErrorAnswer
from annotations.http.render import answer
from annotations.lockout import check_pace, note_failure
from annotations.two_factor import Begun

router = Router(tags=["account"])
Code = Annotated[str, Field(min_length=6, max_length=20)]


class CodeBody(Record):
    """A code of the device."""

    code: Code


class OffBody(Record):
    """The password, and a code of the device or a recovery code."""

    password: Secret
    code: Code


class RecoveryAnswer(Record):
    """Codes that count once each when the device is lost; they are shown this once."""

    recovery_codes: list[str]


@router.post("/me/two-factor", response={200: Begun, 409: ErrorAnswer})
def begin(request: HttpRequest) -> HttpResponse:
    """Make a secret for a device; it counts after a code was confirmed."""
    account = own_account(request)
    return answer(two_factor.begin(user_id=account.id, name=account.name))


@router.post("/me/two-factor/confirm", response={200: RecoveryAnswer, 400: ErrorAnswer, 409: ErrorAnswer})
def confirm(request: HttpRequest, body: CodeBody) -> HttpResponse:
    """Confirm the device by one of its codes: from now on signing in needs one."""
    account = own_account(request)
    check_pace(request, account.name)
    try:
        codes = two_factor.confirm(user_id=account.id, code=body.code)
    except InputInvalid:
        note_failure(request, account.name)
        raise
    return answer(RecoveryAnswer(recovery_codes=codes))


@router.delete("/me/two-factor", response={204: None, 400: ErrorAnswer, 429: ErrorAnswer})
def end(request: HttpRequest, body: OffBody) -> HttpResponse:
    """Switch two-factor sign-in off; it needs the password and a code."""
    user = own_user(request)
    check_pace(request, user.get_username())
    fits = user.check_password(body.password)
    if not fits or not two_factor.use_code(str(user.pk), body.code):
        note_failure(request, user.get_username())
        message = "The code does not fit." if fits else "The password does not fit."
        raise InputInvalid(message, {"code" if fits else "password": "does not fit"})
    two_factor.switch_off(str(user.pk))
    return HttpResponse(status=204)
