"""Letters to people. Where they go is a setting: to a mail server, or into the log."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from smtplib import SMTPException
from typing import Literal

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

log = logging.getLogger(__name__)
Mailed = Literal["sent", "logged", "failed"]
"""`logged`: no mail server is set, the letter is in the portal's log."""


def send_letters(letters: Sequence[EmailMessage]) -> list[Mailed]:
    """Send letters over one connection; what fails is logged without its text, and nothing is raised."""
    good: Mailed = "sent" if settings.MAIL_GOES_OUT else "logged"
    connection: BaseEmailBackend = get_connection()
    try:
        connection.open()
    except (SMTPException, OSError) as fault:
        log.warning("no mail server answers: %s", fault)
        return ["failed"] * len(letters)
    try:
        return [good if _send(letter, connection) else "failed" for letter in letters]
    finally:
        connection.close()


def invitation_letter(
    *, to: str, link: str, project: str, role: str, inviter: str, days: int
) -> EmailMessage:
    """Write an invitation."""
    return EmailMessage(
        f"{_line(inviter)} invites you to “{_line(project)}”",
        f"{inviter} invites you to label in the project “{project}” as {role}.\n\n"
        f"Open this link within {days} days:\n\n{link}\n\n"
        "It can be used once. If you did not expect it, leave it alone.\n",
        to=[to],
    )


def reset_letter(*, to: str, name: str, link: str, minutes: int) -> EmailMessage:
    """Write how to set a new password."""
    return EmailMessage(
        "A new password for Tandem",
        f"Somebody, perhaps you, asked for a new password for “{name}”.\n\n"
        f"Open this link within {minutes} minutes to set it:\n\n{link}\n\n"
        "It can be used once. If you did not ask, leave it alone: nothing has changed.\n",
        to=[to],
    )


def _send(letter: EmailMessage, connection: BaseEmailBackend) -> bool:
    try:
        return bool(connection.send_messages([letter]))
    except (SMTPException, OSError) as fault:
        log.warning("a letter was not sent: %s", fault)
        return False


def _line(text: str) -> str:
    """Return a text as one line: a subject has no other."""
    return " ".join(text.split())
