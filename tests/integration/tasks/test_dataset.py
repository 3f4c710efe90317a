"""Snapshots and exports: the same content has the same bytes, and other tools can read it."""

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pycocotools.coco import COCO

from annotations.domain.asset import Frame
from annotations.domain.changes import Changes
from annotations.domain.geometry import Box, Ellipse, Mask, Points, Polygon, Polyline, Shape, Skeleton, Tag
from tests.builders import ASKED, HEIGHT, WIDTH, Cast, a_box, a_frame, ask, correct, draw
from tests.builders_media import a_picture_file
from tests.caller import Answer, Caller
from tests.circle import Circle, types_of

TURNED = Box(x=200, y=200, width=60, height=30, rotation=30)
TRIANGLE = Polygon(points=[(10, 10), (110, 10), (10, 110)])


def freeze(caller: Caller, circle: Circle, project_id: str) -> dict[str, Any]:
    made = caller.post(f"/api/projects/{project_id}/snapshots", {}).good(201)
    circle.settle()
    return caller.get(f"/api/snapshots/{made['id']}").good()


def export(caller: Caller, circle: Circle, snapshot_id: str, name: str, **more: object) -> Answer:
    made = caller.post(f"/api/snapshots/{snapshot_id}/exports", {"format": name, **more}).good(201)
    circle.settle()
    done = caller.get(f"/api/exports/{made['id']}").good()
    assert done["status"] == "finished", done
    assert done["finished_at"]
    answer = caller.get(done["download_url"])
    assert answer.status == 200
    assert len(answer.content) == done["byte_size"]
    assert done["file_name"] in answer.headers["Content-Disposition"]
    return answer


def test_an_empty_project_can_be_frozen_and_exported(cast: Cast, circle: Circle, alice: Caller) -> None:
    snapshot = freeze(alice, circle, cast.project.id)
    assert (snapshot["status"], snapshot["frame_count"], snapshot["annotation_count"]) == ("finished", 0, 0)
    coco = json.loads(export(alice, circle, snapshot["id"], "coco").content)
    assert (coco["images"], coco["annotations"]) == ([], [])


def test_an_unchanged_dataset_has_the_same_digest_and_its_exports_the_same_bytes(
    cast: Cast, circle: Circle, alice: Caller
) -> None:
    for _ in range(3):
        draw(a_frame(cast.project), cast.bob)
    first, second = freeze(alice, circle, cast.project.id), freeze(alice, circle, cast.project.id)
    assert first["id"] != second["id"]
    assert first["digest"] == second["digest"]
    for name in ("yolo", "coco"):
        files = {export(alice, circle, entry["id"], name).content for entry in (first, second, first)}
        assert len(files) == 1


def test_a_snapshot_never_changes_and_the_next_one_has_another_digest(
    cast: Cast, circle: Circle, alice: Caller
) -> None:
    frame = a_frame(cast.project)
    identity = draw(frame, cast.bob)
    first = freeze(alice, circle, cast.project.id)
    before = export(alice, circle, first["id"], "coco").content
    correct(frame, cast.bob, ask("relabel", annotation_id=identity, revision=1, label="dog"))
    second = freeze(alice, circle, cast.project.id)
    assert second["digest"] != first["digest"]
    assert export(alice, circle, first["id"], "coco").content == before
    assert types_of(cast.project.id).count("snapshot.frozen") == 2


def populate(cast: Cast) -> tuple[list[Frame], list[str]]:
    frames = [a_frame(cast.project) for _ in range(3)]
    shapes: list[Shape] = [
        a_box(10, 20, 100, 80),
        TURNED,
        TRIANGLE,
        Ellipse(x=300, y=200, rx=40, ry=20),
        Polyline(points=[(1, 1), (50, 60)]),
        Points(points=[(5, 5), (6, 7)]),
        Tag(),
    ]
    drawn = [draw(frames[0], cast.bob, "dog", shape) for shape in shapes]
    draw(frames[1], cast.bob, "cat", a_box(0, 0, WIDTH, HEIGHT))
    gone = draw(frames[1], cast.bob, "bird")
    correct(frames[1], cast.bob, ask("remove", annotation_id=gone, revision=1))
    return frames, drawn


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # pycocotools on NumPy 2
def test_pycocotools_finds_exactly_the_objects(
    cast: Cast, circle: Circle, alice: Caller, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frames, drawn = populate(cast)
    snapshot = freeze(alice, circle, cast.project.id)
    assert (snapshot["frame_count"], snapshot["annotation_count"]) == (3, 8)
    path = tmp_path / "coco.json"
    path.write_bytes(export(alice, circle, snapshot["id"], "coco").content)
    coco = COCO(str(path))
    capsys.readouterr()
    assert {row["name"] for row in coco.loadCats(coco.getCatIds())} == {"cat", "dog", "bird"}
    images = {row["tandem_frame_id"]: row["id"] for row in coco.loadImgs(coco.getImgIds())}
    assert set(images) == {frame.id for frame in frames}
    dog = coco.getCatIds(catNms=["dog"])
    rows = coco.loadAnns(coco.getAnnIds(imgIds=[images[frames[0].id]], catIds=dog))
    by_object = {row["tandem_id"]: row for row in rows}
    assert set(by_object) == set(drawn[:-1]), "a tag is no annotation to COCO"
    tagged = {key: row["tandem_tags"] for key, row in coco.imgs.items() if "tandem_tags" in row}
    (tag,) = tagged.pop(images[frames[0].id])
    assert (tag["category_id"], tag["tandem_id"]) == (dog[0], drawn[-1])
    assert tagged == {}
    assert by_object[drawn[0]]["bbox"] == [10, 20, 100, 80]
    assert coco.annToMask(by_object[drawn[2]]).sum() == pytest.approx(5000, rel=0.05)
    assert coco.annToMask(by_object[drawn[1]]).sum() == pytest.approx(60 * 30, rel=0.1)
    (whole,) = coco.loadAnns(coco.getAnnIds(imgIds=[images[frames[1].id]]))
    assert (whole["bbox"], whole["category_id"]) == ([0, 0, WIDTH, HEIGHT], coco.getCatIds(catNms=["cat"])[0])
    assert coco.getAnnIds(imgIds=[images[frames[2].id]]) == []


POINTS = ["nose", "tail", "paw"]


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # pycocotools on NumPy 2
def test_coco_tells_attributes_and_keypoints_and_pycocotools_reads_them(
    cast: Cast, circle: Circle, alice: Caller, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    skeleton = {"points": POINTS, "edges": [[0, 1], [1, 2]]}
    labels: list[dict[str, Any]] = [
        {"name": "cat", "attributes": list(ASKED), "skeleton": skeleton}, {"name": "dog"}, {"name": "bird"},
    ]  # fmt: skip
    frame = a_frame(cast.project)
    # Older than its label's template: it stays as it was drawn.
    short = draw(frame, cast.bob, "cat", Skeleton(points=[(10, 10)]))
    alice.patch(f"/api/projects/{cast.project.id}", {"labels": labels}).good()
    boned = draw(frame, cast.bob, "cat", Skeleton(points=[(10, 10), (50, 60), (0, 0)], visibility=[2, 1, 0]))
    masked = draw(frame, cast.bob, "dog", Mask(size=(HEIGHT, WIDTH), counts=[0, 10, WIDTH * HEIGHT - 10]))
    said = Changes(attributes={"pose": "front", "age": 3}, occluded=True, z=2, group="g1")
    correct(frame, cast.bob, ask("describe", annotation_id=boned, revision=1, changes=said))
    moved = draw(frame, cast.bob, "cat")
    correct(
        frame, cast.bob,
        ask("describe", annotation_id=moved, revision=1, changes=Changes(attributes={"pose": "side"})),
        ask("relabel", annotation_id=moved, revision=2, label="dog"),
    )  # fmt: skip
    path = tmp_path / "coco.json"
    snapshot = freeze(alice, circle, cast.project.id)
    path.write_bytes(export(alice, circle, snapshot["id"], "coco").content)
    coco = COCO(str(path))
    capsys.readouterr()
    by_object = {row["tandem_id"]: row for row in coco.loadAnns(coco.getAnnIds())}
    assert {row["iscrowd"] for row in by_object.values()} == {0}
    assert by_object[boned]["attributes"] == {
        "pose": "front", "age": 3.0, "occluded": True, "z": 2, "group": "g1",
    }  # fmt: skip
    assert by_object[moved]["attributes"] == {"occluded": False, "z": 0}, "a dog is not asked for its pose"
    assert by_object[boned]["keypoints"] == [10, 10, 2, 50, 60, 1, 0, 0, 0]
    assert by_object[boned]["num_keypoints"] == 2
    assert (len(by_object[short]["keypoints"]), by_object[short]["num_keypoints"]) == (9, 1)
    assert coco.annToMask(by_object[masked]).sum() == 10
    (cat,) = coco.loadCats(coco.getCatIds(catNms=["cat"]))
    assert (cat["keypoints"], cat["skeleton"]) == (POINTS, [[1, 2], [2, 3]])
    labels[0]["skeleton"] = {**skeleton, "edges": [[0, 2]]}
    alice.patch(f"/api/projects/{cast.project.id}", {"labels": labels}).good()
    assert freeze(alice, circle, cast.project.id)["digest"] != snapshot["digest"]


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # pycocotools on NumPy 2
def test_a_hole_is_kept_by_the_portal_and_by_both_formats(
    cast: Cast, circle: Circle, alice: Caller, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = a_frame(cast.project)
    holed = TRIANGLE.model_copy(update={"holes": [[(20, 20), (40, 20), (40, 40), (20, 40)]]})
    draw(frame, cast.bob, "dog", holed)
    (kept,) = alice.get(f"/api/frames/{frame.id}").good()["annotations"]
    assert kept["shape"]["holes"] == [[[20, 20], [40, 20], [40, 40], [20, 40]]]
    snapshot = freeze(alice, circle, cast.project.id)
    path = tmp_path / "coco.json"
    path.write_bytes(export(alice, circle, snapshot["id"], "coco").content)
    coco = COCO(str(path))
    capsys.readouterr()
    (row,) = coco.loadAnns(coco.getAnnIds())
    pixels = coco.annToMask(row)
    assert (row["area"], row["bbox"], row["iscrowd"]) == (5000 - 400, [10, 10, 100, 100], 0)
    assert pixels.sum() == pytest.approx(4600, rel=0.02)
    assert (pixels[30, 30], pixels[15, 15]) == (0, 1)
    with zipfile.ZipFile(BytesIO(export(alice, circle, snapshot["id"], "yolo").content)) as archive:
        (name,) = [entry for entry in archive.namelist() if entry.startswith("labels/")]
        values = [float(part) for part in archive.read(name).decode().split()[1:]]
    assert len(values) == 2 * (3 + 4 + 2), "the outline, the hole, and the slit there and back"


def test_yolo_lines_parse_back_to_the_same_boxes(cast: Cast, circle: Circle, alice: Caller) -> None:
    frame = a_frame(cast.project)
    boxes = [(10.0, 20.0, 100.0, 80.0), (0.0, 0.0, 640.0, 480.0), (333.3, 111.1, 50.5, 20.25)]
    for label, (x, y, width, height) in zip(("cat", "dog", "bird"), boxes, strict=True):
        draw(frame, cast.bob, label, a_box(x, y, width, height))
    snapshot = freeze(alice, circle, cast.project.id)
    with zipfile.ZipFile(BytesIO(export(alice, circle, snapshot["id"], "yolo").content)) as archive:
        (name,) = [entry for entry in archive.namelist() if entry.startswith("labels/")]
        lines = archive.read(name).decode().splitlines()
        listing = archive.read("data.yaml").decode()
    assert [entry in listing for entry in ('0: "cat"', '1: "dog"', '2: "bird"')] == [True] * 3
    found = {}
    for line in lines:
        place, cx, cy, width, height = (float(part) for part in line.split())
        found[int(place)] = (
            (cx - width / 2) * WIDTH, (cy - height / 2) * HEIGHT, width * WIDTH, height * HEIGHT,
        )  # fmt: skip
    for place, expected in enumerate(boxes):
        assert found[place] == pytest.approx(expected, abs=0.01)


def test_what_yolo_cannot_say_is_listed_and_not_lost_in_silence(
    cast: Cast, circle: Circle, alice: Caller
) -> None:
    populate(cast)
    snapshot = freeze(alice, circle, cast.project.id)
    with zipfile.ZipFile(BytesIO(export(alice, circle, snapshot["id"], "yolo").content)) as archive:
        left_out = archive.read("left-out.txt").decode().splitlines()
        assert len([name for name in archive.namelist() if name.startswith("labels/")]) == 3
    assert sorted(line.split()[-1] for line in left_out) == ["points", "polyline", "tag"]


@pytest.mark.parametrize("name", ["coco", "yolo"])
def test_images_travel_with_the_labels_when_asked_for(
    cast: Cast, circle: Circle, alice: Caller, name: str
) -> None:
    alice.upload(cast.project.id, ("../a photo.png", a_picture_file("PNG"))).good(201)
    circle.settle()
    snapshot = freeze(alice, circle, cast.project.id)
    content = export(alice, circle, snapshot["id"], name, include_images=True).content
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
    assert len([entry for entry in names if "images/" in entry]) == 1
    assert not [entry for entry in names if ".." in entry or entry.startswith("/") or "photo" in entry]


def test_a_format_that_does_not_exist_is_refused_and_the_known_ones_are_named(
    cast: Cast, circle: Circle, alice: Caller
) -> None:
    snapshot = freeze(alice, circle, cast.project.id)
    path = f"/api/snapshots/{snapshot['id']}/exports"
    assert "coco" in alice.post(path, {"format": "xml"}).fault(400, "format_unknown")["format"]
    for wrong in (
        {},
        {"format": None},
        {"format": {"$ne": 1}},
        {"format": "x" * 41},
        {"format": "coco", "x": 1},
    ):
        alice.post(path, wrong).fault(400, "input_invalid")
    assert alice.get(f"/api/projects/{cast.project.id}/exports").good()["exports"] == []


def test_an_export_that_is_not_finished_cannot_be_downloaded_yet(cast: Cast, alice: Caller) -> None:
    snapshot = alice.post(f"/api/projects/{cast.project.id}/snapshots", {}).good(201)
    made = alice.post(f"/api/snapshots/{snapshot['id']}/exports", {"format": "coco"}).good(201)
    assert made["download_url"] is None
    alice.get(f"/api/exports/{made['id']}/download").fault(409, "not_ready")


@pytest.mark.parametrize(
    "body", [{"name": ""}, {"name": "x" * 101}, {"name": {"$ne": 1}}, {"label": "x"}, []]
)
def test_a_wrong_snapshot_is_refused(cast: Cast, alice: Caller, body: object) -> None:
    alice.post(f"/api/projects/{cast.project.id}/snapshots", body).fault(400, "input_invalid")
    assert alice.get(f"/api/projects/{cast.project.id}/snapshots").good()["snapshots"] == []
