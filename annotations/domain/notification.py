"""What one person is told: that work came back, that somebody named or answered them, that they got work."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from annotations.domain.actor import Actor
from annotations.domain.record import Record

NotificationKind = Literal[
    "returned", "mentioned", "replied", "approved", "assigned", "skipped", "role", "removed", "joined"
]
DAYS_KEPT = 90


class Notification(Record):
    """One thing told to one person; `count` says how many times the same happened while it was unread."""

    id: str
    user_id: str
    project_id: str
    kind: NotificationKind
    actor: Actor
    asset_id: str | None = None
    frame_id: str | None = None
    issue_id: str | None = None
    text: str | None = None
    text_key: str
    count: int = 1
    read: bool = False
    at: datetime


class NotificationView(Record):
    """One thing told, as the person sees it."""

    id: str
    project_id: str
    kind: NotificationKind
    actor: Actor
    asset_id: str | None
    frame_id: str | None
    issue_id: str | None
    text: str | None
    count: int
    read: bool
    at: datetime


def view_notification(told: Notification) -> NotificationView:
    """Show what was told."""
    return NotificationView.model_construct(
        **{name: getattr(told, name) for name in NotificationView.model_fields}
    )
