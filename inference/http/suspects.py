"""What may be wrong with what people annotated: search, look, dismiss."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from annotations.access import access_project
from annotations.domain.actor import Actor
from annotations.domain.record import Record
from annotations.domain.suspect import Suspect, SuspectKind
from annotations.domain.views import JobView, view_job
from annotations.errors import InputInvalid, NotFound
from annotations.hints import send_hint
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer
from annotations.http.render import answer
from annotations.queries.suspects import SuspectCounts, SuspectView, count_suspects, read_suspects
from annotations.store import suspects
from inference.actions.mine_errors import request_mining

router = Router(tags=["queue"])


class SuspectsPage(Record):
    """A stretch of the list, perhaps of one kind; those that stand, or those that were dismissed."""

    after: Annotated[str, Field(max_length=100)] | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 50
    kind: SuspectKind | None = None
    dismissed: bool = False


class SuspectsAnswer(Record):
    """Suspects, the most doubtful first, and the cursor of the next page."""

    suspects: list[SuspectView]
    next: str | None


@router.post("/projects/{project_id}/suspects", response={202: JobView, 409: ErrorAnswer})
def search(request: HttpRequest, project_id: str) -> HttpResponse:
    """Search all annotations for what may be wrong. Nothing is changed by itself."""
    job, hint = request_mining(access_project(who(request), project_id, "reviewer"))
    if hint is not None:
        send_hint(hint)
    return answer(view_job(job), 202)


@router.get("/projects/{project_id}/suspects", response=SuspectsAnswer)
def list_all(request: HttpRequest, project_id: str, page: Query[SuspectsPage]) -> HttpResponse:
    """List what the last search found, but for what somebody has seen to since."""
    project = access_project(who(request), project_id)
    found = suspects.list_suspects(
        project_id,
        kind=page.kind,
        dismissed=page.dismissed,
        after=_cursor(page.after),
        limit=page.limit,
    )
    last = found[-1] if len(found) == page.limit else None
    following = f"{last.score!r}:{last.id}" if last else None
    return answer(SuspectsAnswer(suspects=read_suspects(project, found), next=following))


@router.get("/projects/{project_id}/suspects/counts", response=SuspectCounts)
def counts(request: HttpRequest, project_id: str) -> HttpResponse:
    """Count what waits to be looked at, and tell when all was searched last."""
    return answer(count_suspects(access_project(who(request), project_id)))


@router.post("/projects/{project_id}/suspects/{suspect_id}/dismissal", response=Suspect)
def dismiss(request: HttpRequest, project_id: str, suspect_id: str) -> HttpResponse:
    """Say that it is right as it is; later searches keep to that."""
    account = who(request)
    access_project(account, project_id, "annotator")
    return answer(_dismiss(project_id, suspect_id, account.as_actor()))


@router.delete("/projects/{project_id}/suspects/{suspect_id}/dismissal", response=Suspect)
def bring_back(request: HttpRequest, project_id: str, suspect_id: str) -> HttpResponse:
    """Take a dismissal back."""
    access_project(who(request), project_id, "annotator")
    return answer(_dismiss(project_id, suspect_id, None))


def _dismiss(project_id: str, suspect_id: str, by: Actor | None) -> Suspect:
    changed = suspects.set_dismissed(project_id, suspect_id, by)
    if changed is None:
        message = "There is no such suspect in this project."
        raise NotFound(message)
    return changed


def _cursor(after: str | None) -> tuple[float, str] | None:
    if after is None:
        return None
    score, _, suspect_id = after.partition(":")
    try:
        return float(score), suspect_id
    except ValueError as fault:
        message = "The cursor is not one that the list gave."
        raise InputInvalid(message, {"after": "not a cursor of this list"}) from fault
