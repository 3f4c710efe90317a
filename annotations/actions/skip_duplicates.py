"""Of pictures that are nearly the same keep one and skip the rest, in one act that can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from annotations.actions.rate_frame import rate_again
from annotations.domain.actor import Actor
from annotations.domain.asset import Asset, Frame, Verdict
from annotations.domain.ids import new_id
from annotations.domain.project import Project
from annotations.domain.record import Record, utc_now
from annotations.domain.review import Review
from annotations.errors import InputInvalid, NotFound
from annotations.store import assets, reviews
from annotations.store.client import Session, transaction

REASON = "Nearly the same as "
TAKEN_BACK = "Not skipped after all"
NOT_OF_GROUP = "The picture to keep is not one of this group."


class Skipped(Record):
    """What became of the pictures of a group: `left` are those that people have worked on."""

    changed: list[str]
    left: list[str]


def skip_duplicates(
    *,
    project: Project,
    group: str,
    keep: str,
    actor: Actor,
    clock: Callable[[], datetime] = utc_now,
) -> Skipped:
    """Skip every picture of a group but one, as far as nobody has touched it.

    Raises:
        NotFound: there is no such group.
        InputInvalid: the picture to keep is not of the group.
    """
    members, kept = _find_kept(project, group, keep)
    comment = f"{REASON}{kept.name}"

    def work(session: Session) -> Skipped:
        changed: list[str] = []
        left: list[str] = []
        for asset, frame in _frames([asset for asset in members if asset.id != keep], session):
            if frame.touched:
                left.append(asset.id)
                continue
            assets.advance_frame(frame.id, 1, touched=True, session=session)
            _say(frame, "skipped", comment, actor=actor, at=clock(), session=session)
            changed.append(asset.id)
        return Skipped(changed=changed, left=left)

    return transaction(work)


def restore_duplicates(
    *, project: Project, group: str, actor: Actor, clock: Callable[[], datetime] = utc_now
) -> Skipped:
    """Let those pictures of a group wait again that were skipped for being nearly the same.

    Raises:
        NotFound: there is no such group.
    """
    members = _members(project, group)

    def work(session: Session) -> Skipped:
        changed: list[str] = []
        left: list[str] = []
        for asset, frame in _frames(members, session):
            last = reviews.find_last(frame.id, session=session)
            if last is None or last.verdict != "skipped" or not (last.comment or "").startswith(REASON):
                left.append(asset.id)
                continue
            waiting = rate_again(frame, session=session)
            changes = {"touched": False, "waiting": waiting.model_dump() if waiting else None}
            assets.advance_frame(frame.id, 1, changes=changes, session=session)
            _say(frame, "returned", TAKEN_BACK, actor=actor, at=clock(), session=session)
            changed.append(asset.id)
        return Skipped(changed=changed, left=left)

    return transaction(work)


def _find_kept(project: Project, group: str, keep: str) -> tuple[list[Asset], Asset]:
    """Return the pictures of a group and the one of them that is to be kept.

    Raises:
        NotFound: there is no such group.
        InputInvalid: the picture to keep is not of the group.
    """
    members = _members(project, group)
    kept = next((asset for asset in members if asset.id == keep), None)
    if kept is None:
        raise InputInvalid(NOT_OF_GROUP, {"keep": "not of this group"})
    return members, kept


def check_kept(project: Project, keep: Mapping[str, str]) -> None:
    """Check in one look that the pictures to keep are of their groups, by group.

    Raises:
        InputInvalid: one of them is not.
    """
    groups = assets.list_groups_of(project.id, list(keep.values()))
    if any(groups.get(kept) != group for group, kept in keep.items()):
        raise InputInvalid(NOT_OF_GROUP, {"keep": "not of this group"})


def _members(project: Project, group: str) -> list[Asset]:
    members = assets.list_group(project.id, group)
    if not members:
        message = "There is no such group of near-duplicates."
        raise NotFound(message)
    return members


def _frames(members: Sequence[Asset], session: Session) -> list[tuple[Asset, Frame]]:
    found = [
        (asset, assets.find_frame(asset.frame_id, session=session)) for asset in members if asset.frame_id
    ]
    return [(asset, frame) for asset, frame in found if frame is not None]


def _say(
    frame: Frame, verdict: Verdict, comment: str, *, actor: Actor, at: datetime, session: Session
) -> None:
    now = assets.find_frame(frame.id, session=session) or frame
    review = Review(
        id=new_id("rev"),
        project_id=frame.project_id,
        asset_id=frame.asset_id,
        frame_id=frame.id,
        frame_seq=now.seq,
        verdict=verdict,
        comment=comment,
        actor=actor,
        created_at=at,
    )
    reviews.append_review(review, session=session)
    assets.set_reviewed(frame.asset_id, verdict, session=session)
