"""Tracks leave and come back: frames match the file, and what is read back is written again the same."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pycocotools.coco import COCO

from annotations.domain.geometry import (
    Box,
    Ellipse,
    Mask,
    Point,
    Points,
    Polygon,
    Polyline,
    Skeleton,
    Track,
)
from annotations.domain.video import video_frame_id
from tests.builders import Cast, a_frame, a_project
from tests.builders_video import HEIGHT, WIDTH
from tests.caller import Caller
from tests.circle import Circle
from tests.integration.tasks.test_dataset import export, freeze
from tests.numbered import number_in
from tests.video_files import (
    CLIPS,
    FRAMES_OF_CLIP,
    a_box_track,
    at,
    draw_on,
    members,
    send_video,
    take_in,
    the_member,
)


def export_again(
    caller: Caller,
    circle: Circle,
    cast: Cast,
    kind: str,
    content: bytes,
    labels: tuple[str, ...],
    **more: Any,
) -> bytes:
    """Import an export into another project that holds the same clip, and export that."""
    other = a_project(cast.alice, labels=labels)
    (asset,) = send_video(caller, circle, other, "constant.mp4")
    job = take_in(caller, circle, asset, kind, content, **more)
    assert (job["status"], job["reason"]) == ("finished", None)
    snapshot = freeze(caller, circle, other.id)
    return export(caller, circle, snapshot["id"], kind).content


def test_pictures_and_numbers_of_frames_match_the_file_in_every_format(
    cast: Cast, circle: Circle, alice: Caller
) -> None:
    for asset in send_video(alice, circle, cast.project, *CLIPS):
        draw_on(alice, asset["reel_id"], "cat", a_box_track(2, 9))
    snapshot = freeze(alice, circle, cast.project.id)
    names = {"mot": r"img1/(\d+)\.jpg$", "cvat_video": r"frame_(\d+)\.jpg$", "yolo": r"([0-9a-f]{8})\.jpg$"}
    for kind, pattern in names.items():
        seen: dict[str, list[tuple[int, int]]] = {}
        for name, body in members(
            export(alice, circle, snapshot["id"], kind, include_images=True).content
        ).items():
            if matched := re.search(pattern, name):
                index = int(matched[1], 16 if kind == "yolo" else 10) - (kind == "mot")
                video = name.split("/")[0] if kind != "yolo" else name.split("frm_")[1][:24]
                seen.setdefault(video, []).append((index, number_in(body)))
        assert len(seen) == len(CLIPS)
        for clip, pairs in zip(CLIPS.values(), (seen[video] for video in sorted(seen)), strict=True):
            assert {number - index for index, number in pairs} == {clip.skipped}, kind
            assert {index for index, _number in pairs} >= set(range(2, FRAMES_OF_CLIP))


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # pycocotools on NumPy 2
def test_pycocotools_reads_the_tracks_of_a_video(
    cast: Cast, circle: Circle, alice: Caller, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (asset,) = send_video(alice, circle, cast.project, "constant.mp4")
    for frames in ((0, 23), (4, 9)):
        draw_on(alice, asset["reel_id"], "dog", a_box_track(*frames))
    draw_on(alice, video_frame_id(asset["id"], 5), "cat", Box(x=1, y=2, width=3, height=4))
    snapshot = freeze(alice, circle, cast.project.id)
    path = tmp_path / "coco.json"
    path.write_bytes(export(alice, circle, snapshot["id"], "coco").content)
    coco = COCO(str(path))
    capsys.readouterr()
    images = coco.loadImgs(coco.getImgIds())
    assert [(row["video_id"], row["frame_id"]) for row in images] == [(1, index) for index in range(24)]
    (fifth,) = (row["id"] for row in images if row["frame_id"] == 5)
    here = coco.loadAnns(coco.getAnnIds(imgIds=[fifth]))
    assert sorted(row.get("track_id", 0) for row in here) == [0, 1, 2]
    assert len(coco.getAnnIds(catIds=coco.getCatIds(catNms=["dog"]))) == 24 + 20
    (video,) = coco.dataset["videos"]
    assert (video["name"], video["length"], video["fps"]) == ("constant.mp4", 24, pytest.approx(25))


def test_mot_leaves_and_comes_back_the_same(cast: Cast, circle: Circle, alice: Caller) -> None:
    (asset,) = send_video(alice, circle, cast.project, "constant.mp4")
    reel, still = asset["reel_id"], video_frame_id(asset["id"], 0)
    away = a_box_track(3, 8, 14, 20).keyframes
    away[1] = away[1].model_copy(update={"outside": True})
    away[2] = away[2].model_copy(update={"occluded": True})
    draw_on(alice, reel, "dog", Track(keyframes=away))
    draw_on(alice, reel, "cat", a_box_track(0, 7, 23))
    draw_on(alice, reel, "cat", Track(keyframes=[at(4, Box(x=60, y=20, width=20, height=10, rotation=30))]))
    draw_on(alice, still, "bird", Points(points=[(5, 5)]))
    draw_on(alice, still, "bird", Box(x=1, y=2, width=3, height=4))
    snapshot = freeze(alice, circle, cast.project.id)
    content = export(alice, circle, snapshot["id"], "mot").content
    text = the_member(content, "gt/gt.txt")
    assert the_member(content, "gt/labels.txt").split() == ["cat", "dog", "bird"]
    assert f"seqLength={FRAMES_OF_CLIP}\nimWidth={WIDTH}\nimHeight={HEIGHT}\n" in the_member(
        content, "seqinfo.ini"
    )
    assert " points frm_" in the_member(content, "left-out.txt"), "a point has no box"
    assert all(re.fullmatch(r"\d+,\d+(,-?\d+(\.\d+)?){4},1,[123],[01]", line) for line in text.splitlines())
    rows = [line.split(",") for line in text.splitlines()]
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), key=int)
    assert [int(row[0]) for row in rows if row[1] == "1"] == [*range(4, 9), *range(15, 25)]
    assert {row[8] for row in rows if row[1] == "1" and int(row[0]) in range(15, 21)} == {"0"}
    assert (
        the_member(export_again(alice, circle, cast, "mot", content, ("cat", "dog", "bird")), "gt/gt.txt")
        == text
    )
    few = export(alice, circle, snapshot["id"], "mot", interpolated=False).content
    shorter = the_member(few, "gt/gt.txt").splitlines()
    assert [line.split(",")[0] for line in shorter if line.split(",")[1] == "2"] == ["1", "8", "24"]
    assert set(shorter) <= set(text.splitlines())


QUESTIONS: list[dict[str, Any]] = [
    {"name": "pose", "type": "select", "values": ["front", "side"], "mutable": True},
    {"name": "speed", "type": "number", "min": 0, "max": 9, "step": 0.5, "mutable": True},
    {"name": "note", "type": "text"},
    {"name": "wild", "type": "checkbox"},
]


def every_shape() -> Iterator[Track]:
    def moved(points: list[Point], by: float) -> list[Point]:
        return [(x + by, y + by / 3) for x, y in points]

    corners: list[Point] = [(10, 10), (40, 12.5), (35.123456789, 30), (12, 28)]
    for make in (
        lambda by: Box(x=3 + by, y=4, width=20.1, height=10.7, rotation=-30 + 3 * by),
        lambda by: Ellipse(x=60 + by, y=30, rx=12 + by, ry=8, rotation=by),
        lambda by: Polygon(points=moved(corners, by)),
        lambda by: Polyline(points=moved(corners, by)),
        lambda by: Points(points=moved(corners[:2], by)),
    ):
        yield Track(keyframes=[at(2, make(0.0)), at(9, make(7.7)), at(15, make(8.0), outside=True)])


def test_cvat_leaves_and_comes_back_the_same(cast: Cast, circle: Circle, alice: Caller) -> None:
    skeleton = {"points": ["nose", "tail"], "edges": [[0, 1]]}
    labels = [
        {"name": "cat", "attributes": QUESTIONS}, {"name": "<dog> & “co”"},
        {"name": "bird", "skeleton": skeleton},
    ]  # fmt: skip
    alice.patch(f"/api/projects/{cast.project.id}", {"labels": labels}).good()
    (asset,) = send_video(alice, circle, cast.project, "constant.mp4")
    for track in every_shape():
        draw_on(alice, asset["reel_id"], "<dog> & “co”", track, z=2, group="pack")
    answered = a_box_track(0, 10, 20).keyframes
    answered[0] = answered[0].model_copy(update={"attributes": {"pose": "front", "speed": 1.5}})
    answered[1] = answered[1].model_copy(update={"attributes": {"pose": "side"}, "occluded": True})
    said = {"note": 'a "b" <c>\nd', "wild": True}
    draw_on(alice, asset["reel_id"], "cat", Track(keyframes=answered), attributes=said)
    bones = [Skeleton(points=[(5, 5 + by), (20, 20 + by)], visibility=[2, 1]) for by in (0, 3)]
    draw_on(alice, asset["reel_id"], "bird", Track(keyframes=[at(4, bones[0]), at(8, bones[1])]))
    draw_on(alice, video_frame_id(asset["id"], 0), "cat", Box(x=1, y=2, width=3, height=4), occluded=True)
    snapshot = freeze(alice, circle, cast.project.id)
    content = export(alice, circle, snapshot["id"], "cvat_video").content
    text = the_member(content, "annotations.xml")
    assert text.count('keyframe="0"') > 50
    assert "&lt;dog&gt; &amp; “co”" in text
    again = export_again(alice, circle, cast, "cvat_video", content, ("<DOG> & “CO”",), create_labels="true")
    tracks = (
        text[text.index("<track") :]
        .replace("<dog>", "<DOG>")
        .replace("&lt;dog&gt; &amp; “co”", "&lt;DOG&gt; &amp; “CO”")
    )
    back = the_member(again, "annotations.xml")
    assert back[back.index("<track") :] == tracks
    for name in ("pose", "speed"):
        assert f"<name>{name}</name><mutable>True</mutable>" in back
    few = the_member(export(alice, circle, snapshot["id"], "cvat_video", interpolated=False).content, ".xml")
    assert 'keyframe="0"' not in few
    assert few.count('keyframe="1"') == text.count('keyframe="1"')


def test_masks_come_back_as_the_pixels_they_were(cast: Cast, circle: Circle, alice: Caller) -> None:
    (asset,) = send_video(alice, circle, cast.project, "constant.mp4")
    empty = [5 * HEIGHT + 10]
    mask = Mask(size=(HEIGHT, WIDTH), counts=[*empty, 7, HEIGHT - 9, 11, 2, 1, (WIDTH - 6) * HEIGHT - 22])
    mask = mask.model_copy(update={"counts": [*mask.counts[:-1], WIDTH * HEIGHT - sum(mask.counts[:-1])]})
    frame = alice.get(f"/api/assets/{asset['id']}/frames/13").good()
    draw_on(alice, frame["id"], "dog", mask)
    snapshot = freeze(alice, circle, cast.project.id)
    content = export(alice, circle, snapshot["id"], "cvat_video").content
    other = a_project(cast.alice)
    (again,) = send_video(alice, circle, other, "constant.mp4")
    assert take_in(alice, circle, again, "cvat_video", content)["status"] == "finished"
    there = alice.get(f"/api/assets/{again['id']}/frames/13").good()
    (back,) = alice.frame(there["id"])["annotations"]
    assert (back["shape"]["counts"], back["label"]) == (mask.counts, "dog")


def test_a_snapshot_without_videos_makes_no_file_of_tracks(cast: Cast, circle: Circle, alice: Caller) -> None:
    a_frame(cast.project)
    snapshot = freeze(alice, circle, cast.project.id)
    for kind in ("mot", "cvat_video"):
        made = alice.post(f"/api/snapshots/{snapshot['id']}/exports", {"format": kind}).good(201)
        circle.settle()
        done = alice.get(f"/api/exports/{made['id']}").good()
        assert (done["status"], done["error"]["code"]) == ("failed", "nothing_to_export")
    for wrong in ("yes", 1, None):
        alice.post(
            f"/api/snapshots/{snapshot['id']}/exports", {"format": "mot", "interpolated": wrong}
        ).fault(400, "input_invalid")
