"""A new password for somebody who cannot sign in."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from annotations.accounts import address_of, public_origin
from annotations.actions.reset_password import reset_password
from annotations.domain.record import Record
from annotations.errors import InputInvalid
from annotations.hints import ask_for_reset_letter
from annotations.http.bodies import ErrorAnswer
from annotations.http.render import answer
from annotations.lockout import note_try, slow_down

router = Router(tags=["session"])
ASKED_OF_ONE = 5
ASKED_FROM_ONE = 20
ASKED_TOO_OFTEN = "Too many links were asked for. Wait five minutes, and look into your mail meanwhile."
TRIED_TOO_OFTEN = "Too many links that are not valid. Wait five minutes."
ON_ITS_WAY = (
    "If there is such an account and it has an e-mail address, a link is on its way there. It lasts an hour. "
    "Where none comes, an administrator can make one."
)


class ResetBody(Record):
    """Who cannot sign in: a sign-in name or an e-mail address."""

    email_or_name: Annotated[str, Field(min_length=1, max_length=254)]


class ResetAnswer(Record):
    """The same for everybody: it does not tell who has an account."""

    message: str


class NewPasswordBody(Record):
    """What stands behind the `#` of the link, in two parts, and the new password."""

    uid: Annotated[str, Field(min_length=1, max_length=100)]
    token: Annotated[str, Field(min_length=1, max_length=200)]
    password: Annotated[str, Field(min_length=1, max_length=4096)]


@router.post("/password-resets", auth=None, response={200: ResetAnswer, 429: ErrorAnswer})
def ask(request: HttpRequest, body: ResetBody) -> HttpResponse:
    """Ask for a link to set a new password. A worker mails it."""
    of_one = [f"reset:{body.email_or_name.strip().casefold()}"]
    from_one = [f"reset-from:{address_of(request)}"]
    slow_down(of_one, most=ASKED_OF_ONE, advice=ASKED_TOO_OFTEN)
    slow_down(from_one, most=ASKED_FROM_ONE, advice=ASKED_TOO_OFTEN)
    note_try(of_one + from_one)
    ask_for_reset_letter(body.email_or_name.strip(), public_origin(request))
    return answer(ResetAnswer(message=ON_ITS_WAY))


@router.post("/password-resets/confirm", auth=None, response={204: None, 400: ErrorAnswer, 429: ErrorAnswer})
def confirm(request: HttpRequest, body: NewPasswordBody) -> HttpResponse:
    """Set a new password by a link; the person is signed out everywhere."""
    subjects = [f"reset-link:{address_of(request)}"]
    slow_down(subjects, most=ASKED_FROM_ONE, advice=TRIED_TOO_OFTEN)
    try:
        reset_password(uid=body.uid, token=body.token, password=body.password)
    except InputInvalid as fault:
        if "token" in fault.fields:
            note_try(subjects)
        raise
    return HttpResponse(status=204)
