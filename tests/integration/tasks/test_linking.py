"""Predictions on a video become proposed tracks: within its scenes, accepted as one act, proposed once."""

from itertools import accumulate
from typing import Any

import pytest

from annotations.actions.record_predictions import Answer, place_answer
from annotations.actions.share_worker import work_slice
from annotations.actions.start_job import start_job
from annotations.domain.geometry import SHAPE, Track
from annotations.domain.interpolation import place_at
from annotations.domain.job import Job, Subject
from annotations.domain.model_version import ModelVersion
from annotations.domain.record import utc_now
from annotations.domain.video import video_frame_id
from annotations.store import jobs
from annotations.store.client import Session, transaction
from annotations.store.client import database as mongo
from inference.actions import link_video as linking
from inference.actions.link_video import link_video
from inference.tasks import link, scan
from tests.builders import Cast, a_cast, a_frame, a_model_version, ask_json, columns
from tests.caller import Caller, signed_in
from tests.circle import WORK, Circle, log_of
from tests.films import film, scenes_of

LENGTHS = (20, 2, 24, 18)
STARTS = [0, *accumulate(LENGTHS)][:-1]
FRAMES = sum(LENGTHS)
STEP = 2
BOX = {"type": "box", "x": 10, "y": 10, "width": 30, "height": 20}


@pytest.fixture
def cast(tiny_model: ModelVersion) -> Cast:
    """The cast's project uses the small model, which always sees a cat and a dog in the same places."""
    return a_cast()


@pytest.fixture
def bob(cast: Cast) -> Caller:
    """Return Bob's browser."""
    return signed_in(cast.bob)


@pytest.fixture
def video(cast: Cast, circle: Circle, bob: Caller) -> dict[str, Any]:
    """A film of four scenes, the second one shorter than any track, predicted at its key frames."""
    content = film(list(scenes_of(*LENGTHS)), every=12)
    (asset,) = bob.upload(cast.project.id, ("film.mp4", content)).good(201)["assets"]
    circle.settle()
    return bob.get(f"/api/assets/{asset['id']}").good()


def scan_every(bob: Caller, circle: Circle, video: dict[str, Any], step: int, **span: int) -> None:
    body = {"frames": "every", "step": step, **span}
    scan(bob.post(f"/api/assets/{video['id']}/predictions", body).good(202)["id"])
    circle.settle()


def proposals(bob: Caller, video: dict[str, Any]) -> list[tuple[str, int, int]]:
    """Return label, first frame and the frame from which it is gone (or the end) of what is proposed."""
    found: list[tuple[str, int, int]] = []
    for said in bob.frame(video["reel_id"])["predictions"]:
        track = SHAPE.validate_python(said["shape"])
        assert isinstance(track, Track)
        last = track.keyframes[-1]
        found.append((said["label"], track.keyframes[0].frame, last.frame if last.outside else FRAMES))
    return sorted(found)


EXPECTED = sorted(
    (label, start, start + length)
    for label in ("cat", "dog")
    for start, length in zip(STARTS, LENGTHS, strict=True)
    if length > 2
)


def test_a_dense_scan_is_followed_by_tracks_that_end_at_the_cuts(
    cast: Cast, circle: Circle, bob: Caller, video: dict[str, Any]
) -> None:
    assert bob.get(f"/api/assets/{video['id']}/video").good()["scenes"] == STARTS[1:]
    assert proposals(bob, video) == []
    scan_every(bob, circle, video, STEP)
    assert proposals(bob, video) == EXPECTED
    (job,) = bob.get(f"/api/projects/{cast.project.id}/jobs", kind="link").good()["jobs"]
    assert (job["status"], job["queue"], job["reason"]) == ("finished", "video", None)
    (told,) = [
        event
        for event in log_of(cast.project.id)
        if event["type"] == "predictions.recorded" and event["frame_id"] == video["reel_id"]
    ]
    assert told["count"] == len(EXPECTED)
    assert {said["id"] for said in told["predictions"]} == {
        said["id"] for said in bob.frame(video["reel_id"])["predictions"]
    }


def test_frames_far_apart_are_linked_only_when_somebody_asks(
    cast: Cast, circle: Circle, bob: Caller, video: dict[str, Any]
) -> None:
    scan_every(bob, circle, video, 11)
    assert mongo()["jobs"].count_documents({"kind": "link"}) == 0
    asked = bob.post(f"/api/assets/{video['id']}/links", {}).good(202)
    again = bob.post(f"/api/assets/{video['id']}/links", {}).good(202)
    assert (asked["kind"], asked["status"], again["id"]) == ("link", "queued", asked["id"])
    link(asked["id"])
    circle.settle()
    assert bob.get(f"/api/jobs/{asked['id']}").good()["status"] == "finished"


def test_a_proposal_is_accepted_as_one_act_and_taken_back_as_one(
    cast: Cast, circle: Circle, bob: Caller, video: dict[str, Any]
) -> None:
    scan_every(bob, circle, video, STEP)
    state = bob.frame(video["reel_id"])
    ghost = state["predictions"][0]
    (made,) = bob.correct(video["reel_id"], ask_json("accept", prediction_id=ghost["id"])).good()["results"]
    after = bob.frame(video["reel_id"])
    (track,) = after["annotations"]
    assert (track["shape"], track["label"]) == (ghost["shape"], ghost["label"])
    assert (track["derived_from"], after["seq"]) == (ghost["id"], state["seq"] + 1)
    assert len(after["predictions"]) == len(state["predictions"]) - 1
    first = ghost["shape"]["keyframes"][0]["frame"]
    placed = place_at(SHAPE.validate_python(track["shape"]), first)  # type: ignore[arg-type]
    assert placed is not None
    undo = ask_json("withdraw", annotation_id=made["annotation"]["id"], revision=1)
    bob.correct(video["reel_id"], undo).good()
    back = bob.frame(video["reel_id"])
    assert back["annotations"] == []
    assert {said["id"] for said in back["predictions"]} == {said["id"] for said in state["predictions"]}


def test_linking_again_replaces_what_nobody_touched_and_proposes_nothing_twice(
    cast: Cast, circle: Circle, bob: Caller, video: dict[str, Any]
) -> None:
    scan_every(bob, circle, video, STEP)
    accepted, rejected, *left = bob.frame(video["reel_id"])["predictions"]
    bob.correct(video["reel_id"], ask_json("accept", prediction_id=accepted["id"])).good()
    bob.correct(video["reel_id"], ask_json("reject", prediction_id=rejected["id"])).good()
    job = bob.post(f"/api/assets/{video['id']}/links", {"model_version_id": accepted["model_version_id"]})
    link(job.good(202)["id"])
    circle.settle()
    found = bob.frame(video["reel_id"])
    assert [said["shape"] for said in found["predictions"]] == [said["shape"] for said in left]
    assert not {said["id"] for said in found["predictions"]} & {said["id"] for said in left}
    assert [entry["derived_from"] for entry in found["annotations"]] == [accepted["id"]]


def test_proposals_of_another_version_stay(
    cast: Cast, circle: Circle, bob: Caller, video: dict[str, Any]
) -> None:
    scan_every(bob, circle, video, STEP)
    other = a_model_version(cast.project, name="other")
    answer = Answer(model_version_id=other.id, columns=columns("bird"))

    def say(session: Session) -> None:
        for index in range(0, 12, 2):
            place_answer(video_frame_id(video["id"], index), answer, at=utc_now(), session=session)

    transaction(say)
    job = bob.post(f"/api/assets/{video['id']}/links", {"model_version_id": other.id}).good(202)
    link(job["id"])
    assert sorted({label for label, _first, _end in proposals(bob, video)}) == ["bird", "cat", "dog"]


def a_link_job(video: dict[str, Any], version: ModelVersion, dedupe: str = "test:link") -> Job:
    subject = Subject(asset_id=video["id"], model_version_id=version.id)
    hint = start_job("link", video["project_id"], "video", subject, dedupe=dedupe)
    assert hint is not None
    found = jobs.find_job(hint.job_id)
    assert found is not None
    return found


def turn(job: Job) -> object:
    """Do one slice that is over with its first part."""
    return work_slice(job_id=job.id, work=link_video, send=lambda hint: None, seconds=0)


def test_linking_goes_on_after_a_slice_and_begins_anew_in_another_process(
    cast: Cast,
    circle: Circle,
    bob: Caller,
    video: dict[str, Any],
    tiny_model: ModelVersion,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(linking, "READ", 10)
    scan_every(bob, circle, video, STEP)
    circle.stop()
    job = a_link_job(video, tiny_model)
    reached: list[int] = []
    while turn(job) == "queued":
        now = jobs.find_job(job.id)
        assert now is not None
        assert now.progress is not None
        assert now.attempts == 0
        reached.append(now.progress.done)
        if len(reached) == 2:
            linking.RUNS.clear()
    assert reached[2] == reached[0], "what another process does not know begins anew"
    assert reached[3:] == sorted(reached[3:])
    assert proposals(bob, video) == EXPECTED
    assert not linking.RUNS


def test_linking_waits_for_the_scenes(cast: Cast, bob: Caller) -> None:
    circle = Circle(works=False)
    circle.start()
    content = film(list(scenes_of(*LENGTHS)), every=12)
    (asset,) = bob.upload(cast.project.id, ("film.mp4", content)).good(201)["assets"]
    for kind in ("ingest", "extract"):
        circle.settle()
        WORK[circle.hints[-1].kind](circle.hints[-1].job_id)
        assert circle.hints[-1].kind == kind
    circle.settle()
    search = circle.hints[-1]
    assert search.kind == "scenes"
    bob.post(f"/api/assets/{asset['id']}/links", {}).fault(409, "not_ready")
    video = bob.get(f"/api/assets/{asset['id']}").good()
    scan_every(bob, circle, video, STEP)
    assert circle.hints[-1] == search, "the cuts are not known yet"
    WORK["scenes"](search.job_id)
    circle.settle()
    assert circle.hints[-1].kind == "link"
    link(circle.hints[-1].job_id)
    circle.settle()
    circle.stop()
    assert proposals(bob, video) == EXPECTED
    assert [hint.kind for hint in circle.hints].count("link") == 1


def test_a_video_from_before_scenes_were_searched_for_is_searched_first(
    cast: Cast, circle: Circle, bob: Caller, video: dict[str, Any]
) -> None:
    mongo()["jobs"].delete_many({"kind": "scenes"})
    bob.post(f"/api/assets/{video['id']}/links", {}).fault(409, "not_ready")
    assert mongo()["jobs"].count_documents({"kind": "scenes"}) == 1
    mongo()["jobs"].delete_many({"kind": "scenes"})
    scan_every(bob, circle, video, STEP)
    assert proposals(bob, video) == EXPECTED


def test_nonsense_is_refused_with_the_field_and_starts_nothing(
    cast: Cast, circle: Circle, bob: Caller, video: dict[str, Any]
) -> None:
    path = f"/api/assets/{video['id']}/links"
    for body, field in (
        ({"model_version_id": 5}, "model_version_id"),
        ({"model_version_id": "x" * 101}, "model_version_id"),
        ({"step": 5}, "step"),
    ):
        assert field in bob.post(path, body).fault(400, "input_invalid"), body
    bob.post(path, {"model_version_id": "mdl_" + "0" * 32}).fault(404, "not_found")
    bob.post(f"/api/assets/{a_frame(cast.project).asset_id}/links", {}).fault(409, "state_conflict")
    tags = a_model_version(cast.project, name="tags", task="classification")
    bob.post(path, {"model_version_id": tags.id}).fault(409, "state_conflict")
    silent = a_model_version(cast.project, name="silent", sha256="1" * 64)
    bob.post(path, {"model_version_id": silent.id}).fault(409, "not_ready")
    signed_in(cast.vera).post(path, {}).fault(403, "forbidden")
    signed_in(cast.oscar).post(path, {}).fault(404, "not_found")
    assert mongo()["jobs"].count_documents({"kind": "link"}) == 0


def test_a_video_with_too_few_looks_ends_with_a_reason_and_one_that_is_gone_fails(
    cast: Cast, circle: Circle, bob: Caller, video: dict[str, Any], tiny_model: ModelVersion
) -> None:
    circle.stop()
    job = a_link_job(video, a_model_version(cast.project, name="other"))
    assert turn(job) == "finished"
    ended = jobs.find_job(job.id)
    assert ended is not None
    assert "too few frames" in (ended.reason or "")
    assert bob.frame(video["reel_id"])["seq"] == 0
    gone = a_link_job({**video, "id": "ast_" + "0" * 32}, tiny_model, dedupe="test:gone")
    assert turn(gone) == "failed"
