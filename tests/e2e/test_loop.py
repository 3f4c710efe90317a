"""The circle turns: upload, prediction, correction, export, between two people's browsers."""

import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from pycocotools.coco import COCO

from inference.convert.default_model import NAME, VERSION
from tests.e2e.conftest import OpenVisit
from tests.e2e.pages.project import ExportsPage, UploadPage
from tests.e2e.person import Person
from tests.e2e.portal_process import RunningPortal
from tests.e2e.work import LABELS
from tests.waiting import wait_until

NAMES = ("cat", "coffee", "astronaut")
WORKERS = ("worker-interactive", "worker-bulk")
CORRECTIONS = 5
NEAR_PIXELS = 0.01


@pytest.mark.slow
def test_what_ana_uploads_ben_corrects_and_the_export_follows_by_itself(
    portal: RunningPortal,
    visit: OpenVisit,
    ana: Person,
    ben: Person,
    photographs: dict[str, Path],
    tmp_path: Path,
) -> None:
    triggers = {"export": {"every_corrections": CORRECTIONS, "formats": ["coco"]}}
    project_id = ana.make_project("Loop", LABELS, ben, triggers=triggers)
    anas, bens = visit(ana), visit(ben)

    anas.go(f"/projects/{project_id}/upload")
    bring_cold_model(portal, ana, project_id)
    held = hold_predictions(portal, lambda: upload(anas.page, photographs), ana, project_id)
    asset = next(asset for asset in held if asset["name"] == "coffee.png")
    canvas = bens.open_asset(project_id, asset["id"], asset["frame_id"])
    seen = anas.open_asset(project_id, asset["id"], asset["frame_id"])
    bens.page.wait_for_load_state("networkidle")
    expect(bens.page.get_by_role("group", name="Also here")).to_be_visible()
    assert canvas.ghosts() == []

    asked = len(bens.requests)
    portal.resume("relay")
    canvas.await_ghosts(2)
    assert bens.requests[asked:] == [], "the ghosts have to come by themselves"
    seen.await_ghosts(2)
    bens.picture("ghosts")

    cup, table = canvas.ghosts()
    assert (cup.label, table.label) == ("cup", "dining table")
    canvas.pick(cup)
    canvas.press("a")
    seen.await_annotations(1)
    (first,) = canvas.annotations()
    seen.await_bounds(first.id, cup.bounds)

    canvas.pick(table)
    canvas.press("a")
    seen.await_annotations(2)
    second = next(drawn for drawn in canvas.annotations() if drawn.id != first.id)

    canvas.move(first, 36, 24)
    seen.await_bounds(first.id, (first.x + 36, first.y + 24, first.width, first.height))

    # With nothing selected, the digit is the label of what is drawn next.
    canvas.press("Escape", "5")
    drawn = canvas.draw(20, 300, 120, 60)
    seen.await_bounds(drawn.id, (20, 300, 120, 60))
    seen.await_label(drawn.id, "spoon")
    assert ana.get(f"/api/projects/{project_id}/exports")["exports"] == []

    canvas.pick(second)
    canvas.press("Delete")
    seen.await_gone(second.id)
    canvas.await_saved()
    assert {it.id for it in seen.annotations()} == {first.id, drawn.id}
    anas.picture("corrected")

    exports = ExportsPage(anas.page)
    exports.open()
    expect(exports.downloads).to_have_count(1)
    anas.picture("exports")
    expect(anas.page.get_by_text("after corrections")).to_be_visible()
    state = ana.frame(asset["frame_id"])
    expect_coco(exports.download(tmp_path / "export.json"), state)
    assert {it["id"] for it in state["annotations"]} == {first.id, drawn.id}
    anas.expect_no_complaints()
    bens.expect_no_complaints()


def upload(page: Any, photographs: dict[str, Path]) -> None:
    """Upload the photographs by the page's own field."""
    shown = UploadPage(page)
    shown.choose([photographs[name] for name in NAMES])
    assert shown.fates() == ["uploaded"] * len(NAMES)


def bring_cold_model(portal: RunningPortal, owner: Person, project_id: str) -> None:
    """Let a version predict in a project that the interactive worker does not load before a job asks for it.

    A worker that has the champion loaded predicts a picture while it takes it in, and workers load the
    version that was promoted last, wherever that was. They are frozen until that is another one.
    """
    folder = portal.home / "models" / NAME / VERSION
    portal.pause(*WORKERS)
    owner.bring_model(project_id, folder)
    owner.bring_model(owner.make_project("Promoted last", LABELS), folder)
    portal.resume(*WORKERS)

    def is_over() -> bool:
        return [job["status"] for job in owner.jobs(project_id, kind="repredict")] == ["finished"]

    wait_until(is_over, 30, for_what="the bulk worker to have looked for frames to predict again")


def hold_predictions(
    portal: RunningPortal, send: Callable[[], None], owner: Person, project_id: str
) -> list[dict[str, Any]]:
    """Upload so that the pictures become ready while the relay, which asks for predictions, is frozen.

    Returns:
        The ready assets. The relay stays frozen.
    """
    portal.pause(*WORKERS)
    send()
    wait_until(
        lambda: len(owner.jobs(project_id, kind="ingest", status="queued")) == len(NAMES), for_what="jobs"
    )
    portal.pause("relay")
    portal.resume(*WORKERS)
    return owner.await_assets(project_id, lambda asset: asset["status"] == "ready", len(NAMES))


def expect_coco(path: Path, state: dict[str, Any]) -> None:
    """Check that a COCO file, read by the reference reader, holds exactly the objects of the frame."""
    with redirect_stdout(io.StringIO()):
        coco = COCO(str(path))
    assert {image["tandem_name"] for image in coco.imgs.values()} == {f"{name}.png" for name in NAMES}
    (image_id,) = (
        key for key, image in coco.imgs.items() if image["tandem_frame_id"] == state["frame"]["id"]
    )
    assert {entry["image_id"] for entry in coco.anns.values()} == {image_id}

    def order(row: tuple[str, list[float]]) -> str:
        return json.dumps(row)

    written = sorted(
        (
            (coco.cats[entry["category_id"]]["name"], [float(side) for side in entry["bbox"]])
            for entry in coco.loadAnns(coco.getAnnIds(imgIds=[image_id]))
        ),
        key=order,
    )
    stored = sorted(
        (
            (it["label"], [float(it["shape"][side]) for side in ("x", "y", "width", "height")])
            for it in state["annotations"]
        ),
        key=order,
    )
    assert [label for label, _ in written] == [label for label, _ in stored]
    for (_, in_file), (_, in_frame) in zip(written, stored, strict=True):
        assert in_file == pytest.approx(in_frame, abs=NEAR_PIXELS)
