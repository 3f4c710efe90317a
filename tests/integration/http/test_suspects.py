"""Label errors are searched for, listed with their reason and dismissed; nothing changes by itself."""

import pytest

from annotations.actions.share_worker import Slice
from annotations.domain.asset import Frame
from annotations.domain.job import Job
from annotations.domain.project import Project
from annotations.store import jobs, suspects
from annotations.store.client import database as mongo
from annotations.store.tables import FRAMES
from inference import tasks as inference_tasks
from inference.actions.mine_errors import BATCH, PREDICTED, mine_errors
from tests.builders import (
    Cast,
    Person,
    a_box,
    a_frame,
    a_job,
    a_model_version,
    ask,
    correct,
    draw,
    predict,
    use_model,
)
from tests.builders_gate import a_stored_model, a_stored_tagger, box_at, some_frames
from tests.caller import Caller, Json, signed_in
from tests.circle import Circle

PLACE = a_box(20, 30, 50, 40)
"""Where the builders' model says that its first prediction is."""


def a_wrong_frame(cast: Cast) -> Frame:
    """Let Bob call a dog a cat, and submit it."""
    frame = a_frame(cast.project)
    version = a_model_version(cast.project)
    use_model(cast.project, version)
    predict(frame, version, "dog", "bird")
    draw(frame, cast.bob, "cat", PLACE)
    return frame


def submit(caller: Caller, frame: Frame) -> None:
    caller.post(f"/api/frames/{frame.id}/reviews", {"verdict": "submitted"}).good(201)


def search(project: Project, *, seconds: float = 60) -> Job:
    job = jobs.claim_job(a_job(project, kind="mine", queue="video").id)
    assert job is not None
    assert mine_errors(job, Slice(seconds)) is None
    return job


def listed(caller: Caller, project: Project, **query: object) -> list[Json]:
    found: list[Json] = caller.get(f"/api/projects/{project.id}/suspects", **query).good()["suspects"]
    return found


def test_a_search_is_asked_for_and_tells_what_it_found(cast: Cast, circle: Circle, bob: Caller) -> None:
    path = f"/api/projects/{cast.project.id}/suspects"
    rita = signed_in(cast.rita)
    rita.post(path).fault(409, "not_ready")
    frame = a_wrong_frame(cast)
    before = list(mongo()["annotations"].find())
    submit(bob, frame)
    job = rita.post(path).good(202)
    assert rita.post(path).good(202)["id"] == job["id"], "one is under way"
    circle.settle()
    inference_tasks.mine(job["id"])
    found = listed(bob, cast.project)
    assert [(entry["kind"], entry["label"], entry["suggested"]) for entry in found] == [
        ("label", "cat", "dog"),
        ("missing", "bird", "bird"),
    ]
    assert found[0]["annotation_id"] == before[0]["_id"]
    assert found[0]["frame_id"] == found[1]["frame_id"] == frame.id
    assert "dog" in found[0]["reason"]
    assert list(mongo()["annotations"].find()) == before
    assert [entry["kind"] for entry in listed(bob, cast.project, kind="missing")] == ["missing"]


def test_what_is_dismissed_stays_so_and_what_is_mended_goes(cast: Cast, bob: Caller) -> None:
    frame = a_wrong_frame(cast)
    submit(bob, frame)
    search(cast.project)
    wrong, missing = listed(bob, cast.project)
    path = f"/api/projects/{cast.project.id}/suspects"
    assert bob.post(f"{path}/{missing['id']}/dismissal").good()["dismissed"]["name"] == "bob"
    search(cast.project)
    assert [entry["id"] for entry in listed(bob, cast.project)] == [wrong["id"]]
    assert [entry["id"] for entry in listed(bob, cast.project, dismissed="true")] == [missing["id"]]
    bob.call("DELETE", f"{path}/{missing['id']}/dismissal").good()
    assert len(listed(bob, cast.project)) == 2

    about = wrong["annotation_id"]
    correct(frame, cast.bob, ask("relabel", annotation_id=about, revision=1, label="dog"))
    assert [entry["id"] for entry in listed(bob, cast.project)] == [missing["id"]], "it was looked at since"
    correct(frame, cast.bob, ask("relabel", annotation_id=about, revision=2, label="cat"))
    assert len(listed(bob, cast.project)) == 2, "it was taken back"
    correct(frame, cast.bob, ask("relabel", annotation_id=about, revision=3, label="dog"))
    search(cast.project)
    assert mongo()["suspects"].count_documents({}) == 1


def test_what_somebody_rejected_is_missing_nowhere(cast: Cast, bob: Caller) -> None:
    frame = a_frame(cast.project)
    version = a_model_version(cast.project)
    use_model(cast.project, version)
    packed = predict(frame, version, "bird")
    correct(frame, cast.bob, ask("reject", prediction_id=f"{packed.id}.0"))
    submit(bob, frame)
    search(cast.project)
    assert listed(bob, cast.project) == []


def test_a_picture_of_it_comes_with_each_and_all_are_counted(cast: Cast, bob: Caller) -> None:
    counts = f"/api/projects/{cast.project.id}/suspects/counts"
    nothing = {"kinds": {}, "dismissed": 0, "at_least": False, "searched_at": None}
    assert bob.get(counts).good() == nothing
    frame = a_wrong_frame(cast)
    submit(bob, frame)
    search(cast.project)
    wrong, missing = listed(bob, cast.project)
    assert (wrong["drawn"]["label"], wrong["said"]["label"], wrong["frame"]["id"]) == ("cat", "dog", frame.id)
    assert (missing["drawn"], missing["said"]["label"]) == (None, "bird")
    told = bob.get(counts).good()
    assert told["kinds"] == {"label": 1, "missing": 1}
    assert told["searched_at"]
    place = missing["said"]["shape"]
    draw(frame, cast.bob, "bird", a_box(place["x"] + 1, place["y"], place["width"], place["height"]))
    assert [entry["kind"] for entry in listed(bob, cast.project)] == ["label"], "it is drawn by now"
    correct(frame, cast.bob, ask("reject", prediction_id=wrong["prediction_id"]))
    assert bob.get(counts).good()["kinds"] == {}


def test_twins_are_seen_to_when_either_is_gone(cast: Cast, bob: Caller) -> None:
    frame = twins(cast, cast.bob)
    search(cast.project)
    (twin,) = listed(bob, cast.project)
    assert twin["other"]["id"] != twin["drawn"]["id"]
    correct(frame, cast.bob, ask("remove", annotation_id=twin["other"]["id"], revision=1))
    assert listed(bob, cast.project) == []


def test_of_what_the_project_has_no_label_for_the_model_is_no_judge(cast: Cast, bob: Caller) -> None:
    frame = a_frame(cast.project)
    version = a_model_version(cast.project)
    use_model(cast.project, version)
    predict(frame, version, "zebra", "bird")
    draw(frame, cast.bob, "cat", PLACE)
    submit(bob, frame)
    search(cast.project)
    assert [(entry["kind"], entry["label"]) for entry in listed(bob, cast.project)] == [("missing", "bird")]


def test_a_search_goes_on_where_it_was_and_a_lost_lease_keeps_nothing(cast: Cast, bob: Caller) -> None:
    for _ in range(BATCH + 1):
        twins(cast, cast.bob)
    job = jobs.claim_job(a_job(cast.project, kind="mine", queue="video").id)
    assert job is not None
    ending = mine_errors(job, Slice(0))
    assert ending is not None
    assert ending.status == "queued"
    assert mongo()["suspects"].count_documents({}) == BATCH
    jobs.set_paused(job.id, job.fence)
    again = jobs.claim_job(job.id)
    assert again is not None
    with pytest.raises(Exception, match=job.id):
        mine_errors(job, Slice(60))
    assert mongo()["suspects"].count_documents({}) == BATCH
    assert mine_errors(again, Slice(60)) is None
    assert mongo()["suspects"].count_documents({}) == BATCH + 1
    assert suspects.read_place(job.id) == ""
    done = jobs.find_job(job.id)
    assert done is not None
    assert done.progress is not None
    assert (done.progress.done, done.progress.total) == (BATCH + 1, BATCH + 1)

    page = bob.get(f"/api/projects/{cast.project.id}/suspects", limit=30).good()
    rest = bob.get(f"/api/projects/{cast.project.id}/suspects", limit=30, after=page["next"]).good()
    ids = [entry["id"] for entry in [*page["suspects"], *rest["suspects"]]]
    assert len(set(ids)) == BATCH + 1
    assert rest["next"] is None


def twins(cast: Cast, person: Person) -> Frame:
    frame = a_frame(cast.project)
    first, second = (ask("add", label="cat", shape=PLACE) for _ in range(2))
    correct(frame, person, first, second)
    return frame


def test_where_the_champion_has_not_spoken_the_search_asks_it_and_shows_no_ghost(
    cast: Cast, bob: Caller
) -> None:
    earlier = a_model_version(cast.project)
    use_model(cast.project, earlier)
    wrong, empty, rejected, right, lost = some_frames(cast.project, 5)
    draw(wrong, cast.bob, "dog", box_at())
    packed = predict(rejected, earlier, "cat")
    place = box_at()
    there = [place.x, place.y, place.width, place.height]
    mongo()["predictions"].update_one({"_id": packed.id}, {"$set": {"boxes": there}})
    correct(rejected, cast.bob, ask("reject", prediction_id=f"{packed.id}.0"))
    draw(right, cast.bob, "cat", box_at())
    FRAMES.change({"_id": lost.id}, {"$set": {"rendition": "renditions/no/no/no.png"}})
    for frame in (wrong, empty, rejected, right, lost):
        submit(bob, frame)
    champion = a_stored_model(cast.project)
    use_model(cast.project, champion)
    before = [bob.frame(frame.id) for frame in (wrong, empty)]
    search(cast.project)
    found = {entry["kind"]: entry for entry in listed(bob, cast.project)}
    assert {kind: entry["frame_id"] for kind, entry in found.items()} == {
        "label": wrong.id, "missing": empty.id,
    }  # fmt: skip
    assert {entry["said"]["label"] for entry in found.values()} == {"cat"}
    assert {entry["prediction_id"] for entry in found.values()} == {None}
    assert [bob.frame(frame.id) for frame in (wrong, empty)] == before
    assert mongo()["predictions"].count_documents({"model_version_id": champion.id}) == 0
    counts = f"/api/projects/{cast.project.id}/suspects/counts"
    assert bob.get(counts).good()["kinds"] == {"label": 1, "missing": 1}

    # Said once, it is known: the next search needs no pixels.
    mongo()["frames"].update_many({}, {"$set": {"rendition": "renditions/no/no/no.png"}})
    search(cast.project)
    assert len(listed(bob, cast.project)) == 2
    draw(empty, cast.bob, "bird", box_at())
    assert [entry["kind"] for entry in listed(bob, cast.project)] == ["label"]
    about = found["label"]["annotation_id"]
    correct(wrong, cast.bob, ask("relabel", annotation_id=about, revision=1, label="cat"))
    assert listed(bob, cast.project) == []


def test_few_frames_are_asked_about_at_once_and_a_tagger_about_none(cast: Cast, bob: Caller) -> None:
    for frame in some_frames(cast.project, PREDICTED + 1):
        submit(bob, frame)
    use_model(cast.project, a_stored_model(cast.project))
    job = jobs.claim_job(a_job(cast.project, kind="mine", queue="video").id)
    assert job is not None
    assert mine_errors(job, Slice(0)) is not None
    assert mongo()["suspects"].count_documents({}) == PREDICTED
    assert mine_errors(job, Slice(60)) is None
    assert mongo()["suspects"].count_documents({}) == PREDICTED + 1
    use_model(cast.project, a_stored_tagger(cast.project, 0.9, 0.1))
    search(cast.project)
    assert listed(bob, cast.project) == []


def test_odd_questions_are_refused(cast: Cast, bob: Caller) -> None:
    path = f"/api/projects/{cast.project.id}/suspects"
    bob.get(path, kind="typo").fault(400, "input_invalid")
    bob.get(path, after="x").fault(400, "input_invalid")
    bob.get(path, limit=0).fault(400, "input_invalid")
    bob.post(f"{path}/sus_{'0' * 32}/dismissal").fault(404, "not_found")
    bob.post(path).fault(403, "forbidden")
