"""What an object carries beside label and shape: asked for, answered, submitted, told and restored."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenVisit
from tests.e2e.pages.canvas import Canvas
from tests.e2e.person import Json, Person, a_box, a_change, an_addition
from tests.e2e.work import Work

ASKED: list[Json] = [
    {"name": "pose", "type": "select", "values": ["front", "side"], "required": True},
    {"name": "age", "type": "number", "min": 0, "max": 20},
]


def ask_in_settings(page: Page) -> None:
    """Let the cups' label ask for a required pose and for an age, and give it a skeleton of two points."""
    page.get_by_role("button", name="Ask…: cup").click()
    for number, (name, kind) in enumerate((("pose", "select"), ("age", "number")), start=1):
        page.get_by_role("button", name="Add an attribute").click()
        page.get_by_label(f"Name of attribute {number}").fill(name)
        page.get_by_label(f"Kind of attribute {number}").select_option(kind)
    page.get_by_label("Values of attribute 1").fill("front, side")
    page.get_by_label("required").first.check()
    page.get_by_label("At least, attribute 2").fill("0")
    drawing = page.get_by_role("group", name="Skeleton template")
    for x, y in ((60, 60), (180, 180)):
        drawing.click(position={"x": x, "y": y})
    for point in ("point 1", "point 2"):
        drawing.get_by_role("button", name=point).click()


def stored(person: Person, work: Work, annotation_id: str) -> Json:
    """Return an object as the portal has it."""
    found = person.frame(work.frame_id)["annotations"]
    return next(entry for entry in found if entry["id"] == annotation_id)


def the_attribute(page: Page, name: str) -> Any:
    """Return an attribute's field in the panel of the selection."""
    return page.get_by_role("region", name="Attributes").get_by_label(name)


def test_attributes_are_asked_for_answered_and_required_at_submit(
    visit: OpenVisit, ana: Person, ben: Person, work: Work
) -> None:
    anas = visit(ana)
    anas.go(f"/projects/{work.project_id}/settings")
    ask_in_settings(anas.page)
    anas.picture("settings")
    anas.page.get_by_role("button", name="Save").first.click()
    expect(anas.page.get_by_text("Saved.")).to_be_visible()
    labels = ana.get(f"/api/projects/{work.project_id}")["labels"]
    cup = next(label for label in labels if label["name"] == "cup")
    assert [(entry["name"], entry["required"]) for entry in cup["attributes"]] == [
        ("pose", True), ("age", False),
    ]  # fmt: skip
    assert (cup["skeleton"]["points"], cup["skeleton"]["edges"]) == (["point 1", "point 2"], [[0, 1]])

    bens = visit(ben)
    hers = anas.open_asset(work.project_id, work.asset_id, work.frame_id)
    his = bens.open_asset(work.project_id, work.asset_id, work.frame_id)
    his.press(str(work.labels.index("cup") + 1))
    drawn = his.draw(20, 20, 60, 40)
    his.press("Escape", "v", "Enter")
    gaps = bens.page.get_by_test_id("gaps")
    expect(gaps).to_contain_text("1 answer is missing")
    expect(the_attribute(bens.page, "pose")).to_be_focused()
    bens.picture("blocked")
    assert ana.get(f"/api/assets/{work.asset_id}")["reviewed"] is None

    # The keyboard answers, and Escape returns to the picture.
    the_attribute(bens.page, "pose").select_option("front")
    bens.page.keyboard.press("Tab")
    bens.page.keyboard.type("-1")
    expect(bens.page.get_by_role("alert").filter(has_text="is at least 0")).to_be_visible()
    bens.page.keyboard.press("Control+a")
    bens.page.keyboard.type("30")
    bens.page.keyboard.press("Enter")
    bens.page.keyboard.press("Escape")
    expect(his.root).to_be_focused()
    expect(gaps).to_be_hidden()
    his.press("q", "}")
    his.await_saved()
    found = stored(ana, work, drawn.id)
    assert (found["attributes"], found["occluded"]) == ({"pose": "front", "age": 30}, True)

    # Ana sees each change as it comes.
    hers.await_annotations(1)
    hers.pick(hers.find(drawn.id))
    expect(the_attribute(anas.page, "pose")).to_have_value("front")
    expect(the_attribute(anas.page, "age")).to_have_value("30")
    his.press("e")
    the_attribute(bens.page, "pose").select_option("side")
    expect(the_attribute(anas.page, "pose")).to_have_value("side")
    anas.picture("second-person")

    bens.page.keyboard.press("Escape")
    his.press("Shift+Enter")
    expect(bens.page.get_by_text("Submitted.")).to_be_visible()
    expect(bens.page.locator(".stage-chip > summary")).to_have_text("Submitted")
    expect(anas.page.locator(".stage-chip > summary")).to_have_text("Submitted")
    his.press("s")
    bens.picture("skip")
    bens.page.keyboard.press("2")
    expect(bens.page.get_by_role("dialog")).to_be_hidden()
    expect(anas.page.locator(".stage-chip > summary")).to_have_text("Skipped")
    anas.expect_no_complaints()


def test_a_version_is_looked_at_and_restored_as_one_act(visit: OpenVisit, ana: Person, work: Work) -> None:
    bens = visit(ana)
    canvas = bens.open_asset(work.project_id, work.asset_id, work.frame_id)
    drawn = canvas.draw(20, 20, 60, 40)
    canvas.move(drawn, 200, 100)
    moved = (drawn.x + 200, drawn.y + 100, drawn.width, drawn.height)
    canvas.await_bounds(drawn.id, moved)
    canvas.press("q", "y")
    history = bens.page.get_by_test_id("history")
    rows = history.get_by_role("listitem")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("occluded")
    expect(rows.nth(1)).to_contain_text("moved by 200, 100")
    expect(rows.nth(2)).to_contain_text("drawn as")
    rows.nth(2).hover()
    bens.picture("history")
    rows.nth(2).get_by_role("button", name="Restore this version").click()
    canvas.await_bounds(drawn.id, drawn.bounds)
    expect(rows).to_have_count(5)
    canvas.await_saved()
    assert stored(ana, work, drawn.id)["occluded"] is False
    canvas.press("Control+z")
    canvas.await_bounds(drawn.id, moved)
    canvas.await_saved()
    assert stored(ana, work, drawn.id)["occluded"] is True

    canvas.press("Delete")
    canvas.await_annotations(0)
    canvas.press("y")
    removed = bens.page.get_by_role("complementary", name="Removed objects")
    expect(removed.get_by_role("listitem")).to_have_count(1)
    bens.picture("removed")
    removed.get_by_role("button", name="Restore this object").click()
    canvas.await_bounds(drawn.id, moved)
    canvas.await_saved()
    assert stored(ana, work, drawn.id)["occluded"] is True
    bens.expect_no_complaints()


def test_what_is_described_offline_merges_with_another_persons_shape(
    visit: OpenVisit, ana: Person, ben: Person, work: Work
) -> None:
    labels = [{"name": name, "attributes": ASKED} for name in work.labels]
    ana.patch(f"/api/projects/{work.project_id}", {"labels": labels})
    addition = an_addition(work.labels[0], a_box(60, 60, 80, 60))
    ana.correct(work.frame_id, addition)
    shared = addition["annotation_id"]
    bens = visit(ben)
    canvas = bens.open_asset(work.project_id, work.asset_id, work.frame_id)
    canvas.await_annotations(1)
    canvas.pick(canvas.find(shared))
    bens.context.set_offline(True)
    the_attribute(bens.page, "pose").select_option("front")
    the_attribute(bens.page, "pose").select_option("side")
    canvas.press("q")
    expect(canvas.root).not_to_have_attribute("data-waiting", "0")
    ana.correct(work.frame_id, a_change("reshape", shared, 1, shape=a_box(300, 60, 80, 60)))
    bens.context.set_offline(False)
    canvas.await_saved()
    canvas.await_bounds(shared, (300, 60, 80, 60))
    found = stored(ana, work, shared)
    assert (found["shape"]["x"], found["attributes"], found["occluded"]) == (300, {"pose": "side"}, True)
    notice = bens.page.get_by_test_id("conflict")
    expect(notice).to_be_hidden()

    # The same attribute answered by both is a question for Ben, in words.
    bens.context.set_offline(True)
    the_attribute(bens.page, "pose").select_option("front")
    canvas.await_waiting(1)
    answer = {"changes": {"attributes": {"pose": None}}}
    ana.correct(work.frame_id, a_change("describe", shared, found["revision"], **answer))
    bens.context.set_offline(False)
    expect(notice).to_contain_text("The attribute “pose” differs.")
    expect(notice.locator(".version")).to_contain_text(["pose: front", "pose: empty"])
    bens.picture("conflict")
    notice.get_by_role("button", name="Keep mine").click()
    canvas.await_saved()
    assert stored(ana, work, shared)["attributes"] == {"pose": "front"}


def test_a_group_is_one_in_the_hand_and_what_is_locked_or_hidden_is_so_on_ones_own_screen(
    visit: OpenVisit, ana: Person, work: Work
) -> None:
    anas = visit(ana)
    canvas = anas.open_asset(work.project_id, work.asset_id, work.frame_id)
    first, second = canvas.draw(20, 20, 60, 40), canvas.draw(20, 120, 60, 40)
    select_both(canvas)
    canvas.press("Control+g", "Escape")
    canvas.move(first, 30, 0)
    canvas.await_bounds(first.id, (first.x + 30, first.y, first.width, first.height))
    canvas.await_bounds(second.id, (second.x + 30, second.y, second.width, second.height))
    anas.picture("group")
    canvas.press("Shift+L", "Escape")
    locked = canvas.find(first.id)
    canvas.move(locked, 100, 0)
    canvas.await_saved()
    assert stored(ana, work, first.id)["shape"]["x"] == locked.x
    expect(anas.page.get_by_role("button", name="Unlock")).to_have_count(2)
    anas.page.reload()
    canvas.await_annotations(2)
    expect(anas.page.get_by_role("button", name="Unlock")).to_have_count(2)
    assert stored(ana, work, first.id)["group"] == stored(ana, work, second.id)["group"]
    anas.expect_no_complaints()


def select_both(canvas: Canvas) -> None:
    """Select every object of the frame."""
    canvas.press("v", "Control+a")
