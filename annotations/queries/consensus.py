"""What the voters of a panel say, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass

from annotations.domain.consensus import Proposal, Voter, find_consensus
from annotations.domain.geometry import Track
from annotations.domain.matching import Drawn
from annotations.domain.panel import Panel
from annotations.domain.prediction import Prediction, standing
from annotations.domain.project import Project
from annotations.queries.label_maps import LabelMaps
from annotations.store import answers, assets, model_versions, predictions
from annotations.store.client import Session


@dataclass(frozen=True)
class Consensus:
    """A panel's voters, people first, and the objects that they say."""

    voters: list[Voter]
    proposals: list[Proposal]

    @property
    def is_agreed(self) -> bool:
        """Whether every voter says the same of every object."""
        return all(entry.agreed for entry in self.proposals)


def read_voters(
    panel: Panel, project: Project, *, model_votes: bool, session: Session | None = None
) -> list[Voter]:
    """Return what people submitted of a panel's frame, and what the champion shows there if it votes."""
    made = answers.list_submitted(panel.id, session=session)
    people = [Voter(id=entry.actor.id, name=entry.actor.name, drawn=entry.drawn()) for entry in made]
    if not model_votes or project.champion_id is None:
        return people
    version = model_versions.find_model_version(project.champion_id)
    frame = assets.find_frame(panel.id)
    if version is None or frame is None:
        return people
    rows = [
        row for row in predictions.find_packed(frame.prediction_ids) if row.model_version_id == version.id
    ]
    if not rows:
        return people
    show = version.thresholds.show if project.threshold is None else project.threshold
    said = [found for found in LabelMaps(project).apply(standing(rows)) if found.score >= show]
    names = project.label_names()
    drawn = [
        _as_drawn(found) for found in said if found.label in names and not isinstance(found.shape, Track)
    ]
    title = f"{version.name} {version.version}"
    return [*people, Voter(id=version.id, name=title, kind="model", drawn=drawn)]


def read_consensus(panel: Panel, project: Project, *, model_votes: bool | None = None) -> Consensus:
    """Return the consensus of a panel as it is now; whether the model votes is the project's policy."""
    policy = project.quality.panels
    voters = read_voters(
        panel, project, model_votes=policy.model_votes if model_votes is None else model_votes
    )
    proposals = find_consensus(voters, least=policy.overlap, keep=policy.keep) if voters else []
    return Consensus(voters, proposals)


def _as_drawn(found: Prediction) -> Drawn:
    return Drawn(id=found.id, label=found.label, shape=found.shape)
