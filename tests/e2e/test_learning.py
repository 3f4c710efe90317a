"""The loop learns: what is taught is promoted, nonsense is refused, one click brings earlier ghosts back."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit
from tests.e2e.lessons import THINGS, Lesson, make_lessons
from tests.e2e.pages.canvas import Canvas, Drawn
from tests.e2e.pages.project import LearningPage, ModelsPage
from tests.e2e.person import Json, Person, a_change, an_addition
from tests.e2e.portal_process import BRIEF

TAUGHT, HELD_OUT, UNTOUCHED = 9, 6, 3
TRAINING = {"trainer": BRIEF}
TRAINING_MS = 120_000


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_what_is_taught_is_promoted_nonsense_is_refused_and_a_rollback_brings_the_earlier_ghosts_back(
    visit: OpenVisit, ana: Person, ben: Person, photographs: dict[str, Path]
) -> None:
    lessons = make_lessons(photographs, TAUGHT + HELD_OUT + UNTOUCHED)
    project_id = ana.make_project("Learning", THINGS, ben, training=TRAINING)
    ana.upload(project_id, [(lesson.name, lesson.content) for lesson in lessons])
    assets = ana.await_predicted(project_id, len(lessons))
    taught, held_out = assets[:TAUGHT], assets[TAUGHT : TAUGHT + HELD_OUT]
    frames = [asset["frame_id"] for asset in assets[TAUGHT + HELD_OUT :]]
    for split, part in (("train", taught), ("holdout", held_out)):
        body = {"asset_ids": [asset["id"] for asset in part], "split": split}
        ana.post(f"/api/projects/{project_id}/holdout", body)
    for asset, lesson in zip(assets, lessons[: TAUGHT + HELD_OUT], strict=False):
        ana.correct(asset["frame_id"], an_addition(lesson.label, _box(lesson)))
    first = ana.get(f"/api/projects/{project_id}")["champion"]["id"]
    begun_with = [_shown(ana, frame_id) for frame_id in frames]

    bens = visit(ben)
    canvas = bens.open_asset(project_id, assets[-UNTOUCHED]["id"], frames[0])
    canvas.await_ghosts()
    ghosts = canvas.ghosts()
    bens.page.evaluate("() => { window.loadedOnce = true; }")
    bens.picture("before")
    anas = visit(ana)
    anas.go(f"/projects/{project_id}/learning")
    page = LearningPage(anas.page)
    page.note_stages()

    page.train()
    anas.picture("beginning")
    # The version that the project began with went live first.
    expect(page.happenings("promoted")).to_have_count(2, timeout=TRAINING_MS)
    anas.picture("promoted")
    assert "training trial" in page.stages()
    assert len(set(page.stages())) > 2
    better = _champion(ana, project_id)
    assert better["training_id"] is not None
    await_labels(canvas, THINGS)
    bens.picture("after")
    learned = canvas.ghosts()
    assert [_shown(ana, frame_id)["version"] for frame_id in frames] == [better["id"]] * UNTOUCHED

    confuse(ana, taught)
    page.train()
    expect(page.happenings("refused")).to_have_count(1, timeout=TRAINING_MS)
    anas.picture("refused")
    (judged, _) = ana.get(f"/api/projects/{project_id}/evaluations")["evaluations"]
    assert (judged["verdict"], judged["champion_id"]) == ("keep", better["id"])
    assert judged["reasons"]
    expect(page.happenings("refused")).to_contain_text(judged["reasons"][0])
    refused = ana.get(f"/api/model-versions/{judged['candidate_id']}")
    assert refused["model_version"]["status"] == "refused"
    assert _champion(ana, project_id)["id"] == better["id"]
    assert canvas.ghosts() == learned

    models = ModelsPage(anas.page)
    models.open()
    models.roll_back()
    await_ids(canvas, ghosts)
    bens.picture("rolled-back")
    assert canvas.ghosts() == ghosts
    assert _champion(ana, project_id)["id"] == first
    assert [_shown(ana, frame_id) for frame_id in frames] == begun_with
    assert bens.page.evaluate("() => window.loadedOnce"), "nobody had to load the page again"
    anas.expect_no_complaints()
    bens.expect_no_complaints()


def confuse(person: Person, assets: Sequence[Json]) -> None:
    """Let somebody move the labels between frames, so that each is called by another thing's name."""
    drawn = [person.frame(asset["frame_id"])["annotations"][0] for asset in assets]
    drawn.sort(key=lambda annotation: str(annotation["label"]))
    labels = [annotation["label"] for annotation in drawn]
    ((_, most),) = Counter(labels).most_common(1)
    for annotation, label in zip(drawn, labels[most:] + labels[:most], strict=True):
        assert annotation["label"] != label
        change = a_change("relabel", annotation["id"], annotation["revision"], label=label)
        person.correct(annotation["frame_id"], change)


def await_labels(canvas: Canvas, labels: Iterable[str]) -> None:
    """Wait until the ghosts on a canvas speak a project's words."""
    is_one = "it.kind === 'ghost' && labels.includes(it.label)"
    test = f"(root, labels) => root.tandem.objects().some((it) => {is_one})"
    canvas.await_(test, list(labels))


def await_ids(canvas: Canvas, ghosts: Sequence[Drawn]) -> None:
    """Wait until a canvas shows these ghosts."""
    test = "(root, ids) => ids.every((id) => root.tandem.objects().some((it) => it.id === id))"
    canvas.await_(test, [ghost.id for ghost in ghosts])


def _champion(person: Person, project_id: str) -> Json:
    champion: Json = person.get(f"/api/projects/{project_id}")["champion"]
    return champion


def _shown(person: Person, frame_id: str) -> dict[str, Any]:
    """Return what a frame shows of its champion: the version, and each prediction whole."""
    state = person.frame(frame_id)
    version = state["layer_version_id"]
    shown = [ghost for ghost in state["predictions"] if ghost["model_version_id"] == version]
    return {"version": version, "predictions": sorted(shown, key=lambda ghost: str(ghost["id"]))}


def _box(lesson: Lesson) -> Json:
    x, y, width, height = lesson.box_xywh
    return {"type": "box", "x": x, "y": y, "width": width, "height": height}
