"""Tell a person something that they should see soon: live where they are, and in their list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from annotations.domain.actor import Actor
from annotations.domain.ids import new_id
from annotations.domain.notification import Notification, NotificationKind
from annotations.store import notifications
from annotations.store.client import Session

MOST_TEXT = 300


def tell_people(
    user_ids: Iterable[str],
    kind: NotificationKind,
    *,
    project_id: str,
    actor: Actor,
    at: datetime,
    session: Session,
    asset_id: str | None = None,
    frame_id: str | None = None,
    issue_id: str | None = None,
    text: str | None = None,
    count: int = 1,
) -> None:
    """Tell people, each once; nobody is told of what they did themselves."""
    said = text.strip()[:MOST_TEXT] if text and text.strip() else None
    for user_id in dict.fromkeys(user_ids):
        if user_id == actor.id:
            continue
        told = Notification(
            id=new_id("ntf"),
            user_id=user_id,
            project_id=project_id,
            kind=kind,
            actor=actor,
            asset_id=asset_id,
            frame_id=frame_id,
            issue_id=issue_id,
            text=said,
            text_key=(said or kind).casefold()[:200],
            count=count,
            at=at,
        )
        notifications.tell(told, session=session)
