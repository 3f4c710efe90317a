"""The next frame: by strategy, to one person only, and again to whoever asks again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections

from annotations.actions.fill_queue import fill_queue
from annotations.actions.next_frame import give_back_frame, hold_frame, next_frame
from annotations.actions.take_seat import Draw
from annotations.domain.actor import Actor
from annotations.domain.asset import Frame
from annotations.domain.project import Project
from annotations.domain.queue import QueuePolicy
from annotations.domain.record import utc_now
from annotations.queries import candidates
from annotations.store import leases, projects
from annotations.store.client import database as mongo
from annotations.store.tables import LEASES, PROJECTS
from tests.builders import (
    Cast,
    a_frame,
    a_model_version,
    a_reel,
    ask,
    correct,
    draw,
    predict,
    reread,
    use_model,
)
from tests.caller import Caller, signed_in
from tests.circle import Circle

PEOPLE = 50


def mix(project: Project, minutes: float = 10.0, **shares: float) -> Project:
    policy = QueuePolicy.model_validate(
        {
            "mix": [{"strategy": name, "share": share} for name, share in shares.items()],
            "lease_minutes": minutes,
        }
    )
    changed = projects.replace_project(project.model_copy(update={"queue": policy}))
    assert changed is not None
    return changed


def again(project: Project) -> Project:
    found = PROJECTS.find(project.id)
    assert found is not None
    return found


def someone(place: int) -> Actor:
    return Actor(id=f"{place:024x}", name=f"person {place}")


def ids(answers: list[Draw]) -> list[str]:
    return [answer.frame.id for answer in answers if answer.frame is not None]


def next_of(caller: Caller, project: Project, **body: object) -> str | None:
    frame = caller.post(f"/api/projects/{project.id}/queue/next", body).good()["frame"]
    return frame["id"] if frame else None


def test_an_empty_project_says_why_it_has_nothing(cast: Cast, bob: Caller) -> None:
    said = bob.post(f"/api/projects/{cast.project.id}/queue/next", {}).good()
    assert said["frame"] is None
    assert said["lease"] is None
    assert "No picture waits" in said["reason"]
    shown = bob.get(f"/api/projects/{cast.project.id}/queue").good()
    assert shown["frames"] == shown["leases"] == []
    assert shown["waiting"] == 0
    assert shown["shares"] == [{"strategy": "uncertainty", "share": 1.0, "available": False}]


def test_fifty_people_pulling_at_once_get_fifty_frames(cast: Cast) -> None:
    project = mix(cast.project, uncertainty=1, random=1, order=1)
    version = a_model_version(project)
    frames = [a_frame(project) for _ in range(PEOPLE + 10)]
    for frame in frames[:30]:
        predict(frame, version, "cat", "dog")
    together = Barrier(PEOPLE)

    def pull(place: int) -> list[str]:
        together.wait(20)
        try:
            mine = next_frame(project=project, actor=someone(place))
            repeat = next_frame(project=project, actor=someone(place))
            assert ids([mine]) == ids([repeat])
            return ids([mine])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(PEOPLE) as pool:
        got = [frame_id for answers in pool.map(pull, range(PEOPLE)) for frame_id in answers]
    assert len(got) == len(set(got)) == PEOPLE
    assert set(got) <= {frame.id for frame in frames}


def test_a_lease_that_ends_or_is_given_back_lets_others_have_the_frame(cast: Cast) -> None:
    project = mix(cast.project, order=1)
    first, second = a_frame(project), a_frame(project)
    mine = next_frame(project=project, actor=someone(1))
    assert ids([mine]) == [first.id]
    assert ids([next_frame(project=project, actor=someone(2))]) == [second.id]
    nothing = next_frame(project=project, actor=someone(3))
    assert nothing.frame is None
    assert "in somebody's hands" in nothing.reason

    assert give_back_frame(frame=first, actor=someone(1))
    assert not give_back_frame(frame=first, actor=someone(1))
    assert not give_back_frame(frame=second, actor=someone(1))
    assert ids([next_frame(project=project, actor=someone(3))]) == [first.id]

    later = utc_now() + timedelta(minutes=11)
    assert leases.list_live(project.id, at=later) == []
    assert ids([next_frame(project=project, actor=someone(4), clock=lambda: later)]) == [first.id]
    assert ids([next_frame(project=project, actor=someone(5), clock=lambda: later)]) == [second.id]


def test_who_gave_a_frame_back_gets_it_again_last(cast: Cast) -> None:
    project = mix(cast.project, order=1)
    first, second = a_frame(project), a_frame(project)
    assert ids([next_frame(project=project, actor=someone(1))]) == [first.id]
    give_back_frame(frame=first, actor=someone(1))
    assert ids([next_frame(project=project, actor=someone(1))]) == [second.id]
    assert ids([next_frame(project=project, actor=someone(1), after=second.id)]) == [first.id]


def test_a_lease_is_kept_by_whoever_works_on(cast: Cast, bob: Caller) -> None:
    frame = a_frame(cast.project)
    path = f"/api/frames/{frame.id}/lease"
    first = bob.post(path).good()
    assert first["holder"]["name"] == "bob"
    soon = utc_now() + timedelta(minutes=5)
    assert (
        hold_frame(frame=frame, project=cast.project, actor=cast.bob.actor, clock=lambda: soon).until > soon
    )
    said = signed_in(cast.alice).post(path)
    assert said.fault(409, "state_conflict") == {"lease": "held by bob"}
    assert signed_in(cast.alice).call("DELETE", path).good() == {"given_back": False}
    draw(frame, cast.bob)
    assert bob.post(path).good()["frame_id"] == frame.id, "one who has begun keeps it too"
    assert bob.call("DELETE", path).good() == {"given_back": True}
    assert signed_in(cast.alice).post(path).good()["holder"]["name"] == "alice"


def test_the_next_but_one_is_taken_ahead_and_stays_the_same(cast: Cast, bob: Caller) -> None:
    project = mix(cast.project, order=1)
    a, b, c = (a_frame(project) for _ in range(3))
    assert next_of(bob, project) == a.id
    assert next_of(bob, project, after=a.id) == b.id
    assert next_of(bob, project, after=a.id) == b.id
    assert next_of(bob, project) == a.id, "a reload begins where one was"
    draw(a, cast.bob)
    assert next_of(bob, project, after=a.id) == b.id
    assert next_of(bob, project, after=b.id) == c.id
    assert next_of(bob, project, after=c.id) is None, "what one left behind is still one's own"


@pytest.mark.parametrize("deed", ["corrected", "submitted", "skipped", "rejected"])
def test_a_frame_that_somebody_touched_leaves_the_queue(cast: Cast, bob: Caller, deed: str) -> None:
    project = mix(cast.project, order=1)
    frame, other = a_frame(project), a_frame(project)
    packed = predict(frame, a_model_version(project), "cat")
    if deed == "corrected":
        draw(frame, cast.bob)
    elif deed == "rejected":
        correct(frame, cast.bob, ask("reject", prediction_id=f"{packed.id}.0"))
    else:
        bob.post(f"/api/frames/{frame.id}/reviews", {"verdict": deed, "comment": "blurred"}).good(201)
    assert next_of(bob, project) == other.id
    predict(frame, a_model_version(project), "dog")
    assert reread(frame).waiting is None, "what a model says later brings it not back"


def test_each_strategy_finds_its_own(cast: Cast, bob: Caller, circle: Circle) -> None:
    project = cast.project
    plain, sure, unsure, rare, torn = (a_frame(project) for _ in range(5))
    one, two = a_model_version(project), a_model_version(project)
    use_model(project, one)
    predict(sure, one, "cat")
    predict(unsure, one, *["cat"] * 12)
    predict(rare, one, "bird")
    predict(torn, one, "cat")
    predict(torn, two, "dog")
    for label in ("cat", "cat", "dog"):
        draw(a_frame(project), cast.bob, label)
    circle.settle()
    candidates.UNSEEN.keep(f"{project.id}:dog", True)

    def first(strategy: str) -> str | None:
        found = next_of(bob, project, strategy=strategy)
        mongo()["leases"].delete_many({})
        return found

    assert first("order") == plain.id
    assert first("uncertainty") == unsure.id
    assert first("disagreement") == torn.id
    waiting = {frame.id: reread(frame).waiting for frame in (plain, sure, unsure, rare, torn)}
    chances = {frame_id: found.chance for frame_id, found in waiting.items() if found}
    assert first("random") == min(chances, key=lambda frame_id: chances[frame_id])
    assert first("diversity") is None
    labels = {"cat": 0, "bird": 0}
    for _ in range(40):
        reason = bob.post(f"/api/projects/{project.id}/queue/next", {"strategy": "rare"}).good()["reason"]
        labels["bird" if "bird" in reason else "cat"] += 1
        mongo()["leases"].delete_many({})
    assert labels["bird"] == pytest.approx(30, abs=2), "never answered against twice: three of four draws"


def test_a_strategy_without_candidates_gives_its_turns_away(cast: Cast, bob: Caller) -> None:
    project = mix(cast.project, uncertainty=5, disagreement=5)
    frame = a_frame(project)
    said = bob.post(f"/api/projects/{project.id}/queue/next", {}).good()
    assert (said["frame"]["id"], said["strategy"]) == (frame.id, "order")
    empty = bob.post(f"/api/projects/{project.id}/queue/next", {"strategy": "uncertainty", "after": frame.id})
    assert empty.good()["frame"] is None


def test_after_a_promotion_the_next_is_the_most_uncertain_by_the_new_champion(
    cast: Cast, bob: Caller
) -> None:
    project = cast.project
    old, new = a_model_version(project), a_model_version(project)
    use_model(project, old)
    one, two = a_frame(project), a_frame(project)
    predict(one, old, *["cat"] * 12)
    predict(two, old, "cat")
    # A version that does not serve changes nothing, whatever it says.
    predict(two, new, *["cat"] * 12)
    assert next_of(bob, project) == one.id
    mongo()["leases"].delete_many({})
    use_model(project, new)
    predict(one, new, "cat")
    predict(two, new, *["cat"] * 12)
    assert next_of(bob, project) == two.id
    rated = reread(one).waiting
    assert rated is not None
    assert rated.version_id == new.id


def test_the_preview_shows_what_will_be_handed_out_and_hands_out_nothing(cast: Cast, bob: Caller) -> None:
    project = mix(cast.project, uncertainty=2, order=1)
    version = a_model_version(project)
    for count in range(6):
        predict(a_frame(project), version, *["cat"] * (count + 1))
    shown = bob.get(f"/api/projects/{project.id}/queue").good()
    assert shown["leases"] == []
    assert [round(entry["share"], 3) for entry in shown["shares"]] == [0.667, 0.333]
    assert all(entry["available"] for entry in shown["shares"])
    assert shown["waiting"] == 6
    assert not shown["at_least"]
    order = [entry["frame_id"] for entry in shown["frames"]]
    assert len(set(order)) == 6
    assert {entry["strategy"] for entry in shown["frames"]} == {"uncertainty", "order"}
    for place, expected in enumerate(order):
        got = next_frame(project=again(project), actor=someone(place))
        assert ids([got]) == [expected]
    assert len(bob.get(f"/api/projects/{project.id}/queue").good()["leases"]) == 6


def test_a_reel_and_frames_between_the_keys_are_handed_to_nobody(cast: Cast, bob: Caller) -> None:
    reel = a_reel(cast.project)
    draw_on = Frame.model_copy(reel, update={"index": 3, "timestamp": 0.1})
    assert not reel.is_handed_out
    assert not draw_on.is_handed_out
    assert draw_on.model_copy(update={"is_key": True}).is_handed_out
    assert next_of(bob, cast.project) is None


def test_pictures_from_before_there_was_a_queue_wait_too(cast: Cast, bob: Caller) -> None:
    plain, done, reviewed, predicted = (a_frame(cast.project) for _ in range(4))
    version = a_model_version(cast.project)
    use_model(cast.project, version)
    predict(predicted, version, "cat")
    draw(done, cast.bob)
    bob.post(f"/api/frames/{reviewed.id}/reviews", {"verdict": "submitted"}).good(201)
    mongo()["frames"].update_many({}, {"$unset": {"waiting": "", "touched": "", "unembedded": ""}})
    assert next_of(bob, cast.project) is None
    assert fill_queue() == 4
    assert fill_queue() == 0
    assert {frame.id for frame in (plain, done, reviewed, predicted) if reread(frame).waiting} == {
        plain.id,
        predicted.id,
    }
    assert next_of(bob, cast.project) == predicted.id
    assert reread(done).touched


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"strategy": "best"}, "strategy"),
        ({"strategy": 1}, "strategy"),
        ({"after": "x"}, "after"),
        ({"after": {"$ne": 1}}, "after"),
        ({"more": 1}, "more"),
    ],
)
def test_what_is_no_request_is_refused_by_name(cast: Cast, bob: Caller, body: object, field: str) -> None:
    a_frame(cast.project)
    fields = bob.post(f"/api/projects/{cast.project.id}/queue/next", body).fault(400, "input_invalid")
    assert any(name.startswith(field) for name in fields)
    assert LEASES.count({}) == 0
    bob.get(f"/api/projects/{cast.project.id}/queue", limit=0).fault(400, "input_invalid")


@pytest.mark.parametrize(
    "queue",
    [
        {"mix": []},
        {"mix": [{"strategy": "random", "share": 0}]},
        {"mix": [{"strategy": "random", "share": -1}]},
        {"mix": [{"strategy": "best", "share": 1}]},
        {"mix": [{"strategy": "random", "share": 1}, {"strategy": "random", "share": 1}]},
        {"mix": [{"strategy": "random", "share": 1}], "lease_minutes": 0},
    ],
)
def test_a_mix_that_cannot_be_is_refused(cast: Cast, alice: Caller, queue: object) -> None:
    alice.patch(f"/api/projects/{cast.project.id}", {"queue": queue}).fault(400, "input_invalid")
    assert again(cast.project).queue == QueuePolicy()
