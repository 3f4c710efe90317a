"""The bench of the loop: reading labelled folders, the simulated person, and the measure."""

import json
from pathlib import Path

import pytest
from PIL import Image

from tests.bench.figures import BenchFailed
from tests.bench.labelled import Truth, count_labels, read_folder
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
