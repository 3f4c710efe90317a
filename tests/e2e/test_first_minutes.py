"""A stranger's first five minutes: from the sample project to ten corrected pictures, by keyboard only."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.bench.photographs import ensure_photographs
from tests.e2e.conftest import OpenVisit
from tests.e2e.pages.canvas import Canvas
from tests.e2e.person import Person
from tests.e2e.portal_process import lasting_home

PICTURES = 10
SAMPLE = "Sample photographs"
MOST_PRESSES_PER_OBJECT = 2.5
"""One to decide, and the way from picture to picture shared among its objects."""


class Keyboard:
    """Presses keys and counts them; there is no mouse."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.presses = 0

    def press(self, key: str) -> None:
        """Press one key, or a chord."""
        self.presses += 1
        self._page.keyboard.press(key)

    def walk_to(self, name: str) -> None:
        """Press Tab until something of this name has the focus, then Enter."""
        test = "(name) => (document.activeElement?.textContent ?? '').includes(name)"
        for _ in range(40):
            self.press("Tab")
            if self._page.evaluate(test, name):
                self.press("Enter")
                return
        raise AssertionError(f"Tab does not lead to {name}")


@pytest.fixture
def pictures(admin: Person) -> str:
    """Fill the sample project up to eleven pictures, and return its id once all are predicted."""
    project = next(it for it in admin.get("/api/projects")["projects"] if it["name"] == SAMPLE)
    project_id = str(project["id"])
    there = len(admin.assets(project_id))
    more: list[Path] = ensure_photographs(lasting_home(), PICTURES + 1)[there:]
    admin.upload(project_id, [(path.name, path.read_bytes()) for path in more])
    admin.await_predicted(project_id, PICTURES + 1, seconds=60)
    return project_id


@pytest.mark.slow
def test_ten_pictures_are_corrected_with_the_keyboard_alone(
    visit: OpenVisit, admin: Person, pictures: str
) -> None:
    here = visit(admin)
    here.go("/")
    expect(here.page.get_by_text(SAMPLE).first).to_be_visible()
    keys = Keyboard(here.page)
    keys.walk_to(SAMPLE)
    canvas = here.canvas
    expect(canvas.root).to_have_attribute("data-image", "ready")
    way_in = keys.presses

    decided = accepted = 0
    for number in range(PICTURES):
        frame_id = str(canvas.root.get_attribute("data-frame-id"))
        if number == 0:
            keys.press("j")
        for _ in range(len(canvas.ghosts())):
            before = len(canvas.ghosts())
            chosen = await_chosen(canvas)
            # What the model is unsure of is refused, the rest accepted; the next one is then in hand.
            is_sure = chosen >= 0.5
            keys.press("a" if is_sure else "x")
            canvas.await_("(root, count) => Number(root.dataset.ghosts) === count", before - 1)
            decided += 1
            accepted += is_sure
        keys.press("Enter")
        canvas.await_("(root, id) => root.dataset.frameId !== '' && root.dataset.frameId !== id", frame_id)
    here.picture("after-ten")
    canvas.await_saved()
    assets = admin.assets(pictures)
    approved = [asset for asset in assets if asset["reviewed"] is not None]
    assert len(approved) == PICTURES
    assert sum(asset["corrections"] for asset in assets) >= decided
    worked = keys.presses - way_in
    print(
        f"\n{PICTURES} pictures, {decided} objects ({accepted} accepted): {worked} key presses "
        f"after {way_in} to get there, {worked / decided:.2f} per corrected object"
    )
    assert worked <= MOST_PRESSES_PER_OBJECT * decided
    here.expect_no_complaints()


def await_chosen(canvas: Canvas) -> float:
    """Wait until a ghost is in hand, and return how sure the model is of it."""
    canvas.await_("(root) => root.tandem.selected().length === 1")
    (chosen,) = canvas.root.evaluate("(root) => root.tandem.selected()")
    return next(ghost.score or 0.0 for ghost in canvas.ghosts() if ghost.id == chosen)
