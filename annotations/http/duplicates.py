"""Groups of pictures that are nearly the same, and skipping all but one of them together."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from annotations.access import access_project
from annotations.actions.skip_duplicates import Skipped, check_kept, restore_duplicates, skip_duplicates
from annotations.domain.actor import Actor
from annotations.domain.asset import Asset
from annotations.domain.ids import AnyId
from annotations.domain.record import Record
from annotations.domain.views import AssetView, view_asset
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer, Page
from annotations.http.render import answer
from annotations.store import assets, corrections

router = Router(tags=["queue"])

MOST_AT_ONCE = 200


class DuplicatesPage(Page):
    """A stretch of the list; perhaps only the groups in which something can be skipped, or the others."""

    open: bool | None = None


class DuplicateGroup(Record):
    """Pictures that are nearly the same, and the one worth keeping: worked on, or the largest."""

    id: str
    best: str
    assets: list[AssetView]
    people: dict[str, list[Actor]]
    """Who has worked on which of them."""


class DuplicatesAnswer(Record):
    """Groups and the cursor of the next page."""

    groups: list[DuplicateGroup]
    next: str | None


class DuplicateCounts(Record):
    """How many groups there are, and in how many of them something can be skipped."""

    groups: int
    open: int


class KeepBody(Record):
    """The picture of the group that is kept."""

    keep: AnyId


class KeepManyBody(Record):
    """Groups, each with the picture of it that is kept."""

    keep: Annotated[dict[AnyId, AnyId], Field(min_length=1, max_length=MOST_AT_ONCE)]


class RestoreManyBody(Record):
    """Groups in which nothing is skipped any more."""

    groups: Annotated[list[AnyId], Field(min_length=1, max_length=MOST_AT_ONCE)]


@router.get("/projects/{project_id}/duplicates", response=DuplicatesAnswer)
def list_all(request: HttpRequest, project_id: str, page: Query[DuplicatesPage]) -> HttpResponse:
    """List the groups of pictures that are nearly the same."""
    access_project(who(request), project_id)
    names, following = assets.list_groups(
        project_id, after=page.after or "", limit=page.limit, is_open=page.open
    )
    groups = assets.read_groups(project_id, names)
    worked = {
        asset.frame_id: asset.id
        for members in groups.values()
        for asset in members
        if asset.corrections and asset.frame_id
    }
    people = {worked[frame_id]: found for frame_id, found in corrections.list_people(list(worked)).items()}
    shown = [
        DuplicateGroup(
            id=name,
            best=_best(members).id,
            assets=[view_asset(asset) for asset in members],
            people={asset.id: people[asset.id] for asset in members if asset.id in people},
        )
        for name, members in groups.items()
    ]
    return answer(DuplicatesAnswer(groups=shown, next=following))


@router.get("/projects/{project_id}/duplicates/counts", response=DuplicateCounts)
def counts(request: HttpRequest, project_id: str) -> HttpResponse:
    """Count the groups of pictures that are nearly the same."""
    access_project(who(request), project_id)
    groups, still_open = assets.count_groups(project_id)
    return answer(DuplicateCounts(groups=groups, open=still_open))


@router.post("/projects/{project_id}/duplicates/keep", response={200: Skipped, 400: ErrorAnswer})
def keep_many(request: HttpRequest, project_id: str, body: KeepManyBody) -> HttpResponse:
    """Keep one picture of each of some groups; one group after another, each in one act."""
    account = who(request)
    project = access_project(account, project_id, "annotator")
    check_kept(project, body.keep)  # one that is wrong leaves all as they are
    done = [
        skip_duplicates(project=project, group=group, keep=kept, actor=account.as_actor())
        for group, kept in body.keep.items()
    ]
    return answer(_sum(done))


@router.post("/projects/{project_id}/duplicates/restore", response={200: Skipped, 400: ErrorAnswer})
def restore_many(request: HttpRequest, project_id: str, body: RestoreManyBody) -> HttpResponse:
    """Take it back in some groups."""
    account = who(request)
    project = access_project(account, project_id, "annotator")
    done = [
        restore_duplicates(project=project, group=group, actor=account.as_actor())
        for group in dict.fromkeys(body.groups)
    ]
    return answer(_sum(done))


@router.post("/projects/{project_id}/duplicates/{group_id}/keep", response={200: Skipped, 400: ErrorAnswer})
def keep(request: HttpRequest, project_id: str, group_id: str, body: KeepBody) -> HttpResponse:
    """Skip every picture of a group but one; what people have worked on is left alone."""
    account = who(request)
    project = access_project(account, project_id, "annotator")
    return answer(skip_duplicates(project=project, group=group_id, keep=body.keep, actor=account.as_actor()))


@router.post("/projects/{project_id}/duplicates/{group_id}/restore", response=Skipped)
def restore(request: HttpRequest, project_id: str, group_id: str) -> HttpResponse:
    """Take it back: the pictures that were skipped for it wait again."""
    account = who(request)
    project = access_project(account, project_id, "annotator")
    return answer(restore_duplicates(project=project, group=group_id, actor=account.as_actor()))


def _sum(done: list[Skipped]) -> Skipped:
    return Skipped(
        changed=[asset_id for part in done for asset_id in part.changed],
        left=[asset_id for part in done for asset_id in part.left],
    )


def _best(members: list[Asset]) -> Asset:
    def worth(asset: Asset) -> tuple[bool, int, int]:
        return asset.corrections > 0, (asset.width or 0) * (asset.height or 0), asset.byte_size

    return max(members, key=worth)
