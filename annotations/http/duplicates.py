"""Groups of pictures that are nearly the same, and skipping all but one of them together."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from annotations.access import access_project
from annotations.actions.skip_duplicates import Skipped, restore_duplicates, skip_duplicates
from annotations.domain.asset import Asset
from annotations.domain.ids import AnyId
from annotations.domain.record import Record
from annotations.domain.views import AssetView, view_asset
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer, Page
from annotations.http.render import answer
from annotations.store import assets

router = Router(tags=["queue"])


class DuplicateGroup(Record):
    """Pictures that are nearly the same, and the one worth keeping: worked on, or the largest."""

    id: str
    best: str
    assets: list[AssetView]


class DuplicatesAnswer(Record):
    """Groups and the cursor of the next page."""

    groups: list[DuplicateGroup]
    next: str | None


class KeepBody(Record):
    """The picture of the group that is kept."""

    keep: AnyId


@router.get("/projects/{project_id}/duplicates", response=DuplicatesAnswer)
def list_all(request: HttpRequest, project_id: str, page: Query[Page]) -> HttpResponse:
    """List the groups of pictures that are nearly the same."""
    access_project(who(request), project_id)
    names = assets.list_groups(project_id, after=page.after or "", limit=page.limit)
    groups = [(name, assets.list_group(project_id, name)) for name in names]
    shown = [
        DuplicateGroup(id=name, best=_best(members).id, assets=[view_asset(asset) for asset in members])
        for name, members in groups
        if len(members) > 1
    ]
    return answer(DuplicatesAnswer(groups=shown, next=names[-1] if len(names) == page.limit else None))


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


def _best(members: list[Asset]) -> Asset:
    def worth(asset: Asset) -> tuple[bool, int, int]:
        return asset.corrections > 0, (asset.width or 0) * (asset.height or 0), asset.byte_size

    return max(members, key=worth)
