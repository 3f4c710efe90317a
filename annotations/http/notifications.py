"""What one is told: the list behind the bell."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from annotations.access import check_scope
from annotations.domain.ids import AnyId
from annotations.domain.notification import NotificationView, view_notification
from annotations.domain.record import Record
from annotations.http.auth import who
from annotations.http.bodies import Page
from annotations.http.render import answer
from annotations.store import notifications

router = Router(tags=["notifications"])


class NotificationsPage(Page):
    """A stretch of what one was told, perhaps only what is unread; `q` is how its text begins."""

    unread: bool = False
    q: Annotated[str, Field(max_length=200)] | None = None


class NotificationsAnswer(Record):
    """What one was told, unread first, the cursor of the next page, and how many are unread."""

    notifications: list[NotificationView]
    next: str | None
    unread: int


class ReadBody(Record):
    """Which are read, or unread again; without ids all of them."""

    ids: Annotated[list[AnyId], Field(max_length=1_000)] | None = None
    read: bool = True


class ReadAnswer(Record):
    """Which changed, for the undo, and how many are unread now."""

    changed: list[str]
    unread: int


@router.get("/notifications", response=NotificationsAnswer)
def list_all(request: HttpRequest, page: Query[NotificationsPage]) -> HttpResponse:
    """List what one was told in all projects; it is kept for 90 days."""
    account = who(request)
    begins = page.q.strip().casefold() if page.q else None
    found = notifications.page_notifications(
        account.id, after=page.after, limit=page.limit, unread=page.unread, begins=begins or None
    )
    following = found[-1].id if len(found) == page.limit else None
    return answer(
        NotificationsAnswer(
            notifications=[view_notification(one) for one in found],
            next=following,
            unread=notifications.count_unread(account.id),
        )
    )


@router.post("/notifications/read", response=ReadAnswer)
def mark(request: HttpRequest, body: ReadBody) -> HttpResponse:
    """Mark some or all as read, or as unread again; those of others are not touched."""
    account = who(request)
    check_scope(account, "label")
    changed = notifications.set_read(account.id, body.ids, read=body.read)
    return answer(ReadAnswer(changed=changed, unread=notifications.count_unread(account.id)))
