"""Builds people, projects, frames, predictions and corrections for tests."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User

from annotations.access import Account
from annotations.accounts import account_of
from annotations.actions.correct_frame import FrameOutcome, correct_frame
from annotations.actions.create_project import LabelRequest, create_project
from annotations.actions.record_predictions import Answer, PredictedColumns, record_predictions
from annotations.actions.start_job import start_job
from annotations.domain.actor import Actor
from annotations.domain.annotation import Annotation
from annotations.domain.asset import Asset, Frame
from annotations.domain.attribute import Attribute
from annotations.domain.correction import CorrectionRequest, Kind
from annotations.domain.frame_scores import first_waiting
from annotations.domain.geometry import Box, Keyframe, Shape, Track
from annotations.domain.ids import new_id
from annotations.domain.job import Job, Subject
from annotations.domain.model_version import ModelVersion, Thresholds
from annotations.domain.prediction import PackedPredictions
from annotations.domain.project import Project, Role
from annotations.domain.propagation import Propagation
from annotations.domain.record import utc_now
from annotations.domain.video import REEL_INDEX, video_frame_id
from annotations.store import jobs, projects
from annotations.store.tables import ASSETS, FRAMES, MODEL_VERSIONS, PROJECTS, PROPAGATIONS

LABELS = ("cat", "dog", "bird")
WIDTH, HEIGHT = 640, 480


@dataclass(frozen=True)
class Person:
    """An account in all its forms."""

    user: User
    account: Account
    actor: Actor

    @property
    def id(self) -> str:
        """The account's id."""
        return self.account.id


@dataclass(frozen=True)
class Cast:
    """The people of most stories and their project."""

    alice: Person
    rita: Person
    bob: Person
    vera: Person
    oscar: Person
    project: Project


def a_person(name: str, *, is_admin: bool = False, password: str | None = None) -> Person:
    """Make an account; without a password it can only be signed in by the test."""
    user = User.objects.create_user(name, password=password, is_staff=is_admin, is_superuser=is_admin)
    account = account_of(user)
    return Person(user, account, account.as_actor())


def a_cast() -> Cast:
    """Make the people and their project."""
    alice, rita, bob, vera, oscar = (a_person(name) for name in ("alice", "rita", "bob", "vera", "oscar"))
    project = a_project(alice, reviewer=rita, annotator=bob, guest=vera)
    return Cast(alice, rita, bob, vera, oscar, project)


def a_project(owner: Person, labels: Sequence[str] = LABELS, **people: Person) -> Project:
    """Make a project; keywords name a role and who has it."""
    wanted = [LabelRequest(name=label) for label in labels]
    project = create_project(name="Street", labels=wanted, actor=owner.actor)
    for role, person in people.items():
        join(project, person, role)  # type: ignore[arg-type]  # the keyword is the role
    return project


ASKED: tuple[dict[str, Any], ...] = (
    {"name": "pose", "type": "select", "values": ["front", "side"], "required": True},
    {"name": "lit", "type": "checkbox"},
    {"name": "age", "type": "number", "min": 0, "max": 300, "step": 0.5},
    {"name": "note", "type": "text"},
)


def with_attributes(project: Project, label: str | None = None, **more: Any) -> Project:
    """Let one label of a project, or all, ask for attributes."""
    asked = tuple(Attribute(**definition | more) for definition in ASKED)
    labels = [
        known.model_copy(update={"attributes": asked}) if label in {None, known.name} else known
        for known in project.labels
    ]
    changed = projects.replace_project(project.model_copy(update={"labels": labels}))
    assert changed is not None
    return changed


def join(project: Project, person: Person, role: Role) -> None:
    """Give a person a role."""
    projects.set_member(project.id, person.id, role)


def an_asset(project: Project, **changes: Any) -> Asset:
    """Insert an image as if it had been uploaded and decoded."""
    identity = new_id("ast")
    made = Asset(
        id=identity,
        project_id=project.id,
        position=identity,
        name="photo.png",
        status="ready",
        kind="image",
        sha256=hashlib.sha256(identity.encode()).hexdigest(),
        width=WIDTH,
        height=HEIGHT,
        frame_count=1,
        created_at=utc_now(),
    )
    return ASSETS.insert(made.model_copy(update=changes))


def a_frame(project: Project) -> Frame:
    """Insert an asset and its frame, ready to be labelled."""
    asset = an_asset(project)
    frame_id = new_id("frm")
    frame = Frame(
        id=frame_id,
        project_id=project.id,
        asset_id=asset.id,
        index=0,
        width=WIDTH,
        height=HEIGHT,
        rendition="renditions/00/00/none.png",
        rendition_type="image/png",
        waiting=first_waiting(frame_id, position=asset.position, index=0),
    )
    ASSETS.change({"_id": asset.id}, {"$set": {"frame_id": frame.id}})
    return FRAMES.insert(frame)


def a_reel(project: Project, frame_count: int = 100) -> Frame:
    """Insert a video and the frame that its tracks stand on."""
    asset = an_asset(project, kind="video", frame_count=frame_count)
    reel = Frame(
        id=video_frame_id(asset.id, REEL_INDEX),
        project_id=project.id,
        asset_id=asset.id,
        index=REEL_INDEX,
        width=WIDTH,
        height=HEIGHT,
        rendition="",
        rendition_type="",
    )
    return FRAMES.insert(reel)


def a_track(*frames: int, **more: Any) -> Track:
    """Build a track of boxes, each a pixel further to the right than the one before it."""
    keyframes = [Keyframe(frame=frame, shape=a_box(x=10.0 + frame), **more) for frame in frames]
    return Track(keyframes=keyframes)


def reread(frame: Frame) -> Frame:
    """Return the frame as it is now."""
    found = FRAMES.find(frame.id)
    assert found is not None
    return found


def a_model_version(project: Project | None = None, **changes: Any) -> ModelVersion:
    """Insert a model version without a file."""
    identity = new_id("mdl")
    made = ModelVersion(
        id=identity,
        project_id=project.id if project else None,
        name="sample",
        version="1",
        title="A sample",
        task="detection",
        labels=["cat", "dog"],
        status="candidate" if project else "champion",
        thresholds=Thresholds(floor=0.1, show=0.4),
        licence="Apache-2.0",
        sha256=hashlib.sha256(identity.encode()).hexdigest(),
        manifest="{}",
        storage_name="models/none.onnx",
        created_at=utc_now(),
    )
    return MODEL_VERSIONS.insert(made.model_copy(update=changes))


def use_model(project: Project, version: ModelVersion) -> None:
    """Let a version predict in a project."""
    PROJECTS.change({"_id": project.id}, {"$set": {"champion_id": version.id}})


def a_job(project: Project, *, kind: str = "train", queue: str = "training", **subject: str) -> Job:
    """Queue a job of its own."""
    hint = start_job(
        kind,  # type: ignore[arg-type]
        project.id,
        queue,  # type: ignore[arg-type]
        Subject.model_validate(subject),
        dedupe=f"test:{uuid.uuid4().hex}",
    )
    assert hint is not None
    found = jobs.find_job(hint.job_id)
    assert found is not None
    return found


def a_running_job(project: Project, **subject: str) -> Job:
    """Queue a job and claim it."""
    claimed = jobs.claim_job(a_job(project, kind="predict", queue="interactive", **subject).id)
    assert claimed is not None
    return claimed


def columns(*labels: str) -> PredictedColumns:
    """Return a model's answer: one box per label, side by side, ever less sure."""
    names = sorted(set(labels))
    return PredictedColumns(
        shape_type="box",
        labels=names,
        label_index=[names.index(label) for label in labels],
        scores=[round(0.95 - 0.05 * place, 2) for place in range(len(labels))],
        boxes=[value for place in range(len(labels)) for value in (20.0 + 60 * place, 30.0, 50.0, 40.0)],
    )


def predict(frame: Frame, version: ModelVersion, *labels: str) -> PackedPredictions:
    """Let a version say that it sees these labels on a frame."""
    project = PROJECTS.find(frame.project_id)
    assert project is not None
    job = a_running_job(project, frame_id=frame.id)
    return record_predictions(
        job=job, frame=reread(frame), answer=Answer(model_version_id=version.id, columns=columns(*labels))
    )


def a_box(x: float = 10, y: float = 20, width: float = 100, height: float = 80) -> Box:
    """Build a box well inside the frame."""
    return Box(x=x, y=y, width=width, height=height)


def an_annotation_id() -> str:
    """Make an id the way a client does."""
    return f"ann_{uuid.uuid4().hex}"


def ask(kind: Kind, **fields: Any) -> CorrectionRequest:
    """Build a correction request with a mutation id of its own."""
    return CorrectionRequest(kind=kind, **{"mutation_id": uuid.uuid4().hex, **fields})


def ask_json(kind: Kind, **fields: Any) -> dict[str, Any]:
    """Build the same as the JSON that a client sends; nothing is checked."""
    shape = fields.get("shape")
    plain = {"shape": shape.model_dump(exclude_none=True)} if isinstance(shape, Box) else {}
    return {"mutation_id": uuid.uuid4().hex, "kind": kind, **fields, **plain}


def correct(frame: Frame, person: Person, *requests: CorrectionRequest) -> FrameOutcome:
    """Save corrections as a person."""
    project = PROJECTS.find(frame.project_id)
    assert project is not None
    return correct_frame(frame=reread(frame), project=project, requests=list(requests), actor=person.actor)


def draw(frame: Frame, person: Person, label: str = "cat", shape: Shape | None = None) -> str:
    """Let a person draw an object; return its id."""
    identity = an_annotation_id()
    correct(frame, person, ask("add", annotation_id=identity, label=label, shape=shape or a_box()))
    return identity


def an_annotation(**changes: Any) -> Annotation:
    """Build an object that is nowhere stored."""
    made = Annotation(
        id=an_annotation_id(),
        project_id=new_id("prj"),
        asset_id=new_id("ast"),
        frame_id=new_id("frm"),
        revision=1,
        label="cat",
        shape=a_box(),
        actor=Actor(id="alice", name="alice"),
        updated_at=utc_now(),
    )
    return made.model_copy(update=changes)


def a_propagation(frame: Frame, person: Person, annotation_id: str | None = None) -> str:
    """Let the machine go on with an object, as far as the rows know; return the propagation's id."""
    seed = Keyframe(frame=0, shape=a_box())
    row = Propagation(
        id=new_id("prp"),
        project_id=frame.project_id,
        asset_id=frame.asset_id,
        annotation_id=annotation_id or draw(frame, person),
        label="cat",
        direction="forward",
        first=0,
        last=9,
        frames=9,
        revision=1,
        reached=0,
        anchors=[seed],
        actor=person.actor,
        created_at=utc_now(),
    )
    return PROPAGATIONS.insert(row).id
