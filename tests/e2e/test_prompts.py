"""A person points at an object and gets its mask, and runs a model on a part of the picture."""

from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit
from tests.e2e.person import Person
from tests.e2e.work import Work

BOX = (140.0, 30.0), (470.0, 360.0)
SPOON = (375.0, 285.0)


def test_a_box_becomes_a_ghost_then_a_mask_and_a_click_takes_a_part_away(
    visit: OpenVisit, ben: Person, work: Work
) -> None:
    here = visit(ben)
    canvas = here.open_asset(work.project_id, work.asset_id, work.frame_id)
    canvas.press("m")
    canvas.stroke(*BOX)
    expect(canvas.root).to_have_attribute("data-prompt", "found")
    here.picture("prompted")
    assert work.owner.frame(work.frame_id)["annotations"] == []
    canvas.press("Escape")
    expect(canvas.root).to_have_attribute("data-prompt", "")
    canvas.stroke(*BOX)
    expect(canvas.root).to_have_attribute("data-prompt", "found")
    canvas.press("Enter")
    canvas.await_annotations(1)
    canvas.await_saved()
    (whole,) = work.owner.frame(work.frame_id)["annotations"]
    assert whole["shape"]["type"] == "mask"
    assert whole["shape"]["size"] == [400, 600]
    canvas.press("Control+z")
    canvas.await_annotations(0)

    canvas.stroke(*BOX)
    expect(canvas.root).to_have_attribute("data-prompt", "found")
    here.page.keyboard.down("Alt")
    here.page.mouse.click(*canvas.screen(SPOON))
    here.page.keyboard.up("Alt")
    expect(canvas.root).to_have_attribute("data-prompt", "waiting")
    here.picture("waiting")
    expect(canvas.root).to_have_attribute("data-prompt", "found")
    here.picture("refined")
    canvas.press("Shift+Enter")
    canvas.await_annotations(1)
    canvas.await_saved()
    (outline,) = work.owner.frame(work.frame_id)["annotations"]
    assert outline["shape"]["type"] == "polygon"
    assert len(outline["shape"]["points"]) > 20
    here.expect_no_complaints()


def test_a_model_runs_on_a_region_and_its_ghosts_stand_there(
    visit: OpenVisit, ben: Person, work: Work
) -> None:
    here = visit(ben)
    canvas = here.open_asset(work.project_id, work.asset_id, work.frame_id)
    canvas.await_ghosts()
    before = {ghost["id"] for ghost in work.owner.frame(work.frame_id)["predictions"]}
    here.page.get_by_role("button", name="Run model").click()
    panel = here.page.get_by_role("dialog", name="Run a model now")
    expect(panel.get_by_label("Version")).to_be_focused()
    panel.get_by_role("button", name="A region").click()
    canvas.stroke((100.0, 20.0), (520.0, 390.0))
    expect(panel.get_by_test_id("run-outcome")).to_contain_text("ghost")
    here.picture("region")
    after = work.owner.frame(work.frame_id)["predictions"]
    fresh = [ghost["shape"] for ghost in after if ghost["id"] not in before]
    assert fresh
    for shape in fresh:
        assert shape["x"] >= 99
        assert shape["x"] + shape["width"] <= 521
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()
    here.expect_no_complaints()
