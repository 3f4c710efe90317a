"""Sign-ins, failed ones and sign-outs go into the audit trail, by whichever door; so do the admin's words."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_save
from django.dispatch import receiver

from annotations.accounts import account_of
from annotations.actions.keep_act import keep_act
from annotations.domain.audit import ActRequest, ActSubject
from annotations.noted import NOTED, note


@receiver(user_logged_in)
def signed_in(sender: Any, request: Any, user: Any, **_more: Any) -> None:
    """Tell who signed in."""
    account = account_of(user)
    subject = ActSubject(kind="account", id=account.id, name=account.name)
    if NOTED.get() is not None:
        note(actor=account.as_actor(), subject=subject)
        return
    keep_act(
        act="account.signed_in",
        subject=subject,
        summary="signed in",
        request=_origin(request),
        actor=account.as_actor(),
    )


@receiver(user_login_failed)
def refused(sender: Any, credentials: dict[str, Any], request: Any = None, **_more: Any) -> None:
    """Tell whose name was tried, and from where; who tried it is not known."""
    name = str(credentials.get("username", ""))[:150]
    keep_act(
        act="account.sign_in_failed",
        subject=ActSubject(kind="account", id=name, name=name),
        summary=f"failed to sign in as {name}",
        request=_origin(request),
        status="refused",
    )


@receiver(user_logged_out)
def signed_out(sender: Any, request: Any, user: Any, **_more: Any) -> None:
    """Tell who signed out."""
    if user is None:
        return
    account = account_of(user)
    subject = ActSubject(kind="account", id=account.id, name=account.name)
    if NOTED.get() is not None:
        note(act="account.signed_out", subject=subject, summary="signed out")
        return
    keep_act(
        act="account.signed_out",
        subject=subject,
        summary="signed out",
        request=_origin(request),
        actor=account.as_actor(),
    )


@receiver(post_save, sender=LogEntry)
def changed_by_hand(sender: Any, instance: LogEntry, created: bool, **_more: Any) -> None:
    """Note what the admin says of its own act."""
    if created:
        kind = instance.content_type.model if instance.content_type else "row"
        subject = ActSubject(kind=kind, id=str(instance.object_id or ""), name=instance.object_repr[:200])
        note(subject=subject, summary=f"in the admin: {instance}"[:500])


def _origin(request: Any) -> ActRequest:
    if request is None:
        return ActRequest()
    address = str(request.META.get("REMOTE_ADDR", "")) or None
    return ActRequest(method=request.method, path=request.path[:500], address=address)
