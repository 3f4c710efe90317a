"""People see as they like, find every command, set their own keys, and carry objects between pictures."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal.env import PROJECT_ROOT
from tests.e2e.conftest import OpenVisit
from tests.e2e.person import Person, a_box, an_addition
from tests.e2e.visit import Visit
from tests.e2e.work import Work

AXE = PROJECT_ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
FAULTS = """
async () => {
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
  const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  return found.violations.flatMap((fault) =>
    fault.nodes.map((node) => `${fault.id}: ${node.target.join(" ")}: ${node.failureSummary}`));
}
"""
SWATCHES = "(rows) => rows.map((row) => getComputedStyle(row).borderColor)"
SETTLED = """() => Promise.all(
  document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
    .map((one) => one.finished.catch(() => null)),
).then(() => null)"""


def faults_of(page: Page) -> list[str]:
    """Return what an automatic check of the page's accessibility finds, once nothing fades in any more."""
    page.evaluate(SETTLED)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8") + "; 0")
    found: list[str] = page.evaluate(FAULTS)
    return found


def focused_name(page: Page) -> str:
    """Return the name of the control that has the focus."""
    return str(page.evaluate("() => document.activeElement?.getAttribute('aria-label') ?? ''"))


def tab_until(page: Page, wanted: Callable[[str], bool], most: int = 400) -> None:
    """Press Tab until a control with a wanted name has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted(focused_name(page)):
            return
    raise AssertionError("no such control is reached by Tab")


def test_every_command_is_found_by_a_few_letters_and_disabled_ones_say_why(
    visit: OpenVisit, ben: Person, work: Work
) -> None:
    here = visit(ben)
    canvas = here.open_asset(work.project_id, work.asset_id, work.frame_id)
    page = here.page
    palette = page.get_by_role("dialog", name="All commands")
    canvas.press("Control+k")
    page.keyboard.type("copy")
    option = palette.get_by_role("option", name="Copy Nothing is selected.")
    expect(option).to_have_attribute("aria-disabled", "true")
    here.picture("palette")
    page.get_by_label("Find a command").fill("label cup")
    page.keyboard.press("Enter")
    expect(palette).to_be_hidden()
    expect(page.get_by_role("button", name="cup 3")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Control+k")
    expect(palette.get_by_role("option").first).to_contain_text("Label: cup")
    page.keyboard.type("zto1")
    page.keyboard.press("Enter")
    canvas.await_view("Math.abs(view.scale - 1) < 1e-6")
    page.keyboard.press("Control+k")
    page.keyboard.type("coffee")
    expect(palette.get_by_role("option").first).to_contain_text("Picture")
    page.keyboard.press("Escape")
    here.expect_no_complaints()


def test_a_person_sets_their_own_keys_by_keyboard_and_finds_them_after_a_reload(
    visit: OpenVisit, ben: Person, work: Work
) -> None:
    here = visit(ben)
    page = here.page
    here.open_asset(work.project_id, work.asset_id, work.frame_id)
    page.keyboard.press("?")
    page.get_by_role("button", name="Change keys").press("Enter")
    expect(page.get_by_role("heading", name="Keyboard")).to_be_visible()
    tab_until(page, lambda name: name == "Change H of Pan")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+w")
    expect(page.get_by_role("alert")).to_contain_text("Ctrl+W cannot be taken. The browser keeps")
    page.keyboard.press("v")
    expect(page.get_by_role("alert")).to_contain_text("V is the key of “Select and edit”")
    here.picture("clash")
    page.keyboard.press("Enter")
    assert focused_name(page) == "Change V of Pan"
    expect(page.locator("[data-command='tool.select'] kbd")).to_have_text("H")
    page.keyboard.press("Enter")
    page.keyboard.press("F9")
    page.reload()
    expect(page.locator("[data-command='tool.pan'] kbd")).to_have_text("F9")
    here.picture("keys")
    canvas = here.open_asset(work.project_id, work.asset_id, work.frame_id)
    canvas.press("F9")
    pan = page.get_by_role("button", name="Pan", exact=True)
    expect(pan).to_have_attribute("aria-pressed", "true")
    canvas.press("h")
    expect(pan).to_have_attribute("aria-pressed", "false")
    page.evaluate("() => localStorage.setItem(Object.keys(localStorage).find((it) => /keys/.test(it)), '{')")
    here.open_asset(work.project_id, work.asset_id, work.frame_id).press("h")
    expect(pan).to_have_attribute("aria-pressed", "true")
    here.expect_no_complaints()


def test_objects_are_carried_to_another_picture_and_taken_back_as_one(
    visit: OpenVisit, ben: Person, work: Work, photographs: dict[str, Path]
) -> None:
    other = next(path for name, path in sorted(photographs.items()) if name != "coffee")
    work.owner.upload(work.project_id, [(other.name, other.read_bytes())])
    second = work.owner.await_predicted(work.project_id, 2)[1]
    work.owner.correct(
        work.frame_id, an_addition("cup", a_box(20, 30)), an_addition("spoon", a_box(90, 100, 30, 20))
    )
    here = visit(ben)
    canvas = here.open_asset(work.project_id, work.asset_id, work.frame_id)
    canvas.await_annotations(2)
    page = here.page
    canvas.press("Control+a", "Control+c")
    # The arrow of the list is the same as a click on the second picture.
    canvas.press("]")
    canvas.await_frame(second["frame_id"])
    canvas.press("Control+v")
    canvas.await_annotations(2)
    wanted = {("cup", (20.0, 30.0, 40.0, 30.0)), ("spoon", (90.0, 100.0, 30.0, 20.0))}
    assert {(it.label, it.bounds) for it in canvas.annotations()} == wanted
    canvas.press("Control+z")
    canvas.await_annotations(0)
    canvas.press("Control+Shift+v")
    canvas.await_annotations(2)
    canvas.press("Control+v")
    canvas.await_annotations(4)
    page.keyboard.press("Shift+o")
    expect(page.get_by_role("listbox", name="Objects").locator("[role=option]:focus")).to_have_count(1)
    page.keyboard.press("End")
    page.keyboard.press("Shift+ArrowUp")
    expect(page.get_by_test_id("announcer")).to_contain_text("2 objects selected")
    page.keyboard.press("Backspace")
    canvas.await_annotations(2)
    canvas.await_saved()
    assert len(work.owner.frame(second["frame_id"])["annotations"]) == 2
    here.expect_no_complaints()


def test_pictures_and_objects_are_seen_as_a_person_likes_and_nothing_stored_changes(
    visit: OpenVisit, ana: Person, ben: Person, work: Work
) -> None:
    work.owner.correct(work.frame_id, an_addition("cup", a_box(20, 30)))
    ben.correct(work.frame_id, an_addition("cup", a_box(90, 100)))
    here = visit(ana)
    canvas = here.open_asset(work.project_id, work.asset_id, work.frame_id)
    canvas.await_annotations(2)
    page = here.page
    canvas.press("Shift+a", "Control+z")
    swatches = page.locator(".object-row:not(.ghost) .swatch")
    expect(swatches).to_have_count(2)
    assert len(set(swatches.evaluate_all(SWATCHES))) == 1
    canvas.press("Shift+Y", "Shift+Y")
    expect(page.locator(".object-row").first).to_be_visible()
    own = here.page.locator(".menu .avatar").evaluate("(it) => getComputedStyle(it).backgroundColor")
    hers = page.locator(".object-row", has_text="ana").locator(".swatch")
    assert hers.evaluate_all(SWATCHES) == [own]

    canvas.press(">", "'", ")")
    image = canvas.root.locator("canvas").first
    filtered = "() => getComputedStyle(document.querySelector('[data-testid=canvas] canvas')).filter"
    for part in ("brightness(1.1)", "contrast(1.1)", "tandem-gamma"):
        assert part in page.evaluate(filtered)
    canvas.press("Shift+v")
    panel = page.get_by_role("region", name="View options")
    expect(panel).to_be_visible()
    assert faults_of(page) == []
    here.picture("options")
    page.keyboard.press("ArrowRight")
    assert "brightness(1.15)" in page.evaluate(filtered)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    page.reload()
    canvas.await_frame(work.frame_id)
    assert "brightness(1.15)" in page.evaluate(filtered)
    canvas.press("Shift+d")
    expect(image).not_to_have_css("filter", "brightness(1.15)")
    assert page.evaluate(filtered) == "none"

    ghosts = canvas.root.get_attribute("data-ghosts")
    canvas.root.focus()
    page.keyboard.down("d")
    expect(canvas.root).to_have_attribute("data-ghosts", "0")
    page.keyboard.up("d")
    expect(canvas.root).to_have_attribute("data-ghosts", str(ghosts))

    expect(page.get_by_test_id("minimap")).to_have_count(0)
    canvas.press("Escape", "w", "#")
    minimap = page.get_by_test_id("minimap")
    expect(minimap).to_be_visible()
    here.picture("zoomed")
    place = minimap.bounding_box()
    assert place is not None
    _, before, _ = canvas.view()
    page.mouse.move(place["x"] + place["width"] * 0.3, place["y"] + place["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(place["x"] + place["width"] * 0.7, place["y"] + place["height"] * 0.5, steps=4)
    page.mouse.up()
    canvas.await_view("view.x < argument - 20", before)
    _, before, _ = canvas.view()
    minimap.focus()
    page.keyboard.press("ArrowLeft")
    canvas.await_view("view.x > argument + 20", before)
    canvas.press("Escape", "ArrowRight")
    canvas.await_view("Math.abs(view.x - argument) < 1", before)
    canvas.await_saved()
    here.expect_no_complaints()


def test_two_fingers_move_and_zoom_and_a_palm_beside_the_pen_draws_nothing(
    visit: OpenVisit, ben: Person, work: Work
) -> None:
    here = visit(ben)
    canvas = here.open_asset(work.project_id, work.asset_id, work.frame_id)
    canvas.await_ghosts()
    canvas.press("r")
    send = """(root, [kind, type, id, x, y]) => {
      const place = root.getBoundingClientRect();
      const at = { clientX: place.left + x, clientY: place.top + y };
      const init = { ...at, pointerId: id, pointerType: type, bubbles: true, cancelable: true };
      root.setPointerCapture = () => {};
      root.dispatchEvent(new PointerEvent(kind, init));
    }"""

    def touch(kind: str, pointer: str, number: int, x: float, y: float) -> None:
        canvas.root.evaluate(send, [kind, pointer, number, x, y])

    scale, _, _ = canvas.view()
    touch("pointerdown", "touch", 1, 200, 200)
    touch("pointerdown", "touch", 2, 300, 200)
    touch("pointermove", "touch", 1, 150, 200)
    touch("pointermove", "touch", 2, 350, 200)
    touch("pointerup", "touch", 1, 150, 200)
    touch("pointerup", "touch", 2, 350, 200)
    assert canvas.view()[0] == pytest.approx(scale * 2, rel=0.01)
    canvas.await_annotations(0)
    touch("pointerdown", "pen", 3, 200, 200)
    touch("pointerdown", "touch", 4, 400, 300)
    touch("pointermove", "touch", 4, 420, 320)
    touch("pointermove", "pen", 3, 320, 300)
    touch("pointerup", "pen", 3, 320, 300)
    touch("pointerup", "touch", 4, 420, 320)
    canvas.await_annotations(1)
    canvas.await_saved()
    here.expect_no_complaints()


def test_an_automatic_check_of_accessibility_finds_nothing(visit: OpenVisit, ana: Person, work: Work) -> None:
    here = visit(ana)
    page = here.page
    for theme in ("dark", "light"):
        canvas = here.open_asset(work.project_id, work.asset_id, work.frame_id)
        canvas.await_ghosts()
        if theme == "light":
            page.get_by_role("button", name="Dark or light").click()
        expect(page.locator(f"html[data-theme={theme}]")).to_have_count(1)
        assert faults_of(page) == []
        if theme == "dark":
            canvas.press("?")
            expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
            assert faults_of(page) == []
        for path in (f"/projects/{work.project_id}/settings", "/keyboard"):
            here.go(path)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            here.picture(f"{path.rpartition('/')[2]}-{theme}")
            assert faults_of(page) == [], path


def test_everything_has_room_on_small_and_large_screens(visit: OpenVisit, ana: Person, work: Work) -> None:
    here = visit(ana)
    sizes = [(1280, 720), (1024, 768), (1920, 1080)]
    canvas = here.open_asset(work.project_id, work.asset_id, work.frame_id)
    canvas.await_ghosts()
    canvas.press("Shift+v")
    for width, height in sizes:
        here.page.set_viewport_size({"width": width, "height": height})
        here.page.wait_for_function("(width) => innerWidth === width", arg=width)
        here.picture(f"{width}x{height}")
        assert spilling(here) == []
    here.go("/keyboard")
    expect(here.page.get_by_role("heading", level=1)).to_be_visible()
    for width, height in sizes:
        here.page.set_viewport_size({"width": width, "height": height})
        here.page.wait_for_function("(width) => innerWidth === width", arg=width)
        assert spilling(here) == []


def spilling(here: Visit) -> list[str]:
    """Return the controls that the window or a neighbour cuts, without a way to scroll to them."""
    found: list[str] = here.page.evaluate("""() => {
      const isHeld = (it) => {
        for (let up = it.parentElement; up; up = up.parentElement) {
          const { overflowY, overflowX } = getComputedStyle(up);
          if (/auto|scroll/.test(overflowY + overflowX)) return up.clientWidth >= up.scrollWidth;
        }
        return false;
      };
      const out = [...document.querySelectorAll('button, a[href], input, [role=option]')]
        .filter((it) => it.checkVisibility() && !it.closest('.visually-hidden') && !isHeld(it))
        .filter((it) => {
          const { left, right, top, bottom } = it.getBoundingClientRect();
          const middle = (top + bottom) / 2;
          return [left + 4, right - 4].some((x) => {
            const there = document.elementFromPoint(x, middle);
            return !there || !(it.contains(there) || there.contains(it));
          });
        })
        .map((it) => it.outerHTML.slice(0, 160));
      if (document.documentElement.scrollWidth > innerWidth) out.push('the page is wider than the window');
      return out;
    }""")
    return found
