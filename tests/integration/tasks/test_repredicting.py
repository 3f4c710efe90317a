"""After a promotion: what nobody has decided on is predicted anew, once, and what people touched is left."""

import hashlib
from collections import Counter
from io import BytesIO
from threading import Thread
from typing import Any

import numpy as np
import pytest

from annotations.actions.next_frame import hold_frame
from annotations.actions.review_frame import review_frame
from annotations.actions.share_worker import Slice, work_slice
from annotations.actions.start_job import start_job
from annotations.actions.work_job import Ending
from annotations.domain.asset import Frame
from annotations.domain.geometry import Tag
from annotations.domain.job import Job, Subject
from annotations.domain.model_version import ModelVersion
from annotations.store import files, jobs
from annotations.store.client import database as mongo
from inference import tasks
from inference.actions import repredict_project as repredicting
from inference.actions.predict_frame import DETECTORS, detect_frame
from inference.actions.promote_model_version import promote_model_version, roll_back
from inference.actions.repredict_project import repredict_project
from inference.actions.warm_promoted import warm_promoted
from inference.store import undecided
from tests.builders import Cast, a_cast, a_model_version, ask, draw, predict, reread, use_model
from tests.builders_onnx import answering_model, manifest, picture
from tests.caller import Caller, signed_in
from tests.circle import Circle, types_of
from tests.stored_pictures import a_stored_frame

FRAMES = 20


def a_working_version(cast: Cast, label: str) -> ModelVersion:
    """Insert a version with a file that sees one object of a label on every picture."""
    scores = np.array([[0.9, 0.0] if label == "cat" else [0.0, 0.9]], np.float32)
    content = answering_model({"scores": scores, "boxes": np.array([[0, 0, 0.5, 0.5]], np.float32)})
    sha256 = hashlib.sha256(content).hexdigest()
    name = files.save_by_content("models", BytesIO(content), sha256=sha256, suffix=".onnx")
    text = manifest(sha256=sha256).model_dump_json()
    return a_model_version(cast.project, sha256=sha256, storage_name=name, manifest=text)


@pytest.fixture
def cast(database: None) -> Cast:
    """People and a project without a model."""
    return a_cast()


@pytest.fixture
def cats(cast: Cast) -> ModelVersion:
    """The champion: it sees cats."""
    version = a_working_version(cast, "cat")
    use_model(cast.project, version)
    return version


@pytest.fixture
def dogs(cast: Cast) -> ModelVersion:
    """The next champion: it sees dogs."""
    return a_working_version(cast, "dog")


def project_of(cast: Cast) -> Any:
    return signed_in(cast.alice).get(f"/api/projects/{cast.project.id}").good()


def promote(cast: Cast, version: ModelVersion) -> str:
    """Promote a version and return the run that follows, as the relay queues it."""
    project = cast.project.model_copy(update={"champion_id": (project_of(cast)["champion"] or {}).get("id")})
    promote_model_version(project=project, version=version, actor=cast.alice.actor)
    last = mongo()["promotions"].find_one({"project_id": cast.project.id}, sort=[("_id", -1)])
    assert last is not None
    subject = Subject(model_version_id=version.id, promotion_id=last["_id"])
    hint = start_job("repredict", cast.project.id, "bulk", subject, dedupe=f"repredict:{last['_id']}")
    assert hint is not None
    return hint.job_id


def frames_of(cast: Cast, count: int) -> list[Frame]:
    return [a_stored_frame(cast.project, picture(level=place)) for place in range(count)]


def turn(job_id: str) -> object:
    """Do one slice that is over with its first part."""

    def work(job: Job, part: Slice) -> Ending | None:
        return repredict_project(job, part, threads=1)

    return work_slice(job_id=job_id, work=work, send=lambda hint: None, seconds=0)


def finish(job_id: str) -> Job:
    while turn(job_id) == "queued":
        pass
    found = jobs.find_job(job_id)
    assert found is not None
    return found


def said_by(version: ModelVersion) -> Counter[str]:
    rows = mongo()["predictions"].find({"model_version_id": version.id})
    return Counter(row["frame_id"] for row in rows)


def layer(caller: Caller, frame: Frame) -> tuple[str | None, list[str]]:
    """Return whose predictions are the frame's, and the labels of those."""
    state = caller.frame(frame.id)
    shown = state["layer_version_id"]
    return shown, [said["label"] for said in state["predictions"] if said["model_version_id"] == shown]


def test_what_is_in_somebodys_hands_goes_first_then_the_newest(cast: Cast, cats: ModelVersion) -> None:
    frames = frames_of(cast, 4)
    hold_frame(frame=frames[1], project=cast.project, actor=cast.bob.actor)
    ids = sorted(frame.id for frame in frames if frame.id != frames[1].id)
    found = undecided.list_likeliest(cast.project.id, limit=3)
    assert [frame.id for frame in found] == [frames[1].id, ids[-1], ids[-2]]


def test_what_people_touched_is_left_and_the_rest_is_predicted_anew(
    cast: Cast, cats: ModelVersion, dogs: ModelVersion
) -> None:
    bob = signed_in(cast.bob)
    open_, accepted, drawn, submitted, unpredicted = frames_of(cast, 5)
    for frame in (open_, accepted, drawn, submitted):
        predict(frame, cats, "cat", "cat")
    ghost = bob.frame(accepted.id)["predictions"][0]["id"]
    bob.correct(accepted.id, ask_json_accept(ghost)).good()
    draw(drawn, cast.bob, shape=Tag())
    review_frame(
        frame=reread(submitted), project=cast.project, verdict="submitted", comment=None, actor=cast.bob.actor
    )
    ended = finish(promote(cast, dogs))
    assert (ended.status, ended.progress and ended.progress.total) == ("finished", 5)
    assert said_by(dogs) == Counter([open_.id, unpredicted.id])
    assert layer(bob, open_) == (dogs.id, ["dog"])
    assert layer(bob, unpredicted) == (dogs.id, ["dog"])
    assert layer(bob, accepted) == (cats.id, ["cat"]), "one of two ghosts is still open"
    assert layer(bob, drawn) == (cats.id, ["cat", "cat"])
    assert layer(bob, submitted) == (cats.id, ["cat", "cat"])


def ask_json_accept(ghost: str) -> dict[str, Any]:
    return ask("accept", prediction_id=ghost, annotation_id="ann_" + "2" * 32).model_dump(
        mode="json", exclude_none=True
    )


def test_a_rollback_shows_the_earlier_predictions_at_once_and_touched_frames_keep_theirs(
    cast: Cast, cats: ModelVersion, dogs: ModelVersion
) -> None:
    bob = signed_in(cast.bob)
    kept, open_ = frames_of(cast, 2)
    for frame in (kept, open_):
        predict(frame, cats, "cat")
    before = mongo()["predictions"].count_documents({})
    finish(promote(cast, dogs))
    ghost = next(said for said in bob.frame(kept.id)["predictions"] if said["model_version_id"] == dogs.id)
    bob.correct(kept.id, ask_json_accept(ghost["id"])).good()
    project = cast.project.model_copy(update={"champion_id": dogs.id})
    roll_back(project=project, actor=cast.alice.actor)
    assert layer(bob, open_) == (cats.id, ["cat"])
    assert layer(bob, kept) == (dogs.id, []), "what was accepted is not offered again by the other version"
    state = bob.frame(kept.id)
    assert state["pinned_version_id"] == dogs.id
    assert {said["model_version_id"] for said in state["predictions"]} == {cats.id}, "nothing is deleted"
    last = mongo()["promotions"].find_one({}, sort=[("_id", -1)])
    assert last is not None
    subject = Subject(model_version_id=cats.id, promotion_id=last["_id"])
    hint = start_job("repredict", cast.project.id, "bulk", subject, dedupe="back")
    assert hint is not None
    assert finish(hint.job_id).status == "finished"
    assert mongo()["predictions"].count_documents({}) == before + 2, "what is stored is not said again"


def test_the_relay_starts_the_run_and_tells_how_far_it_is(
    cast: Cast, cats: ModelVersion, dogs: ModelVersion, circle: Circle
) -> None:
    (frame,) = frames_of(cast, 1)
    predict(frame, cats, "cat")
    alice = signed_in(cast.alice)
    alice.post(f"/api/model-versions/{dogs.id}/promote").good()
    circle.settle()
    assert layer(alice, frame) == (dogs.id, ["dog"])
    told = types_of(cast.project.id)
    assert told.index("model_version.promoted") < len(told) - 1 - told[::-1].index("predictions.recorded")
    (job,) = alice.get(f"/api/projects/{cast.project.id}/jobs", kind="repredict").good()["jobs"]
    assert (job["status"], job["progress"]) == ("finished", {"done": 1, "total": 1})
    alice.post(f"/api/projects/{cast.project.id}/rollback").good()
    circle.settle()
    assert layer(alice, frame) == (cats.id, ["cat"])


def test_a_new_project_has_nothing_to_predict_again(cast: Cast, circle: Circle, cats: ModelVersion) -> None:
    a_model_version()
    made = signed_in(cast.alice).post("/api/projects", {"name": "New"}).good(201)
    circle.settle()
    assert mongo()["jobs"].count_documents({"project_id": made["id"]}) == 0
    assert types_of(made["id"]) == []


def test_a_worker_loads_what_was_promoted_before_a_picture_waits_for_it(
    cast: Cast, cats: ModelVersion, dogs: ModelVersion
) -> None:
    assert warm_promoted(None, threads=1) is None
    promote(cast, dogs)
    seen = warm_promoted(None, threads=1)
    assert DETECTORS.peek(dogs.id) is not None
    DETECTORS.drop(dogs.id)
    assert warm_promoted(seen, threads=1) == seen
    assert DETECTORS.peek(dogs.id) is None, "the same promotion is looked at once"


def test_a_later_promotion_ends_the_run_of_the_one_before(
    cast: Cast, cats: ModelVersion, dogs: ModelVersion
) -> None:
    frames_of(cast, FRAMES)
    first = promote(cast, dogs)
    assert turn(first) == "queued"
    second = promote(cast, cats)
    assert turn(first) == "cancelled"
    ended = jobs.find_job(first)
    assert ended is not None
    assert ended.reason == repredicting.SUPERSEDED
    assert sum(said_by(dogs).values()) == repredicting.CHUNK
    assert finish(second).status == "finished"
    assert sorted(said_by(cats).values()) == [1] * FRAMES


class Killed(BaseException):
    """Stands for a worker that is killed in the middle of a part."""


def test_a_killed_worker_predicts_no_frame_twice_and_leaves_none_out(
    cast: Cast, cats: ModelVersion, dogs: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames_of(cast, FRAMES)
    job_id = promote(cast, dogs)
    seen: list[object] = []

    def detect_or_die(*arguments: Any) -> Any:
        seen.append(arguments)
        if len(seen) == repredicting.CHUNK + 3:
            raise Killed
        return detect_frame(*arguments)

    monkeypatch.setattr(repredicting, "detect_frame", detect_or_die)
    with pytest.raises(Killed):
        tasks.repredict(job_id)
    assert len(said_by(dogs)) == repredicting.CHUNK
    assert turn(job_id) is None, "its lease holds until it runs out"
    mongo()["jobs"].update_one({"_id": job_id}, [{"$set": {"lease_until": {"$subtract": ["$$NOW", 1]}}}])
    ended = finish(job_id)
    assert (ended.status, ended.progress and ended.progress.done) == ("finished", FRAMES)
    assert sorted(said_by(dogs).values()) == [1] * FRAMES


def test_a_frame_that_is_corrected_while_it_is_predicted_keeps_what_was_seen(
    cast: Cast, cats: ModelVersion, dogs: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = frames_of(cast, 2)

    def detect_while_bob_draws(detector: Any, frame: Frame) -> Any:
        if frame.id == first.id:
            draw(frame, cast.bob, shape=Tag())
        return detect_frame(detector, frame)

    monkeypatch.setattr(repredicting, "detect_frame", detect_while_bob_draws)
    assert finish(promote(cast, dogs)).status == "finished"
    assert said_by(dogs) == Counter([second.id])


def test_a_run_can_be_cancelled_and_a_picture_that_is_gone_does_not_stop_it(
    cast: Cast, cats: ModelVersion, dogs: ModelVersion
) -> None:
    frames = frames_of(cast, FRAMES)
    mongo()["frames"].update_one({"_id": frames[0].id}, {"$set": {"rendition": "renditions/gone.png"}})
    job_id = promote(cast, dogs)
    assert turn(job_id) == "queued"
    signed_in(cast.bob).post(f"/api/jobs/{job_id}/cancel").good()
    assert turn(job_id) is None
    signed_in(cast.bob).post(f"/api/jobs/{job_id}/retry").good()
    assert finish(job_id).status == "finished"
    assert sorted(said_by(dogs).values()) == [1] * (FRAMES - 1)


def test_a_switch_while_pictures_are_predicted_loses_none_and_mixes_no_two_versions(
    cast: Cast, cats: ModelVersion, dogs: ModelVersion
) -> None:
    frames = frames_of(cast, 100)
    queued = []
    for frame in frames:
        subject = Subject(asset_id=frame.asset_id, frame_id=frame.id, model_version_id=cats.id)
        dedupe = f"predict:{frame.id}:{cats.id}"
        hint = start_job("predict", cast.project.id, "interactive", subject, dedupe=dedupe)
        assert hint is not None
        queued.append(hint.job_id)

    def work(share: list[str]) -> None:
        for job_id in share:
            tasks.predict(job_id)

    threads = [Thread(target=work, args=(queued[place::4],)) for place in range(4)]
    for thread in threads:
        thread.start()
    runs = [promote(cast, version) for version in (dogs, cats, dogs)]
    for thread in threads:
        thread.join()
    states = [finish(run).status for run in runs]
    assert states == ["cancelled", "cancelled", "finished"]
    assert mongo()["jobs"].count_documents({"kind": "predict", "status": "finished"}) == 100
    for row in mongo()["predictions"].find():
        assert row["labels"] == (["cat"] if row["model_version_id"] == cats.id else ["dog"])
    assert set(said_by(dogs)) == {frame.id for frame in frames}
    bob = signed_in(cast.bob)
    assert {layer(bob, frame)[0] for frame in frames[::10]} == {dogs.id}
