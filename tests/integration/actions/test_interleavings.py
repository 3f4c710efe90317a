"""Random interleavings of two people and a model: the server ends with what the ledger and the log say."""

import copy
import os
from collections import defaultdict
from dataclasses import dataclass

import pytest

from annotations.actions.correct_frame import correct_frame
from annotations.domain.actor import Actor
from annotations.domain.asset import Frame
from annotations.domain.correction import CorrectionRequest, fold
from annotations.domain.project import Project
from annotations.store.corrections import list_corrections, list_decided
from annotations.store.tables import ANNOTATIONS
from tests.builders import Cast, a_model_version, reread
from tests.caller import Caller
from tests.circle import Circle, log_of
from tests.contract.frame_rule import apply_event, shown
from tests.interleavings import Json, Story, ask_questions, tell


@dataclass(frozen=True)
class Hand:
    """Reaches a frame by the actions under the API: a thousand stories are about them, not about sessions."""

    project: Project
    actor: Actor
    caller: Caller

    def correct(self, frame: Frame, corrections: list[Json]) -> Json:
        requests = [CorrectionRequest.model_validate(correction) for correction in corrections]
        outcome = correct_frame(frame=frame, project=self.project, requests=requests, actor=self.actor)
        return outcome.model_dump(mode="json")

    def look(self, frame: Frame) -> Json:
        return self.caller.frame(frame.id)

    def approve(self, frame: Frame) -> None:
        self.caller.post(f"/api/frames/{frame.id}/reviews", {"verdict": "approved"}).good(201)


STORIES = int(os.environ.get("TANDEM_INTERLEAVINGS", "50"))
"""As many as fit into ten seconds; TANDEM_INTERLEAVINGS=1000 tells a thousand."""


def expect_ledger_is_the_truth(story: Story) -> None:
    entries = list_corrections(story.frame.id)
    stored = {entry.id: entry for entry in ANNOTATIONS.page({"frame_id": story.frame.id})}
    assert fold(entries) == stored
    seqs = [entry.frame_seq for entry in entries]
    assert seqs == sorted(set(seqs))
    assert reread(story.frame).seq >= max(seqs)
    decided = list_decided(story.frame.id)
    standing = [entry.derived_from for entry in stored.values() if entry.derived_from and not entry.removed]
    assert set(standing) <= decided, "what an object was made of is no ghost"
    assert len(set(standing)) == len(standing), "one object per prediction"
    said = [entry for request in story.requests for entry in request["answer"]["results"]]
    applied = {entry["mutation_id"] for entry in said if entry["status"] == "applied"}
    assert applied <= {entry.mutation_id for entry in entries}, "what was answered as applied is kept"
    conflicts = {entry["mutation_id"] for entry in said if entry["status"] == "conflict"}
    # Sent again, what was a conflict is judged anew: the ghost may be open again, the object back.
    conflicts -= {entry["mutation_id"] for entry in story.repeats if entry["status"] == "applied"}
    assert not conflicts & {entry.mutation_id for entry in entries}, "a conflict changed nothing"


def expect_events_tell_it(story: Story, events: list[Json], fresh: Json) -> None:
    state = copy.deepcopy(story.first)
    for event in [entry for entry in events for _ in range(2)]:
        apply_event(state, event)
    assert shown(state) == shown(fresh)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_server_the_ledger_and_the_log_agree_after_every_interleaving(
    cast: Cast, circle: Circle, alice: Caller, bob: Caller
) -> None:
    versions = [a_model_version(cast.project, version=str(number)) for number in (1, 2)]
    project = ask_questions(cast.project)
    hands = Hand(project, cast.alice.actor, alice), Hand(project, cast.bob.actor, bob)
    stories = [tell(seed, cast, hands, versions) for seed in range(STORIES)]
    circle.settle()
    told: dict[str, list[Json]] = defaultdict(list)
    for event in log_of(cast.project.id):
        told[event.get("frame_id", "")].append(event)
    conflicts = 0
    for seed, story in enumerate(stories):
        try:
            expect_ledger_is_the_truth(story)
            expect_events_tell_it(story, told[story.frame.id], alice.frame(story.frame.id))
        except AssertionError as fault:
            raise AssertionError(f"story {seed} of {STORIES}: {fault}") from fault
        answers = [entry for request in story.requests for entry in request["answer"]["results"]]
        conflicts += sum(entry["status"] == "conflict" for entry in answers)
    assert conflicts >= STORIES // 10, "the stories hardly ever collide"
