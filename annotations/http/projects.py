"""Projects and their people."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from annotations.access import Account, access_project, check_scope, role_in
from annotations.actions.change_project import change_project
from annotations.actions.create_project import LabelRequest, create_project
from annotations.domain.audit import ActSubject
from annotations.domain.learning import Learning
from annotations.domain.project import Project
from annotations.domain.views import view_model_version
from annotations.http.auth import who
from annotations.http.bodies import (
    LabelBody,
    LearningPeriod,
    ProjectBody,
    ProjectChanges,
    ProjectsAnswer,
    ProjectView,
)
from annotations.http.lists import NamedPage, searched
from annotations.http.render import answer
from annotations.noted import note
from annotations.queries.learning import describe_learning
from annotations.store import events, model_versions, projects
from annotations.store.client import photograph
from annotations.store.listing import ByAge

router = Router(tags=["projects"])


class ProjectsPage(NamedPage):
    """A stretch of the projects one is in, the oldest or the newest first, or by name."""

    sort: ByAge = "oldest"


@router.get("", response=ProjectsAnswer)
def list_all(request: HttpRequest, page: Query[ProjectsPage]) -> HttpResponse:
    """List the projects one is in, in order of creation unless asked otherwise; a search sorts by name."""
    account = who(request)
    mine = None if account.is_admin else list(projects.list_memberships(account.id))
    found = projects.list_projects(
        mine, after=page.after, limit=page.limit, sort=page.sort, q=searched(page.q)
    )
    following = found[-1].id if len(found) == page.limit else None
    return answer(
        ProjectsAnswer(projects=[show_project(account, project) for project in found], next=following)
    )


@router.post("", response={201: ProjectView})
def create(request: HttpRequest, body: ProjectBody) -> HttpResponse:
    """Create a project; without labels it takes those of the default model."""
    account = who(request)
    check_scope(account, "manage")
    project = create_project(name=body.name, labels=_requests(body.labels), actor=account.as_actor())
    return answer(show_project(account, project), 201)


@router.get("/{project_id}", response=ProjectView)
def get(request: HttpRequest, project_id: str) -> HttpResponse:
    """Return a project."""
    account = who(request)
    return answer(show_project(account, access_project(account, project_id)))


@router.patch("/{project_id}", response=ProjectView)
def change(request: HttpRequest, project_id: str, body: ProjectChanges) -> HttpResponse:
    """Change name, labels, threshold or triggers."""
    account = who(request)
    project = access_project(account, project_id, "manager")
    changed = change_project(
        project=project,
        name=body.name,
        labels=None if body.labels is None else _requests(body.labels),
        threshold=body.threshold,
        triggers=body.triggers.as_triggers() if body.triggers else None,
        video=body.video,
        training=body.training,
        gate=body.gate,
        queue=body.queue,
        review=body.review,
        quality=body.quality,
        rules=body.rules,
        label_map=body.label_map,
    )
    asked = body.model_fields_set & set(Project.model_fields)
    note(
        subject=ActSubject(kind="project", id=project.id, name=changed.name),
        summary=f"changed {', '.join(sorted(asked))} of the project",
        before=project.model_dump(mode="json", include=asked),
        after=changed.model_dump(mode="json", include=asked),
    )
    return answer(show_project(account, changed))


@router.get("/{project_id}/learning", response=Learning)
def learning(request: HttpRequest, project_id: str, period: Query[LearningPeriod]) -> HttpResponse:
    """Return how the project learns: corrections, acceptance, pace, versions and the next training."""
    project = access_project(who(request), project_id)
    return answer(describe_learning(project, days=period.days))


def show_project(account: Account, project: Project) -> ProjectView:
    """Show a project to a person of it."""
    champion = model_versions.find_model_version(project.champion_id) if project.champion_id else None
    # Both of one moment: who applies the events after `seq` to these counts must neither miss nor repeat one.
    with photograph() as session:
        counts = projects.read_counts(project.id, session=session)
        seq = events.read_seq(project.id, session=session)
    computed = {"my_role", "counts", "champion", "seq"}
    shown = project.model_dump(include=set(ProjectView.model_fields) - computed)
    return ProjectView(
        **shown,
        my_role=role_in(account, project.id) or "guest",
        counts=counts,
        champion=view_model_version(champion) if champion else None,
        seq=seq,
    )


def _requests(labels: list[LabelBody]) -> list[LabelRequest]:
    return [
        LabelRequest(**{name: getattr(label, name) for name in label.model_fields_set}) for label in labels
    ]
