"""Two people: handed in, returned with a pin and a name in it, told live, corrected, approved."""

from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit
from tests.e2e.person import Person, a_box, an_addition
from tests.e2e.work import Work


def test_work_comes_back_with_a_pin_is_corrected_and_approved(
    visit: OpenVisit, ana: Person, ben: Person, work: Work
) -> None:
    ben.post("/api/notifications/read", {"read": True})  # he was told of each project he was taken into
    added = an_addition("cup", a_box(120, 100, 200, 160))
    ben.correct(work.frame_id, added)
    his, hers = visit(ben), visit(ana)
    canvas = his.open_asset(work.project_id, work.asset_id, work.frame_id)
    canvas.press("Shift+Enter")
    expect(his.page.get_by_text("Submitted.", exact=True)).to_be_visible()

    hers.go(f"/projects/{work.project_id}/work")
    expect(hers.page.get_by_role("heading", name="Work", level=1)).to_be_visible()
    hers.page.keyboard.press("Alt+v")
    hers.canvas.await_frame(work.frame_id)
    expect(hers.page.locator(".handout")).to_contain_text("Everything is reviewed")
    hers.canvas.press("Alt+x")
    compared = hers.page.get_by_role("dialog", name="Before and after")
    expect(compared.locator(".compare-row").first).to_be_visible()
    hers.picture("compared")
    compared.get_by_role("button", name="Fix it").click()

    hers.canvas.pick(hers.canvas.find(added["annotation_id"]))
    hers.canvas.press("Shift+P")
    said = hers.page.get_by_role("combobox", name="What should be different")
    said.press_sequentially("@be")
    expect(hers.page.get_by_role("option", name="ben", exact=True)).to_be_visible()
    said.press("Enter")
    said.press_sequentially("tighter")
    hers.picture("pinning")
    said.press("Enter")
    expect(hers.page.get_by_role("button", name="Issue 1: @ben tighter")).to_be_visible()
    # The bell rings where he is, without his doing anything.
    expect(his.page.locator(".bell-count")).to_have_text("1")
    expect(his.page.get_by_role("button", name="Issue 1: @ben tighter")).to_be_visible()
    hers.canvas.press("Shift+Backspace")
    dialog = hers.page.get_by_role("dialog", name="Return this picture")
    dialog.get_by_label("What should be different?").fill("See the pin.")
    dialog.get_by_role("button", name="Return it").click()
    expect(his.page.locator(".bell-count")).to_have_text("2")
    his.page.keyboard.press("Alt+b")
    told = his.page.get_by_role("dialog", name="What you were told")
    expect(told.get_by_text("ana returned your work")).to_be_visible()
    his.picture("told")
    his.page.keyboard.press("Escape")

    his.go(f"/projects/{work.project_id}/work")
    expect(his.page.get_by_text("1 picture for you to do.")).to_be_visible()
    his.picture("my-work")
    his.page.keyboard.press("Alt+n")
    canvas.await_frame(work.frame_id)
    expect(his.page.locator(".handout")).to_contain_text("Returned by ana")
    canvas.press("Alt+g", "Alt+y")
    expect(his.page.get_by_text("Resolved.", exact=True)).to_be_visible()
    canvas.pick(canvas.find(added["annotation_id"]))
    canvas.press("ArrowRight")
    canvas.await_saved()
    canvas.press("Shift+Enter")
    expect(his.page.get_by_text("Submitted.", exact=True)).to_be_visible()

    hers.page.keyboard.press("Alt+v")
    expect(hers.page.locator(".handout")).to_contain_text("Returned by ana before")
    hers.canvas.press("Shift+Enter")
    expect(hers.page.get_by_text("Approved.", exact=True)).to_be_visible()
    expect(his.page.locator(".bell-count")).to_have_text("3")
    expect(his.page.locator(".stage-chip")).to_contain_text("Approved")
    his.expect_no_complaints()
    hers.expect_no_complaints()
