"""The bench of the loop: reading labelled folders, the simulated person, and the measure."""

import json
from pathlib import Path

import pytest
from PIL import Image

from tests.bench.figures import BenchFailed
from tests.bench.labelled import LabelledPicture, Truth, count_labels, read_folder, read_labelled
from tests.bench.loop import split
from tests.bench.simulated_person import answer, overlap

VOC = """<annotation><filename>{name}</filename><object><name>owl</name>
<bndbox><xmin>-4</xmin><ymin>10</ymin><xmax>30</xmax><ymax>900</ymax></bndbox></object>
<object><name>fox</name><bndbox><xmin>5</xmin><ymin>5</ymin><xmax>5</xmax><ymax>9</ymax></bndbox></object></annotation>"""


def a_picture(path: Path, shade: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (64, 48), (shade, 0, 0)).save(path)
    return path


def test_a_folder_without_labelled_pictures_is_refused(tmp_path: Path) -> None:
    a_picture(tmp_path / "a.png")
    (tmp_path / "notes.json").write_text("[]", encoding="utf-8")
    for folder in (tmp_path, tmp_path / "gone"):
        with pytest.raises(BenchFailed):
            read_folder(folder)


@pytest.mark.parametrize("where", ["", "images/", "JPEGImages/"])
def test_voc_is_read_in_any_layout_and_boxes_are_cut_to_the_picture(tmp_path: Path, where: str) -> None:
    path = a_picture(tmp_path / f"{where}a.png")
    (tmp_path / "Annotations").mkdir()
    (tmp_path / "Annotations" / "a.xml").write_text(VOC.format(name="elsewhere/a.png"), encoding="utf-8")
    [picture] = read_folder(tmp_path)
    assert (picture.path, picture.width, picture.height) == (path, 64, 48)
    assert picture.objects == (Truth("owl", (0.0, 10.0, 30.0, 38.0)),)


def test_coco_is_read_and_crowds_are_left_out(tmp_path: Path) -> None:
    a_picture(tmp_path / "train" / "a.jpg")
    document = {
        "images": [{"id": 7, "file_name": "train/a.jpg"}, {"id": 8, "file_name": "gone.jpg"}],
        "categories": [{"id": 3, "name": "owl"}],
        "annotations": [
            {"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4]},
            {"id": 2, "image_id": 7, "category_id": 3, "bbox": [1, 2, 30, 40], "iscrowd": 1},
        ],
    }
    (tmp_path / "_annotations.coco.json").write_text(json.dumps(document), encoding="utf-8")
    pictures = read_folder(tmp_path)
    assert [picture.objects for picture in pictures] == [(Truth("owl", (1.0, 2.0, 3.0, 4.0)),)]
    assert count_labels(pictures) == {"owl": 1}


def test_coco_of_any_kind_is_read_and_all_that_is_left_out_is_told(tmp_path: Path) -> None:
    """Gaps in the ids, empty and missing pictures, extra fields, masks alone, one name in two folders."""
    for number, name in enumerate(("train/0001.JPG", "val/0001.JPG", "val/sub/b.jpg", "val/empty.png")):
        a_picture(tmp_path / name, number * 9)
    (tmp_path / "val" / "broken.jpg").write_bytes(b"no picture")
    rle = {"size": [48, 64], "counts": [48 * 10 + 5, 20, 28, 20, 48 * 64 - 48 * 10 - 5 - 68]}
    objects: list[dict[str, object]] = [
        {
            "image_id": 7,
            "category_id": 90,
            "bbox": [1, 2, 3, 4],
            "score": 1,
            "attributes": {"occluded": True},
        },
        {"image_id": 7, "category_id": 90, "bbox": [1, 2, 3, 4]},
        {"image_id": 7, "category_id": 90, "bbox": [1, 2, 30, 40], "iscrowd": 1, "segmentation": rle},
        {"image_id": 9, "category_id": 3, "segmentation": [[5, 6, 15, 6, 15, 26], [2, 20, 3, 21, 2, 22]]},
        {"image_id": 9, "category_id": 3, "segmentation": rle, "bbox": []},
        {"image_id": 9, "category_id": 4, "bbox": [0, 0, 10, 10]},
        {"image_id": 9, "category_id": 3, "bbox": [500, 0, 10, 10]},
        {"image_id": 9, "category_id": 3, "bbox": [0, 0, "x", 10]},
        {"image_id": 9, "category_id": 5, "bbox": [0, 0, 10, 10]},
        {"image_id": 99, "category_id": 3, "bbox": [0, 0, 10, 10]},
    ]
    document = {
        "info": {},
        "licenses": [],
        "images": [
            {"id": 7, "file_name": "0001.jpg"},
            {"id": 9, "file_name": "sub\\b.jpg", "coco_url": "none"},
            {"id": 10, "file_name": "empty.png"},
            {"id": 11, "file_name": "gone.jpg"},
            {"id": 12, "file_name": "broken.jpg"},
        ],
        "categories": [
            {"id": 3, "name": " owl "},
            {"id": 90, "name": "fox", "supercategory": "x"},
            {"id": 5, "name": "OWL"},
        ],
        "annotations": [{"id": place, **entry} for place, entry in enumerate(objects)],
    }  # fmt: skip
    (tmp_path / "val" / "_annotations.coco.json").write_text(json.dumps(document), encoding="utf-8-sig")
    (tmp_path / "val" / "captions.json").write_text(json.dumps({**document, "categories": None}), "utf-8")
    (tmp_path / "val" / "half.json").write_text('{"images": [', "utf-8")
    read = read_labelled(tmp_path)
    found = {str(picture.path.relative_to(tmp_path)): picture.objects for picture in read.pictures}
    assert found == {
        "val/0001.JPG": (Truth("fox", (1.0, 2.0, 3.0, 4.0)),),
        "val/sub/b.jpg": (
            Truth("owl", (2.0, 6.0, 13.0, 20.0)),
            Truth("owl", (10.0, 5.0, 2.0, 20.0)),
            Truth("owl", (0.0, 0.0, 10.0, 10.0)),
        ),
        "val/empty.png": (),
    }
    told = read.tell()
    for words in (
        "3 pictures, 4 objects of 2 labels; 1 pictures show none",
        "1 crowd regions", "1 objects of a category that is not listed", "1 JSON files that cannot be read",
        "1 objects of pictures that are not listed", "1 objects without a box", "1 boxes outside",
        "1 pictures that are not in the folder", "1 pictures that cannot be read",
        "1 pictures without an annotation", "objects of “OWL” are called “owl”",
        "fewer than five objects: fox",
    ):  # fmt: skip
        assert words in told, told


def test_voc_of_any_kind_is_read_and_all_that_is_left_out_is_told(tmp_path: Path) -> None:
    """Difficult ones, odd names and layouts, mixed endings, broken files, lists of pictures."""
    for number, name in enumerate(("a.JPG", "b.jpeg", "c d.png", "alone.png")):
        a_picture(tmp_path / "JPEGImages" / name, number * 9)

    def write(name: str, label: str, more: str = "") -> None:
        text = VOC.format(name="somewhere\\else.jpg").replace("<name>owl", f"{more}<name>{label}")
        (tmp_path / "Annotations" / name).write_text(text, encoding="utf-8")

    (tmp_path / "Annotations").mkdir()
    (tmp_path / "ImageSets" / "Main").mkdir(parents=True)
    (tmp_path / "ImageSets" / "Main" / "train.txt").write_text("a\n", "utf-8")
    write("a.xml", "snowy\u200b owl\n")
    write("b.xml", "Snowy Owl", "<difficult>1</difficult>")
    write("c d.xml", "é" * 150)
    write("gone.xml", "owl")
    (tmp_path / "Annotations" / "half.xml").write_text("<annotation>", "utf-8")
    (tmp_path / "pom.xml").write_text("<project/>", "utf-8")
    read = read_labelled(tmp_path)
    assert [picture.path.name for picture in read.pictures] == ["a.JPG", "b.jpeg", "c d.png"]
    assert set(count_labels(read.pictures)) == {"snowy owl", "é" * 100}
    told = read.tell()
    for words in (
        "3 objects without a box", "1 pictures that are not in the folder", "1 XML files that cannot be read",
        "1 used all the same: objects marked difficult", "1 pictures without an annotation",
    ):  # fmt: skip
        assert words in told, told


def test_of_a_large_folder_some_are_drawn_and_one_without_a_usable_object_is_refused(tmp_path: Path) -> None:
    for number in range(8):
        a_picture(tmp_path / f"{number}.png", number)
        text = VOC.format(name="") if number < 5 else "<annotation/>"
        (tmp_path / f"{number}.xml").write_text(text, encoding="utf-8")
    some = read_labelled(tmp_path, most=4, seed=3)
    assert len(some.pictures) == 4
    assert all(picture.objects for picture in some.pictures)
    assert "4 pictures of 8: 4 were drawn" in some.tell()
    for number in range(5):
        (tmp_path / f"{number}.xml").write_text("<annotation/>", encoding="utf-8")
    with pytest.raises(BenchFailed, match="not one object"):
        read_labelled(tmp_path)


def test_a_rare_label_is_on_both_sides_where_two_pictures_show_it() -> None:
    def shown(number: int, *labels: str) -> LabelledPicture:
        truths = tuple(Truth(label, (0, 0, 5, 5)) for label in labels)
        return LabelledPicture(Path(f"{number}.png"), 9, 9, truths)

    for seed in range(20):
        pictures = [shown(number, "common") for number in range(27)]
        pictures += [shown(30, "rare"), shown(31, "rare", "common"), shown(32, "single")]
        pool, untouched = split(pictures, 6, seed)
        assert (len(pool), len(untouched)) == (24, 6)
        assert {picture.path for picture in pool} | {picture.path for picture in untouched} == {
            picture.path for picture in pictures
        }
        for side in (pool, untouched):
            assert {"rare", "common"} <= set(count_labels(side)), seed


def test_the_same_picture_under_two_names_counts_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        a_picture(tmp_path / f"{name}.png")
        (tmp_path / f"{name}.xml").write_text(VOC.format(name=""), encoding="utf-8")
    assert [picture.path.name for picture in read_folder(tmp_path)] == ["a.png"]


def test_pictures_kept_untouched_are_never_in_the_pool(tmp_path: Path) -> None:
    for number in range(20):
        a_picture(tmp_path / f"{number}.png", number)
        (tmp_path / f"{number}.xml").write_text(VOC.format(name=""), encoding="utf-8")
    pool, untouched = split(read_folder(tmp_path), 60, seed=1)
    assert (len(pool), len(untouched)) == (14, 6)
    assert not {picture.path for picture in pool} & {picture.path for picture in untouched}
    assert (pool, untouched) == split(read_folder(tmp_path), 60, seed=1)


def ghost(name: str, label: str, score: float, *box: float) -> dict[str, object]:
    shape = dict(zip(("x", "y", "width", "height"), box, strict=True))
    return {"id": name, "label": label, "score": score, "shape": {"type": "box", **shape}}


def test_a_person_answers_every_ghost_and_draws_what_none_showed() -> None:
    truths = [Truth("owl", (0, 0, 10, 10)), Truth("fox", (50, 50, 10, 10)), Truth("owl", (80, 0, 10, 10))]
    ghosts = [
        ghost("g.0", "owl", 0.9, 0, 0, 10, 9),
        ghost("g.1", "owl", 0.8, 0, 0, 10, 10),
        ghost("g.2", "owl", 0.7, 50, 50, 10, 10),
    ]
    acts = answer(ghosts, truths)
    assert [(act["kind"], act.get("prediction_id"), act.get("label")) for act in acts] == [
        ("accept", "g.0", None),
        ("reject", "g.1", None),
        ("adjust", "g.2", "fox"),
        ("add", None, "owl"),
    ]
    assert answer([], []) == []


def test_overlap_is_the_intersection_over_the_union() -> None:
    assert overlap((0, 0, 10, 10), (0, 0, 10, 10)) == 1
    assert overlap((0, 0, 10, 10), (5, 0, 10, 10)) == pytest.approx(1 / 3)
    assert overlap((0, 0, 10, 10), (20, 20, 5, 5)) == overlap((0, 0, 0, 0), (0, 0, 0, 0)) == 0
