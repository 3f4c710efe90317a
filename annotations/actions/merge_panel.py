"""Merge a panel's answers into its frame as corrections, in one act that one undo takes back."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from annotations.actions.correct_frame import correct_frame
from annotations.actions.review_frame import review_frame
from annotations.domain.actor import Actor
from annotations.domain.annotation import Annotation
from annotations.domain.asset import Frame, Verdict
from annotations.domain.attribute import Value
from annotations.domain.changes import Changes
from annotations.domain.consensus import Proposal
from annotations.domain.correction import CorrectionRequest
from annotations.domain.label import Label
from annotations.domain.panel import Panel
from annotations.domain.project import Project
from annotations.domain.record import Record, utc_now
from annotations.domain.work import Mark, marked
from annotations.errors import InputInvalid, NotFound, PortalError, StateConflict
from annotations.queries.consensus import Consensus, read_consensus
from annotations.store import annotations as objects
from annotations.store import answers, assets, corrections, panels, work
from annotations.store.client import Session, transaction

BATCH = 500


class Choice(Record):
    """A proposal to keep, and whose word of it: the consensus's own, or one voter's."""

    number: int
    voter_id: str | None = None


def merge_panel(
    *,
    panel: Panel,
    project: Project,
    choices: Sequence[Choice] | None,
    actor: Actor,
    model_votes: bool | None = None,
    approve: bool = True,
    clock: Callable[[], datetime] = utc_now,
) -> Panel:
    """Add what the voters agree on to the frame; without choices all that enough of them say.

    Raises:
        StateConflict: it is merged already, nobody has submitted yet, or others drew on the frame meanwhile.
        InputInvalid: there is no such proposal.
        AttributesMissing, RulesBroken: the merged frame cannot be finished as it is; nothing is merged.
    """
    frame = assets.find_frame(panel.id)
    if frame is None:
        message = "The frame is gone."
        raise NotFound(message)
    if panel.status == "merged":
        message = "These answers are merged already. Undo that first."
        raise StateConflict(message, {"status": "merged"})
    if objects.list_annotations(frame.id):
        message = "Somebody has drawn on this picture beside the answers. Remove that first, or keep it."
        raise StateConflict(message, {"frame": "has objects"})
    consensus = read_consensus(panel, project, model_votes=model_votes)
    if not panel.submitted():
        message = "Nobody has submitted an answer yet."
        raise StateConflict(message, {"status": "no answer"})
    group = f"cns{uuid.uuid4().hex[:24]}"
    merged = panel.model_copy(
        update={
            "status": "merged",
            "merged_as": group,
            "merged_by": actor,
            "merged_at": clock(),
            "revision": panel.revision + 1,
        }
    )
    requests = _requests(consensus, choices, group, panel, project)
    # The row first: of two people who merge at once one is refused, and none merges twice.
    if not panels.replace_panel(merged, before=panel):
        message = "Somebody else was first. Look again."
        raise StateConflict(message, {"status": "changed"})
    verdict: Verdict = "approved" if approve else "submitted"
    try:
        for start in range(0, len(requests), BATCH):
            part = requests[start : start + BATCH]
            correct_frame(frame=frame, project=project, requests=part, actor=actor)
        review_frame(frame=frame, project=project, verdict=verdict, comment=None, actor=actor, clock=clock)
    except PortalError:
        # Refused, for instance by a rule or for a missing attribute: it is as if nobody had merged.
        undo_merge(panel=merged, project=project, actor=actor)
        raise
    return merged


def undo_merge(*, panel: Panel, project: Project, actor: Actor) -> tuple[Panel, int]:
    """Take a merge back: what it made is removed, what somebody has changed since stays.

    Returns:
        The panel, and how many objects stayed.

    Raises:
        StateConflict: it is not merged.
    """
    frame = assets.find_frame(panel.id)
    if frame is None or panel.status != "merged" or panel.merged_as is None or panel.merged_by is None:
        message = "These answers are not merged."
        raise StateConflict(message, {"status": panel.status})
    full = len(panel.submitted()) >= panel.wanted
    undone = panel.model_copy(
        update={
            "status": "answered" if full else "open",
            "merged_as": None,
            "merged_by": None,
            "merged_at": None,
            "revision": panel.revision + 1,
        }
    )
    if not panels.replace_panel(undone, before=panel):
        message = "Somebody else was first. Look again."
        raise StateConflict(message, {"status": "changed"})
    made = corrections.list_group(project.id, panel.merged_by.id, panel.merged_as)
    ids = [entry.annotation_id for entry in made if entry.annotation_id]
    standing = [found for found in objects.find_annotations(ids).values() if not found.removed]
    requests = [
        CorrectionRequest(
            mutation_id=f"u{found.id.removeprefix('ann_')}{panel.revision}",
            kind="remove",
            annotation_id=found.id,
            revision=1,
        )
        for found in standing
        if found.revision == 1
    ]
    if requests:
        correct_frame(frame=frame, project=project, requests=requests, actor=actor)
    transaction(lambda session: _reopen(frame, actor, session))
    return undone, len(standing) - len(requests)


def _reopen(frame: Frame, actor: Actor, session: Session) -> None:
    """Let a frame be as before its approval: nobody has it to mend, the answers are there still."""
    assets.set_reviewed(frame.asset_id, None, session=session)
    item = work.find_item(frame.id, session=session)
    if item is not None:
        mark = Mark(stage="open", actor=actor, at=utc_now(), comment="The merge was taken back.")
        changes = {"stage": mark.stage, "changed_at": mark.at, "history": marked(item, mark)}
        work.keep_item(item.model_copy(update=changes), session=session)


def _requests(
    consensus: Consensus, choices: Sequence[Choice] | None, group: str, panel: Panel, project: Project
) -> list[CorrectionRequest]:
    if choices is None:
        choices = [Choice(number=entry.number) for entry in consensus.proposals if entry.kept]
    labels = {label.name: label for label in project.labels}
    known = {entry.number: entry for entry in consensus.proposals}
    drawn = {made.id: made for entry in answers.list_submitted(panel.id) for made in entry.objects}
    made: list[CorrectionRequest] = []
    for place, choice in enumerate(choices):
        proposal = known.get(choice.number)
        if proposal is None:
            message = "The answers have changed since. Look again."
            raise InputInvalid(message, {f"choices.{place}.number": "no such proposal"})
        made.append(_request(proposal, choice, f"{group}-{place}", drawn, place, labels))
    return made


def _request(
    proposal: Proposal,
    choice: Choice,
    mutation_id: str,
    drawn: Mapping[str, Annotation],
    place: int,
    labels: Mapping[str, Label],
) -> CorrectionRequest:
    label, shape, source = proposal.label, proposal.shape, drawn.get(proposal.source_id or "")
    votes = {vote.voter_id: vote for vote in proposal.votes}
    if choice.voter_id is not None:
        vote = votes.get(choice.voter_id)
        if vote is None or vote.label is None or vote.shape is None:
            message = "That voter says nothing there."
            raise InputInvalid(message, {f"choices.{place}.voter_id": "says nothing there"})
        label, shape, source = vote.label, vote.shape, drawn.get(vote.object_id or "")
    elif source is None:
        agreeing = [vote.object_id or "" for vote in proposal.votes if vote.label == proposal.label]
        source = next((drawn[name] for name in agreeing if name in drawn), None)
    changes = None
    if source is not None and (source.attributes or source.occluded or source.z):
        asked = labels[label].attributes if label in labels else ()
        told: dict[str, Value | None] = {
            ask.name: source.attributes[ask.name] for ask in asked if ask.name in source.attributes
        }
        changes = Changes(attributes=told, occluded=source.occluded, z=source.z)
    return CorrectionRequest(mutation_id=mutation_id, kind="add", label=label, shape=shape, changes=changes)
