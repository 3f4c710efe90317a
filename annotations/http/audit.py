"""The audit trail: of the whole portal for administrators, of their project for managers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Query, Router
from pydantic import AwareDatetime, Field, StringConstraints

from annotations.access import access_project, need_administrator
from annotations.domain.actor import Actor
from annotations.domain.audit import AuditView, Outcome, view_entry
from annotations.domain.correction import Correction, Kind
from annotations.domain.ids import AnyId
from annotations.domain.record import Record, utc_now
from annotations.errors import InputInvalid
from annotations.formats.audit_lines import AuditFormat, write_lines
from annotations.http.auth import who
from annotations.http.bodies import Page
from annotations.http.render import answer
from annotations.queries.audit import entries_page, wanted_entries
from annotations.store import audit, corrections
from annotations.store.audit import Wanted

TYPES: dict[AuditFormat, str] = {"csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson"}
Text = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
ActName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)?$", max_length=80)]
router = Router(tags=["audit"])


class AuditFilter(Record):
    """Which rows: beginnings of words, a person (id or name), an act or its noun, a subject's id, a time."""

    q: Text | None = None
    actor: Text | None = None
    act: ActName | None = None
    subject: Text | None = None
    outcome: Outcome | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    sort: Literal["latest", "oldest"] = "latest"

    def wanted(self, project_id: str | None) -> Wanted | None:
        """Return which rows these are; None when there can be none."""
        return wanted_entries(
            q=self.q,
            actor=self.actor or None,
            act=self.act,
            project_id=project_id,
            subject=self.subject or None,
            outcome=self.outcome,
            since=self.since,
            until=self.until,
            oldest_first=self.sort == "oldest",
        )


class AuditOfProject(AuditFilter):
    """Which rows, of one project or of all."""

    project: AnyId | None = None


class AuditAnswer(Record):
    """Rows of the trail, by time."""

    entries: list[AuditView]
    next: str | None


class ActsAnswer(Record):
    """Every kind of act that the trail holds."""

    acts: list[str]


class FormatChoice(Record):
    """A table for spreadsheets, or one JSON object per line."""

    format: AuditFormat = "csv"


class LedgerFilter(Record):
    """Which corrections: a person's id, a time."""

    actor: AnyId | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    after: Annotated[str, StringConstraints(pattern=r"^[0-9T:.+Z-]{10,40}~\d{1,6}$")] | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 50


class LedgerRow(Record):
    """One correction as the audit shows it."""

    mutation_id: str
    at: datetime
    actor: Actor
    kind: Kind
    asset_id: str
    frame_id: str
    annotation_id: str | None
    label: str | None


class LedgerAnswer(Record):
    """Corrections of a project, the latest first."""

    corrections: list[LedgerRow]
    next: str | None


@router.get("/audit", response=AuditAnswer)
def list_all(request: HttpRequest, which: Query[AuditOfProject], page: Query[Page]) -> HttpResponse:
    """List acts of the whole portal."""
    need_administrator(who(request))
    return _page(which.wanted(which.project), page)


@router.get("/audit/acts", response=ActsAnswer)
def kinds(request: HttpRequest) -> HttpResponse:
    """List every kind of act there is."""
    need_administrator(who(request))
    return answer(ActsAnswer(acts=audit.list_acts(None)))


@router.get("/audit/export", response={200: bytes})
def export(
    request: HttpRequest, which: Query[AuditOfProject], how: Query[FormatChoice]
) -> StreamingHttpResponse:
    """Return the acts as a file."""
    need_administrator(who(request))
    return _file(which.wanted(which.project), how.format, "audit")


@router.get("/projects/{project_id}/audit", response=AuditAnswer)
def list_of_project(
    request: HttpRequest, project_id: str, which: Query[AuditFilter], page: Query[Page]
) -> HttpResponse:
    """List acts of a project."""
    access_project(who(request), project_id, "manager")
    return _page(which.wanted(project_id), page)


@router.get("/projects/{project_id}/audit/acts", response=ActsAnswer)
def kinds_of_project(request: HttpRequest, project_id: str) -> HttpResponse:
    """List every kind of act there is in a project."""
    access_project(who(request), project_id, "manager")
    return answer(ActsAnswer(acts=audit.list_acts(project_id)))


@router.get("/projects/{project_id}/audit/export", response={200: bytes})
def export_of_project(
    request: HttpRequest, project_id: str, which: Query[AuditFilter], how: Query[FormatChoice]
) -> StreamingHttpResponse:
    """Return the acts of a project as a file."""
    access_project(who(request), project_id, "manager")
    return _file(which.wanted(project_id), how.format, f"audit-{project_id}")


@router.get("/projects/{project_id}/audit/corrections", response=LedgerAnswer)
def list_ledger(request: HttpRequest, project_id: str, which: Query[LedgerFilter]) -> HttpResponse:
    """List corrections as the ledger holds them: what people drew is there, not in the trail."""
    access_project(who(request), project_id, "manager")
    moment, passed = _place(which.after)
    found = corrections.page_ledger(
        project_id,
        actor_id=which.actor,
        since=which.since,
        until=which.until,
        last=moment,
        passed=passed,
        limit=which.limit,
    )
    following = None
    if len(found) == which.limit:
        same = sum(row.at == found[-1].at for row in found)
        before = passed if moment == found[-1].at else 0
        following = f"{found[-1].at.isoformat()}~{same + before}"
    return answer(LedgerAnswer(corrections=[_row(row) for row in found], next=following))


def _page(wanted: Wanted | None, page: Page) -> HttpResponse:
    found = entries_page(wanted, after=page.after, limit=page.limit)
    following = found[-1].id if len(found) == page.limit else None
    return answer(AuditAnswer(entries=[view_entry(entry) for entry in found], next=following))


def _file(wanted: Wanted | None, how: AuditFormat, name: str) -> StreamingHttpResponse:
    entries = iter(()) if wanted is None else audit.stream_entries(wanted)
    response = StreamingHttpResponse(write_lines(entries, how), content_type=TYPES[how])
    stamp = utc_now().strftime("%Y%m%d-%H%M%S")
    response["Content-Disposition"] = f'attachment; filename="{name}-{stamp}.{how}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _place(after: str | None) -> tuple[datetime | None, int]:
    """Read a cursor: a moment, and how many rows of that moment were shown already."""
    if after is None:
        return None, 0
    moment, _, passed = after.partition("~")
    try:
        read = datetime.fromisoformat(moment)
    except ValueError as fault:
        message = "The cursor cannot be read. Begin with the first page again."
        raise InputInvalid(message, {"after": "not a cursor"}) from fault
    if read.tzinfo is None:
        message = "The cursor cannot be read. Begin with the first page again."
        raise InputInvalid(message, {"after": "not a cursor"})
    return read, int(passed)


def _row(row: Correction) -> LedgerRow:
    stood = row.after or row.before
    return LedgerRow(
        mutation_id=row.mutation_id,
        at=row.at,
        actor=row.actor,
        kind=row.kind,
        asset_id=row.asset_id,
        frame_id=row.frame_id,
        annotation_id=row.annotation_id,
        label=stood.label if stood else None,
    )
