"""POST /api/projects/{id}/assets: taken, refused with a reason, known already; and how decoding ends."""

import zipfile
from io import BytesIO

import pytest

from annotations.store.client import database as mongo
from tests.builders import Cast
from tests.builders_media import a_one_colour_png, a_picture_file, a_sound_file, a_video_file
from tests.caller import Caller
from tests.circle import Circle

PICTURE = a_picture_file("PNG")


def a_zip() -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "text")
    return target.getvalue()


BAD = {
    "nothing": b"",
    "text": b"just some words",
    "a web page": b"<html><script>alert(1)</script></html>",
    "a drawing with scripts": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a program": b"\x7fELF" + bytes(100),
    "an archive": a_zip(),
    "zeros": bytes(1000),
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_a_file_that_is_no_picture_is_refused_with_a_reason(cast: Cast, bob: Caller, content: bytes) -> None:
    answer = bob.upload(cast.project.id, ("photo.png", content))
    fields = answer.fault(400, "upload_refused")
    assert list(fields) == ["photo.png"]
    (asset,) = answer.body["assets"]
    assert asset["status"] == "failed"
    assert asset["error"]["message"] == fields["photo.png"]
    assert asset["thumbnail_url"] is None


def test_good_files_beside_bad_ones_are_taken(cast: Cast, bob: Caller) -> None:
    body = bob.upload(cast.project.id, ("a.png", PICTURE), ("b.png", b""), ("c.png", b"words")).good(201)
    assert [(entry["name"], entry["status"]) for entry in body["assets"]] == [
        ("a.png", "uploaded"), ("b.png", "failed"), ("c.png", "failed"),
    ]  # fmt: skip
    reasons = [entry["error"]["message"] for entry in body["assets"][1:]]
    assert len(set(reasons)) == 2


def test_the_same_bytes_twice_are_one_asset(cast: Cast, bob: Caller, alice: Caller) -> None:
    first = bob.upload(cast.project.id, ("a.png", PICTURE)).good(201)["assets"][0]
    again = alice.upload(cast.project.id, ("other name.png", PICTURE)).good(201)["assets"][0]
    assert (first["duplicate"], again["duplicate"]) == (False, True)
    assert again["id"] == first["id"]
    assert mongo()["assets"].count_documents({}) == 1


def test_the_same_bytes_twice_in_one_request_are_one_asset(cast: Cast, bob: Caller) -> None:
    sent = bob.upload(cast.project.id, ("a.png", PICTURE), ("b.png", PICTURE)).good(201)["assets"]
    assert [entry["duplicate"] for entry in sent] == [False, True]
    assert len({entry["id"] for entry in sent}) == 1


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..\\..\\boot.ini", "a\u202egnp.exe", "x" * 250 + ".png", "\n.png", " ", "<b>.png"],
)
def test_a_file_name_is_text_and_never_a_path(cast: Cast, bob: Caller, name: str) -> None:
    (asset,) = bob.upload(cast.project.id, (name, PICTURE)).good(201)["assets"]
    assert asset["name"]
    assert len(asset["name"]) <= 200
    assert not set(asset["name"]) & set("/\\\n\u202e")


def test_a_form_without_a_file_is_refused(cast: Cast, bob: Caller) -> None:
    assert bob.send(f"/api/projects/{cast.project.id}/assets", {"other": "x"}).fault(400, "input_invalid")


def after_ingest(circle: Circle, cast: Cast, bob: Caller, name: str, content: bytes) -> dict[str, object]:
    sent = bob.upload(cast.project.id, (name, content)).good(201)["assets"][0]
    circle.settle()
    return bob.get(f"/api/assets/{sent['id']}").good()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (PICTURE[: len(PICTURE) // 2], "ends before its content"),
        (PICTURE[:40] + b"\0" * 200, ""),
        (a_one_colour_png(20_000, 15_000), "300 megapixels"),
        (a_one_colour_png(41_000, 10), "longest side"),
        (a_sound_file(), ""),
    ],
    ids=["cut off", "damaged", "a bomb of 300 megapixels", "endlessly wide", "sound alone"],
)
def test_a_file_that_cannot_be_decoded_ends_failed_with_a_reason(
    cast: Cast, circle: Circle, bob: Caller, content: bytes, says: str
) -> None:
    asset = after_ingest(circle, cast, bob, "photo.png", content)
    assert asset["status"] == "failed"
    assert isinstance(asset["error"], dict)
    assert says in asset["error"]["message"]
    assert asset["frame_id"] is None
    counts = bob.get(f"/api/projects/{cast.project.id}").good()["counts"]
    assert (counts["assets"], counts["failed"], counts["pending"]) == (1, 1, 0)
    (job,) = bob.get(f"/api/projects/{cast.project.id}/jobs").good()["jobs"]
    assert (job["kind"], job["status"], job["reason"]) == ("ingest", "failed", asset["error"]["message"])


def test_a_failed_asset_can_be_tried_again_and_a_ready_one_cannot(
    cast: Cast, circle: Circle, bob: Caller
) -> None:
    asset = after_ingest(circle, cast, bob, "photo.png", PICTURE[: len(PICTURE) // 2])
    bob.post(f"/api/assets/{asset['id']}/retry").good()
    circle.settle()
    (job,) = bob.get(f"/api/projects/{cast.project.id}/jobs").good()["jobs"]
    assert (job["status"], job["attempts"]) == ("failed", 1)
    counts = bob.get(f"/api/projects/{cast.project.id}").good()["counts"]
    assert (counts["assets"], counts["ready"], counts["failed"], counts["pending"]) == (1, 0, 1, 0)
    good = after_ingest(circle, cast, bob, "good.png", PICTURE)
    bob.post(f"/api/assets/{good['id']}/retry").fault(409, "state_conflict")


def test_a_mislabelled_picture_is_taken_for_what_it_is(cast: Cast, circle: Circle, bob: Caller) -> None:
    asset = after_ingest(circle, cast, bob, "photo.png", a_picture_file("JPEG"))
    assert (asset["status"], asset["content_type"]) == ("ready", "image/jpeg")
    assert asset["notes"]


def test_a_picture_is_shown_with_pixels_that_we_wrote(cast: Cast, circle: Circle, bob: Caller) -> None:
    asset = after_ingest(circle, cast, bob, "photo.png", PICTURE)
    (frame,) = bob.get(f"/api/assets/{asset['id']}/frames").good()["frames"]
    assert frame["id"] == asset["frame_id"]
    for url in (frame["image_url"], asset["thumbnail_url"]):
        assert isinstance(url, str)
        answer = bob.get(url)
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("image/")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.content != PICTURE
        same = bob.with_headers({"If-None-Match": answer.headers["ETag"]}).get(url)
        assert (same.status, same.content) == (304, b"")


def test_a_video_gets_its_figures_and_a_thumbnail(cast: Cast, circle: Circle, bob: Caller) -> None:
    asset = after_ingest(circle, cast, bob, "walk.mp4", a_video_file())
    assert (asset["status"], asset["kind"], asset["frame_count"]) == ("ready", "video", 12)
    assert bob.get(str(asset["thumbnail_url"])).status == 200
    assert len(bob.get(f"/api/assets/{asset['id']}/frames").good()["frames"]) == 12


def test_a_thumbnail_that_is_not_there_yet_is_told_so(cast: Cast, bob: Caller) -> None:
    (asset,) = bob.upload(cast.project.id, ("a.png", PICTURE)).good(201)["assets"]
    bob.get(f"/api/assets/{asset['id']}/thumbnail").fault(409, "not_ready")


def test_the_list_of_assets_is_in_order_of_arrival_and_can_be_filtered(cast: Cast, bob: Caller) -> None:
    files = [(f"{number}.png", a_picture_file("PNG", width=40 + number)) for number in range(5)]
    bob.upload(cast.project.id, *files, ("bad.png", b"")).good(201)
    root = f"/api/projects/{cast.project.id}/assets"
    first = bob.get(root, limit=4).good()
    rest = bob.get(root, limit=4, after=first["next"]).good()
    names = [entry["name"] for entry in first["assets"] + rest["assets"]]
    assert names == ["0.png", "1.png", "2.png", "3.png", "4.png", "bad.png"]
    assert rest["next"] is None
    assert [entry["name"] for entry in bob.get(root, status="failed").good()["assets"]] == ["bad.png"]
