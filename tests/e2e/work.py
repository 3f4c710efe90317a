"""Owns how most journeys begin: a project of Ana's with a predicted photograph, where Ben annotates."""

from dataclasses import dataclass
from pathlib import Path

from tests.e2e.person import Person

LABELS = ("person", "cat", "cup", "dining table", "spoon")


@dataclass(frozen=True)
class Work:
    """A project, and the first picture in it."""

    owner: Person
    project_id: str
    asset_id: str
    frame_id: str
    labels: tuple[str, ...] = LABELS


def begin_work(owner: Person, annotator: Person, name: str, photograph: Path) -> Work:
    """Make a project with one photograph and wait until the model has spoken."""
    project_id = owner.make_project(name, LABELS, annotator)
    owner.upload(project_id, [(photograph.name, photograph.read_bytes())])
    (asset,) = owner.await_predicted(project_id, 1)
    return Work(owner, project_id, asset["id"], asset["frame_id"])
