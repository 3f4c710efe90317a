"""Every shape by hand: drawn, edited by its points, turned, undone, redone, and there after a reload."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import OpenVisit
from tests.e2e.pages.canvas import Canvas, Point
from tests.e2e.person import Person
from tests.e2e.work import Work
from tests.waiting import wait_until

NEAR = 1.5
SKELETON = {
    "points": ["head", "left hand", "right hand", "foot"],
    "edges": [[0, 1], [0, 2], [0, 3]],
    "layout": [[0.5, 0], [0, 0.5], [1, 0.5], [0.5, 1]],
}


class Hand:
    """The mouse over a canvas, in image pixels."""

    def __init__(self, page: Page, canvas: Canvas) -> None:
        self.page, self.canvas, self.mouse = page, canvas, page.mouse

    @property
    def scale(self) -> float:
        """Screen pixels for one of the image."""
        return (self.canvas.screen((100, 0))[0] - self.canvas.screen((0, 0))[0]) / 100

    def over(self, at: Point) -> None:
        """Move there."""
        self.mouse.move(*self.canvas.screen(at), steps=2)

    def click(self, *places: Point, holding: str | None = None) -> None:
        """Click one place after another."""
        for at in places:
            self.over(at)
            self._holding(holding, self.mouse.down)
            self.mouse.up()

    def double(self, at: Point) -> None:
        """Click twice in quick succession."""
        self.mouse.dblclick(*self.canvas.screen(at))

    def drag(self, start: Point, end: Point, *, holding: str | None = None) -> None:
        """Drag from one place to another."""
        self.over(start)
        self.mouse.down()
        half = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        self.over(half)
        self._holding(holding, lambda: self.over(end))
        self._holding(holding, self.mouse.up)

    def _holding(self, key: str | None, act: Any) -> None:
        if key:
            self.page.keyboard.down(key)
        act()
        if key:
            self.page.keyboard.up(key)


class Store:
    """What the server has of the frame, in the order in which it was drawn."""

    def __init__(self, person: Person, canvas: Canvas, work: Work) -> None:
        self.person, self.canvas, self.work = person, canvas, work
        self._order: list[str] = []

    def shapes(self) -> list[dict[str, Any]]:
        """Return the shapes, oldest first, once everything is saved."""
        self.canvas.await_saved()
        rows = {row["id"]: row["shape"] for row in self.person.frame(self.work.frame_id)["annotations"]}
        self._order += [identity for identity in rows if identity not in self._order]
        return [rows[identity] for identity in self._order if identity in rows]

    def newest(self, count: int) -> dict[str, Any]:
        """Return the shape drawn last, which makes it so many."""
        self.canvas.await_annotations(count)
        return self.shapes()[-1]


def near(points: list[Point]) -> list[Any]:
    """Return points that a mouse may miss by a pixel."""
    return [pytest.approx(list(point), abs=NEAR) for point in points]


def give_a_skeleton(work: Work) -> None:
    """Say of the first label what its skeletons are made of."""
    first, *others = work.labels
    labels = [{"name": first, "skeleton": SKELETON}, *({"name": label} for label in others)]
    work.owner.patch(f"/api/projects/{work.project_id}", {"labels": labels})


def test_every_shape_is_drawn_edited_undone_redone_and_kept(
    visit: OpenVisit, ana: Person, work: Work
) -> None:
    give_a_skeleton(work)
    anas = visit(ana)
    canvas = anas.open_asset(work.project_id, work.asset_id, work.frame_id)
    canvas.await_ghosts()
    hand = Hand(anas.page, canvas)
    store = Store(ana, canvas, work)
    acts = 0

    canvas.press("g", "r")
    hand.drag((40, 60), (120, 120))
    assert store.newest(1)["width"] == pytest.approx(80, abs=NEAR)
    canvas.press("v")
    hand.drag((80, 60 - 26 / hand.scale), (150, 60), holding="Shift")
    turned = store.newest(1)
    assert turned["rotation"] in {60, 75}
    anas.picture("turned")
    acts += 2

    canvas.press("p")
    hand.click((200, 40), (300, 40))
    # The wheel and Space move the picture in the middle of a drawing.
    anas.page.mouse.wheel(0, -300)
    anas.page.keyboard.down("Space")
    hand.drag((260, 60), (270, 70))
    anas.page.keyboard.up("Space")
    hand.click((300, 140), (310, 180))
    canvas.press("Control+z")
    hand.click((200, 140))
    anas.picture("drawing-a-polygon")
    canvas.press("Enter", "f")
    square: list[Point] = [(200, 40), (300, 40), (300, 140), (200, 140)]
    assert store.newest(2)["points"] == near(square)
    hand.click((225, 70), holding="Alt")
    hand.click((275, 70), (250, 110))
    hand.click((226, 70))
    wait_until(lambda: store.shapes()[-1]["holes"], 5, for_what="the hole")
    assert store.shapes()[-1]["holes"] == [near([(225, 70), (275, 70), (250, 110)])]
    canvas.press("v")
    hand.drag((300, 40), (330, 25))
    hand.click((200, 90))
    anas.picture("a-hole-and-points")
    hand.click((200, 90), holding="Alt")
    hand.drag((250, 110), (250, 120))
    edited = store.newest(2)
    assert edited["points"] == near([square[0], (330, 25), *square[2:]])
    assert edited["holes"] == [near([(225, 70), (275, 70), (250, 120)])]
    acts += 6

    canvas.press("l")
    hand.click((350, 60), (420, 60))
    hand.double((420, 130))
    assert store.newest(3)["points"] == near([(350, 60), (420, 60), (420, 130)])
    canvas.press("t")
    hand.double((380, 200))
    assert store.newest(4) == {"type": "points", "points": near([(380, 200)])}
    canvas.press("o")
    hand.click((60, 200), (140, 260))
    ellipse = store.newest(5)
    assert [ellipse[name] for name in ("x", "y", "rx", "ry")] == pytest.approx([100, 230, 40, 30], abs=NEAR)
    canvas.press("Shift+r")
    hand.click((200, 220), (260, 250), (240, 290))
    assert store.newest(6)["rotation"] == pytest.approx(26.6, abs=2)
    canvas.press("Shift+k")
    hand.drag((450, 200), (530, 320))
    canvas.press("v")
    hand.over((530, 260))
    anas.page.keyboard.press("Shift+Q")
    hand.drag((490, 320), (500, 340))
    keypoints = store.newest(7)
    assert keypoints["points"] == near([(490, 200), (450, 260), (530, 260), (500, 340)])
    assert keypoints["visibility"] == [2, 2, 1, 2]
    canvas.press("Shift+t")
    assert store.newest(8) == {"type": "tag"}
    acts += 8
    anas.picture("all")

    # A slip of two pixels is nothing, in any tool.
    for key in ("r", "o", "p", "l", "Shift+r", "Shift+k"):
        canvas.press(key)
        hand.drag((560, 20), (561, 21))
        canvas.press("Escape")
    canvas.press("n", "Escape", "v")
    final = store.shapes()
    assert len(final) == 8

    for _ in range(acts):
        canvas.press("Control+z")
    canvas.await_annotations(0)
    assert store.shapes() == []
    for _ in range(acts):
        canvas.press("Control+Shift+z")
    canvas.await_annotations(8)
    assert sorted(store.shapes(), key=str) == sorted(final, key=str)

    anas.page.reload()
    canvas.await_frame(work.frame_id)
    canvas.await_annotations(8)
    anas.page.set_viewport_size({"width": 1280, "height": 720})
    anas.picture("reloaded-small")
    anas.expect_no_complaints()
