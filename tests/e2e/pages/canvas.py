"""Owns the labelling page: what its canvas shows, and the hand that works on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

Point = tuple[float, float]

NEAR_PIXELS = 1.5
DRAG_STEPS = 5
GRID = 12
"""Places along each side of an object that are tried for one where nothing lies on top of it."""


@dataclass(frozen=True)
class Drawn:
    """An object on the canvas, with bounds in image pixels."""

    id: str
    kind: str
    label: str
    score: float | None
    x: float
    y: float
    width: float
    height: float

    def holds(self, point: Point, margin: float = 0.0) -> bool:
        """Whether a point lies in the bounds."""
        x, y = point
        inside_x = self.x - margin <= x <= self.x + self.width + margin
        return inside_x and self.y - margin <= y <= self.y + self.height + margin

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, width and height."""
        return self.x, self.y, self.width, self.height


class Canvas:
    """The open frame of a tab."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root: Locator = page.get_by_test_id("canvas")

    def await_frame(self, frame_id: str) -> None:
        """Wait until a frame is drawn."""
        expect(self.root).to_have_attribute("data-frame-id", frame_id)

    def objects(self) -> list[Drawn]:
        """Return what is drawn now."""
        rows: list[dict[str, Any]] = self.root.evaluate("(root) => root.tandem.objects()")
        return [
            Drawn(row["id"], row["kind"], row["label"], row["score"], **row["bounds"])
            for row in rows
            if row["bounds"] is not None
        ]

    def annotations(self) -> list[Drawn]:
        """Return the people's objects."""
        return [drawn for drawn in self.objects() if drawn.kind == "annotation"]

    def ghosts(self) -> list[Drawn]:
        """Return the predictions shown, surest first."""
        ghosts = [drawn for drawn in self.objects() if drawn.kind == "ghost"]
        return sorted(ghosts, key=lambda drawn: -(drawn.score or 0))

    def find(self, annotation_id: str) -> Drawn:
        """Return one of the people's objects."""
        return next(drawn for drawn in self.annotations() if drawn.id == annotation_id)

    def marks(self) -> list[dict[str, Any]]:
        """Return what is marked because of others: in their hands, or in conflict."""
        found: list[dict[str, Any]] = self.root.evaluate("(root) => root.tandem.marks()")
        return found

    def await_mark(self, words: str) -> None:
        """Wait until something is marked with these words."""
        self.await_("(root, words) => root.tandem.marks().some((it) => it.words === words)", words)

    def await_no_marks(self) -> None:
        """Wait until nothing is marked because of others."""
        self.await_("(root) => root.tandem.marks().length === 0", None)

    def await_ghosts(self, at_least: int = 1) -> None:
        """Wait until ghosts are painted."""
        self.await_("(root, count) => Number(root.dataset.ghosts) >= count", at_least)

    def await_annotations(self, count: int) -> None:
        """Wait until so many of the people's objects are painted."""
        expect(self.root).to_have_attribute("data-annotations", str(count))

    def await_gone(self, annotation_id: str) -> None:
        """Wait until an object is no longer there."""
        self.await_("(root, id) => !root.tandem.objects().some((it) => it.id === id)", annotation_id)

    def await_bounds(self, annotation_id: str, bounds: Sequence[float]) -> None:
        """Wait until an object is there and has these bounds."""
        test = """(root, [id, bounds, near]) => {
          const it = root.tandem.objects().find((one) => one.id === id);
          if (!it) return false;
          const is = [it.bounds.x, it.bounds.y, it.bounds.width, it.bounds.height];
          return is.every((value, place) => Math.abs(value - bounds[place]) <= near);
        }"""
        self.await_(test, [annotation_id, list(bounds), NEAR_PIXELS])

    def await_label(self, annotation_id: str, label: str) -> None:
        """Wait until an object is there and has this label."""
        test = "(root, [id, label]) => root.tandem.objects().some((it) => it.id === id && it.label === label)"
        self.await_(test, [annotation_id, label])

    def await_saved(self) -> None:
        """Wait until the portal has everything that was done here."""
        expect(self.root).to_have_attribute("data-save-state", "saved")

    def await_waiting(self, count: int) -> None:
        """Wait until the page says that it is offline with so many changes waiting."""
        expect(self.page.locator(".save-state.offline")).to_have_text(f"Offline, {count} waiting")
        expect(self.root).to_have_attribute("data-waiting", str(count))

    def press(self, *keys: str) -> None:
        """Press keys with the canvas in focus."""
        self.root.focus()
        for key in keys:
            self.page.keyboard.press(key)

    def screen(self, at: Point) -> Point:
        """Return where a point of the image is on the screen."""
        place = self.root.evaluate("(root, [x, y]) => root.tandem.toScreen(x, y)", list(at))
        return place["x"], place["y"]

    def view(self) -> tuple[float, float, float]:
        """Return how large the picture is shown, and where its top left corner is on the canvas."""
        view = self.root.evaluate("(root) => root.tandem.view()")
        return view["scale"], view["x"], view["y"]

    def await_view(self, test: str, argument: object = None) -> None:
        """Wait until the view is as wanted: a test of `view` and `argument` in JavaScript."""
        self.await_(f"(root, argument) => ((view) => {test})(root.tandem.view())", argument)

    def draw(self, x: float, y: float, width: float, height: float) -> Drawn:
        """Draw a box in image pixels by dragging, and return it as it was drawn."""
        before = {drawn.id for drawn in self.annotations()}
        self.press("r")
        self._drag((x, y), (x + width, y + height))
        self.await_annotations(len(before) + 1)
        return next(drawn for drawn in self.annotations() if drawn.id not in before)

    def stroke(self, *points: Point) -> None:
        """Press at the first point of the image, pass the others, and let go."""
        mouse = self.page.mouse
        mouse.move(*self.screen(points[0]))
        mouse.down()
        for point in points[1:]:
            mouse.move(*self.screen(point), steps=DRAG_STEPS)
        mouse.up()

    def draw_quickly(self, x: float, y: float, width: float, height: float) -> None:
        """Draw a box by two clicks, without looking at what came of it."""
        self.page.keyboard.press("r")
        self.page.mouse.click(*self.screen((x, y)))
        self.page.mouse.click(*self.screen((x + width, y + height)))

    def grip(self, drawn: Drawn) -> Point:
        """Return a point of the image where a press takes hold of this object and of no other."""
        others = [other for other in self.objects() if other.id != drawn.id]
        area = drawn.width * drawn.height
        smaller = [other for other in others if other.width * other.height <= area]
        shares = [(place + 0.5) / GRID for place in range(GRID)]
        middle_first = sorted(shares, key=lambda share: abs(share - 0.5))
        places = [
            (drawn.x + drawn.width * across, drawn.y + drawn.height * down)
            for down in middle_first
            for across in middle_first
        ]
        return next(place for place in places if not any(other.holds(place, margin=6.0) for other in smaller))

    def pick(self, drawn: Drawn) -> None:
        """Select an object with a click."""
        self.press("v")
        self.page.mouse.click(*self.screen(self.grip(drawn)))

    def move(
        self, drawn: Drawn, dx: float, dy: float, *, meanwhile: Callable[[], None] | None = None
    ) -> None:
        """Drag an object by image pixels; with `meanwhile`, hold it half-way until that has happened."""
        self.press("v", "Escape")
        x, y = self.grip(drawn)
        self._drag((x, y), (x + dx, y + dy), meanwhile=meanwhile)

    def _drag(self, start: Point, end: Point, *, meanwhile: Callable[[], None] | None = None) -> None:
        mouse = self.page.mouse
        mouse.move(*self.screen(start))
        mouse.down()
        half = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        mouse.move(*self.screen(half), steps=DRAG_STEPS)
        if meanwhile is not None:
            meanwhile()
        mouse.move(*self.screen(end), steps=DRAG_STEPS)
        mouse.up()

    def await_(self, test: str, argument: object = None) -> None:
        """Wait until a test of the canvas root in the page is true."""
        handle = self.root.element_handle()
        self.page.wait_for_function(f"([root, argument]) => ({test})(root, argument)", arg=[handle, argument])
