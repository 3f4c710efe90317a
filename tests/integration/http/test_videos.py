"""Videos over HTTP: every frame by its number with its own pixels, whether it has a row or not."""

import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from annotations.actions import read_pixels
from annotations.domain.model_version import ModelVersion
from annotations.domain.video import REEL_INDEX, video_frame_id
from annotations.media.tile_pack import read_tile
from annotations.store import video_frames
from annotations.store.client import database as mongo
from inference.tasks import scan
from tests.builders import Cast, a_cast, a_frame, an_annotation_id, ask_json
from tests.builders import with_attributes as ask_of
from tests.builders_media import a_picture_file
from tests.builders_video import HEIGHT, WIDTH
from tests.caller import Caller, signed_in
from tests.circle import Circle, types_of
from tests.integration.tasks.test_dataset import export, freeze
from tests.numbered import a_numbered_clip, keys_of, number_in

FRAMES, EVERY = 60, 10
CLIP = a_numbered_clip(FRAMES, every=EVERY)
KEYS = keys_of(CLIP)
BOX = {"type": "box", "x": 10, "y": 10, "width": 30, "height": 20}


@pytest.fixture
def cast(tiny_model: ModelVersion) -> Cast:
    """The cast's project is made once the small model is there, so that it uses it."""
    return a_cast()


@pytest.fixture
def video(cast: Cast, circle: Circle, bob: Caller) -> dict[str, Any]:
    """A numbered clip, uploaded, read, and predicted at its key frames."""
    (asset,) = bob.upload(cast.project.id, ("walk.mp4", CLIP)).good(201)["assets"]
    circle.settle()
    return bob.get(f"/api/assets/{asset['id']}").good()


def a_track(*frames: int) -> dict[str, Any]:
    return {"type": "track", "keyframes": [{"frame": index, "shape": BOX} for index in frames]}


def test_a_video_is_ready_with_its_facts_and_its_key_frames_follow(
    cast: Cast, bob: Caller, video: dict[str, Any]
) -> None:
    assert (video["status"], video["kind"], video["frame_count"]) == ("ready", "video", FRAMES)
    assert (video["predicted"], video["notes"], video["rate"]) == ("done", [], pytest.approx(25))
    told = bob.get(f"/api/assets/{video['id']}/video").good()
    keys = KEYS
    assert (told["keys"], told["extracted"], told["frame_count"]) == (keys, len(keys), FRAMES)
    assert told["reel_id"] == video["reel_id"] == video_frame_id(video["id"], REEL_INDEX)
    assert [index for index, _count in told["predicted"]] == keys
    assert all(count > 0 for _index, count in told["predicted"])
    assert sum(times for _step, times in told["steps"]) == FRAMES - 1
    assert told["sprite"]["indices"] == keys
    assert bob.get(told["sprite"]["url"]).status == 200
    log = types_of(cast.project.id)
    assert log.count("predictions.recorded") == len(keys)
    assert log.index("asset.ready") < log.index("predictions.recorded")
    assert "asset.changed" in log[log.index("predictions.recorded") :]
    assert mongo()["frames"].count_documents({}) == len(keys)
    assert mongo()["signatures"].count_documents({}) == 0


def test_every_frame_shows_its_own_number(bob: Caller, video: dict[str, Any]) -> None:
    path = f"/api/assets/{video['id']}"
    listed = bob.get(f"{path}/frames", limit=FRAMES + 1).good()["frames"]
    assert [frame["index"] for frame in listed] == list(range(FRAMES))
    for frame in listed:
        answer = bob.get(frame["image_url"])
        assert (answer.status, answer.headers["Content-Type"]) == (200, "image/jpeg")
        assert number_in(answer.content) == frame["index"]
        assert frame["timestamp"] == pytest.approx(frame["index"] / 25)
        assert frame["is_key"] == (frame["index"] in KEYS)
    for first, count, side in ((0, 60, None), (57, 10, 160), (13, 1, 100)):
        asked = {"first": first, "count": count} | ({"side": side} if side else {})
        pack = bob.get(f"{path}/pixels", **asked)
        begin, end = map(int, pack.headers["X-Frames"].split("-"))
        assert (begin, end) == (first, min(first + count, FRAMES) - 1)
        for place in range(end - begin + 1):
            assert number_in(read_tile(io.BytesIO(pack.content), place)) == begin + place
        known = bob.with_headers({"If-None-Match": pack.headers["ETag"]}).get(f"{path}/pixels", **asked)
        assert (known.status, known.content) == (304, b"")


def test_pages_of_frames_and_frames_by_number(bob: Caller, video: dict[str, Any]) -> None:
    path = f"/api/assets/{video['id']}/frames"
    first = bob.get(path, limit=25).good()
    rest = bob.get(path, limit=50, after=first["next"]).good()
    assert [frame["index"] for frame in first["frames"] + rest["frames"]] == list(range(FRAMES))
    assert rest["next"] is None
    keys = bob.get(path, keys="true", after=9).good()["frames"]
    assert [frame["index"] for frame in keys] == [index for index in KEYS if index > 9]
    assert bob.get(f"{path}/7").good()["id"] == video_frame_id(video["id"], 7)
    for index in ("60", "-1", "4294967295", "99999999999999999999"):
        bob.get(f"{path}/{index}").fault(404, "not_found")


def test_a_frame_without_a_row_is_read_and_its_first_write_makes_the_row(
    bob: Caller, video: dict[str, Any]
) -> None:
    frame_id = video_frame_id(video["id"], 7)
    state = bob.frame(frame_id)
    assert (state["seq"], state["frame"]["width"], state["annotations"]) == (0, WIDTH, [])
    assert mongo()["frames"].find_one({"_id": frame_id}) is None
    bob.correct(frame_id, ask_json("add", label="cat", shape=BOX)).good()
    bob.post(f"/api/frames/{frame_id}/reviews", {"verdict": "submitted"}).good(201)
    state = bob.frame(frame_id)
    assert (state["seq"], len(state["annotations"]), state["frame"]["height"]) == (2, 1, HEIGHT)
    assert number_in(bob.get(state["frame"]["image_url"]).content) == 7
    beyond = video_frame_id(video["id"], FRAMES)
    bob.get(f"/api/frames/{beyond}").fault(404, "not_found")
    bob.correct(beyond, ask_json("add", label="cat", shape=BOX)).fault(404, "not_found")


def test_first_writers_at_once_all_succeed(cast: Cast, video: dict[str, Any]) -> None:
    frame_id, many = video_frame_id(video["id"], 11), 6
    gate = Barrier(many)

    def write(_number: int) -> int:
        caller = signed_in(cast.bob)
        gate.wait(20)
        return caller.correct(frame_id, ask_json("add", label="cat", shape=BOX)).status

    with ThreadPoolExecutor(many) as pool:
        assert list(pool.map(write, range(many))) == [200] * many
    assert signed_in(cast.bob).frame(frame_id)["seq"] == many


def test_tracks_stand_on_the_reel_and_nothing_else_but_tags(bob: Caller, video: dict[str, Any]) -> None:
    reel, frame_id = video["reel_id"], video_frame_id(video["id"], 3)
    assert bob.frame(reel)["frame"]["index"] == REEL_INDEX
    bob.get(f"/api/frames/{reel}/image").fault(404, "not_found")
    bob.correct(reel, ask_json("add", label="cat", shape=a_track(0, FRAMES - 1))).good()
    bob.correct(reel, ask_json("add", label="cat", shape={"type": "tag"})).good()
    for target, shape in ((reel, BOX), (reel, a_track(0, FRAMES)), (frame_id, a_track(1))):
        fields = bob.correct(target, ask_json("add", label="cat", shape=shape)).fault(400, "shape_invalid")
        assert list(fields) == ["corrections.0.shape"]
    assert (bob.frame(reel)["seq"], bob.frame(frame_id)["seq"]) == (2, 0)


def test_a_picture_takes_no_track_and_is_no_video(cast: Cast, bob: Caller) -> None:
    frame = a_frame(cast.project)
    bob.correct(frame.id, ask_json("add", label="cat", shape=a_track(1))).fault(400, "shape_invalid")
    for name in ("video", "pixels", "sprite"):
        bob.get(f"/api/assets/{frame.asset_id}/{name}").fault(409, "state_conflict")
    body = {"frames": "keys"}
    bob.post(f"/api/assets/{frame.asset_id}/predictions", body).fault(409, "state_conflict")


BAD_RANGES: list[tuple[dict[str, object], int, str]] = [
    ({"first": -1}, 400, "input_invalid"),
    ({"first": FRAMES}, 416, "range_invalid"),
    ({"count": 0}, 400, "input_invalid"),
    ({"count": 61}, 400, "input_invalid"),
    ({"side": 1}, 400, "input_invalid"),
    ({"first": "x"}, 400, "input_invalid"),
]
BAD_SCANS: list[tuple[dict[str, object], str]] = [
    ({}, "frames"),
    ({"frames": "some"}, "frames"),
    ({"frames": "every", "step": 0}, "step"),
    ({"frames": "every", "first": FRAMES}, "first"),
    ({"frames": "every", "last": FRAMES}, "last"),
    ({"frames": "every", "first": 9, "last": 3}, "last"),
    ({"frames": "keys", "more": 1}, "more"),
]


def test_nonsense_is_refused_with_the_field_and_starts_nothing(bob: Caller, video: dict[str, Any]) -> None:
    for query, status, code in BAD_RANGES:
        assert bob.get(f"/api/assets/{video['id']}/pixels", **query).fault(status, code), query
    for body, field in BAD_SCANS:
        answer = bob.post(f"/api/assets/{video['id']}/predictions", body)
        assert field in answer.fault(400, "input_invalid"), body
    assert mongo()["jobs"].count_documents({"kind": "scan"}) == 0


def test_a_busy_decoder_says_when_to_come_again(
    bob: Caller, video: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_pixels, "GATE", read_pixels.Gate(0, 0))
    answer = bob.get(f"/api/assets/{video['id']}/pixels", first=1)
    answer.fault(503, "decoder_busy")
    assert answer.headers["Retry-After"] == "1"


def test_a_video_whose_file_is_gone_says_so(bob: Caller, video: dict[str, Any]) -> None:
    mongo()["assets"].update_one({"_id": video["id"]}, {"$set": {"image_uri": "storage://gone"}})
    video_frames.VIDEOS_SEEN.forget(video["id"][4:28])
    bob.get(f"/api/assets/{video['id']}/pixels", first=1).fault(404, "not_found")


def test_a_scan_predicts_frames_between_the_keys(
    cast: Cast, circle: Circle, bob: Caller, video: dict[str, Any]
) -> None:
    body = {"frames": "every", "step": 4, "first": 1, "last": 30}
    path = f"/api/assets/{video['id']}/predictions"
    job = bob.post(path, body).good(202)
    assert (job["kind"], job["queue"]) == ("scan", "video")
    scan(job["id"])
    ended = bob.get(f"/api/jobs/{job['id']}").good()
    assert (ended["status"], ended["progress"]) == ("finished", {"done": 8, "total": 8})
    told = bob.get(f"/api/assets/{video['id']}/video").good()
    assert {index for index, _count in told["predicted"]} >= set(range(1, 31, 4))


def test_a_project_may_want_every_nth_frame_predicted(cast: Cast, circle: Circle, alice: Caller) -> None:
    path = f"/api/projects/{cast.project.id}"
    assert alice.get(path).good()["video"] == {"predict": "keys", "step": 1}
    alice.patch(path, {"video": {"predict": "every", "step": 0}}).fault(400, "input_invalid")
    alice.patch(path, {"video": {"predict": "every", "step": 7}}).good()
    (asset,) = alice.upload(cast.project.id, ("walk.mp4", CLIP)).good(201)["assets"]
    circle.settle()
    told = alice.get(f"/api/assets/{asset['id']}/video").good()
    wanted = set(KEYS) | set(range(0, FRAMES, 7))
    assert {index for index, _count in told["predicted"]} == wanted


def test_a_picture_file_is_still_one_frame(cast: Cast, circle: Circle, bob: Caller) -> None:
    (asset,) = bob.upload(cast.project.id, ("a.png", a_picture_file("PNG"))).good(201)["assets"]
    circle.settle()
    assert bob.get(f"/api/assets/{asset['id']}/frames/0").good()["timestamp"] is None
    bob.get(f"/api/assets/{asset['id']}/frames/1").fault(404, "not_found")


def test_an_export_tells_tracks_on_every_frame_and_without_interpolation_on_their_keyframes(
    cast: Cast, circle: Circle, bob: Caller, alice: Caller, video: dict[str, Any]
) -> None:
    moved = {**BOX, "x": 10 + FRAMES - 1}
    ends = [{"frame": 0, "shape": BOX}, {"frame": FRAMES - 1, "shape": moved}]
    track = {"type": "track", "keyframes": ends}
    bob.correct(video["reel_id"], ask_json("add", label="cat", shape=track)).good()
    snapshot = freeze(alice, circle, cast.project.id)
    for interpolated, expected in ((True, range(FRAMES)), (False, (0, FRAMES - 1))):
        content = export(
            alice, circle, snapshot["id"], "coco", include_images=True, interpolated=interpolated
        ).content
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            told = json.loads(archive.read("annotations.json"))
            numbers = [number_in(archive.read(f"images/{image['file_name']}")) for image in told["images"]]
        assert numbers == [image["frame_id"] for image in told["images"]] == list(expected)
        assert [row["bbox"] for row in told["annotations"]] == [
            [10.0 + index, 10.0, 30.0, 20.0] for index in expected
        ]
        assert len({(row["tandem_id"], row["track_id"]) for row in told["annotations"]}) == 1
        (video_row,) = told["videos"]
        assert (video_row["length"], video_row["id"]) == (FRAMES, told["images"][0]["video_id"])


def test_a_verdict_on_the_reel_is_one_on_the_whole_video(
    cast: Cast, bob: Caller, video: dict[str, Any]
) -> None:
    ask_of(cast.project, "cat", mutable=True)
    reel, still_frame = video["reel_id"], video_frame_id(video["id"], 7)
    begun, late, still = an_annotation_id(), an_annotation_id(), an_annotation_id()
    for track_id, place in ((begun, 0), (late, 1)):
        track = a_track(3, 9)
        track["keyframes"][place]["attributes"] = {"pose": "front"}
        bob.correct(reel, ask_json("add", annotation_id=track_id, label="cat", shape=track)).good()
    bob.correct(still_frame, ask_json("add", annotation_id=still, label="cat", shape=BOX)).good()
    assert bob.get(f"/api/assets/{video['id']}/video").good()["annotated"] == [[7, 1]]

    def submit(status: int) -> Any:
        answer = bob.post(f"/api/frames/{reel}/reviews", {"verdict": "submitted"})
        return answer.good(201) if status == 201 else answer.fault(status, "attributes_missing")

    assert submit(409) == {
        f"frames.7.annotations.{still}.attributes.pose": "required",
        f"annotations.{late}.attributes.pose": "required",
    }
    assert bob.get(f"/api/assets/{video['id']}").good()["reviewed"] is None
    for frame_id, made in ((reel, late), (still_frame, still)):
        answer = {"attributes": {"pose": "front"}}
        bob.correct(frame_id, ask_json("describe", annotation_id=made, revision=1, changes=answer)).good()
    assert submit(201)["frame_id"] == reel
    assert bob.get(f"/api/assets/{video['id']}").good()["reviewed"] == "submitted"
