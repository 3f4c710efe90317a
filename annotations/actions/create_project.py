"""Create a project with its label set; its maker becomes its manager."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from annotations.domain.actor import Actor
from annotations.domain.ids import new_id
from annotations.domain.label import Attributes, Label, SkeletonTemplate, SuggestedShape, colour_for
from annotations.domain.project import Project
from annotations.domain.promotion import Promotion
from annotations.domain.record import Record, utc_now
from annotations.errors import InputInvalid
from annotations.store import model_versions, projects, promotions
from annotations.store.client import Session, transaction


class LabelRequest(Record):
    """A label as a client names it; without a colour the next one of the palette is taken."""

    name: str
    color: str | None = None
    shape: SuggestedShape = "any"
    attributes: Attributes = ()
    skeleton: SkeletonTemplate | None = None


def create_project(
    *, name: str, labels: Sequence[LabelRequest], actor: Actor, clock: Callable[[], datetime] = utc_now
) -> Project:
    """Create a project. Without labels it takes those of the default model.

    Raises:
        InputInvalid: two labels have the same name.
    """
    champion = model_versions.find_default_model_version()
    wanted = list(labels)
    if not wanted and champion is not None:
        wanted = [LabelRequest(name=label) for label in champion.labels if label]
    project = Project(
        id=new_id("prj"),
        name=name,
        labels=label_set(wanted),
        champion_id=champion.id if champion else None,
        created_at=clock(),
    )

    def work(session: Session) -> None:
        projects.add_project(project, session=session)
        if champion is not None:
            start = Promotion(
                id=new_id("pmt"),
                project_id=project.id,
                from_id=None,
                to_id=champion.id,
                cause="start",
                actor=actor,
                at=project.created_at,
            )
            promotions.append_promotion(start, session=session)

        if actor.kind == "person":
            projects.set_member(project.id, actor.id, "manager", session=session)

    transaction(work)
    return project


def label_set(wanted: Sequence[LabelRequest], known: Sequence[Label] = ()) -> list[Label]:
    """Give each label a colour and refuse names that a reader could not tell apart.

    What a request does not say about a known label's questions stays as it is: a client that knows only
    names and colours erases no definitions.
    """
    made: list[Label] = []
    seen: dict[str, int] = {}
    before = {label.name: label for label in known}
    for place, request in enumerate(wanted):
        said = {name: getattr(request, name) for name in _QUESTIONS if name in request.model_fields_set}
        label = Label(name=request.name, color=request.color or colour_for(place), **said)
        if label.name in before:
            kept = {name: getattr(before[label.name], name) for name in _QUESTIONS if name not in said}
            label = label.model_copy(update=kept)
        _refuse_twins(label, place)
        folded = label.name.casefold()
        if folded in seen:
            message = f"The label “{label.name}” is there twice."
            raise InputInvalid(message, {f"labels.{place}.name": f"same as label {seen[folded] + 1}"})
        seen[folded] = place
        made.append(label)
    return made


_QUESTIONS = ("shape", "attributes", "skeleton")


def _refuse_twins(label: Label, place: int) -> None:
    seen: dict[str, int] = {}
    for number, attribute in enumerate(label.attributes):
        folded = attribute.name.casefold()
        if folded in seen:
            message = f"The label “{label.name}” asks for “{attribute.name}” twice."
            where = f"labels.{place}.attributes.{number}.name"
            raise InputInvalid(message, {where: f"same as attribute {seen[folded] + 1}"})
        if attribute.type == "select" and not attribute.values:
            message = f"“{attribute.name}” of the label “{label.name}” needs values to choose from."
            raise InputInvalid(message, {f"labels.{place}.attributes.{number}.values": "empty"})
        seen[folded] = number
