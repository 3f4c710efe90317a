"""A mask from the first stroke to the reload: painted, erased, filled, converted, undone and redone."""

from typing import Any

import pytest

from annotations.domain.geometry import SHAPE, area, bounds
from tests.e2e.conftest import OpenVisit
from tests.e2e.pages.canvas import Canvas
from tests.e2e.person import Person
from tests.e2e.work import Work
from tests.waiting import wait_until

BRUSH = 40
ACTS = 7
NEAR_SHARE = 0.03


def stored(person: Person, canvas: Canvas, work: Work) -> list[dict[str, Any]]:
    """Return what the server has of the frame once everything is saved there."""
    canvas.await_saved()
    return list(person.frame(work.frame_id)["annotations"])


def the_area(rows: list[dict[str, Any]], kind: str) -> float:
    """Return the area of the one object there is, which is of this kind."""
    (row,) = rows
    assert row["shape"]["type"] == kind
    return area(SHAPE.validate_python(row["shape"]))


def test_a_mask_is_painted_erased_filled_converted_undone_and_redone(
    visit: OpenVisit, ana: Person, work: Work
) -> None:
    anas = visit(ana)
    canvas = anas.open_asset(work.project_id, work.asset_id, work.frame_id)
    canvas.await_ghosts()
    canvas.press("g", "b")

    canvas.stroke((60, 60), (220, 60))
    canvas.await_annotations(1)
    bar = the_area(stored(ana, canvas, work), "mask")
    assert bar == pytest.approx(160 * BRUSH + 3.14159 * (BRUSH / 2) ** 2, rel=0.01)

    canvas.stroke((140, 60), (140, 200))
    assert len(canvas.annotations()) == 1, "a second stroke adds to the mask in hand"
    both = the_area(stored(ana, canvas, work), "mask")
    assert both > bar + 100 * BRUSH
    anas.picture("two-strokes")

    canvas.press("Shift+b")
    canvas.stroke((140, 220), (140, 180))
    shorter = the_area(stored(ana, canvas, work), "mask")
    assert shorter < both
    for _ in range(12):
        canvas.press("[")
    canvas.stroke((90, 60))
    pierced = the_area(stored(ana, canvas, work), "mask")
    assert 0 < shorter - pierced < 200, (
        "the smaller eraser made a small hole, and [ did not leave the picture"
    )
    anas.picture("a-hole")

    canvas.press("Shift+f")
    assert the_area(stored(ana, canvas, work), "mask") == shorter
    canvas.press("Shift+m")
    assert the_area(stored(ana, canvas, work), "polygon") == pytest.approx(shorter, rel=NEAR_SHARE)
    anas.picture("a-polygon")
    canvas.press("Shift+m")
    assert the_area(stored(ana, canvas, work), "mask") == pytest.approx(shorter, rel=NEAR_SHARE)
    final = stored(ana, canvas, work)

    for _ in range(ACTS):
        canvas.press("Control+z")
    canvas.await_annotations(0)
    assert stored(ana, canvas, work) == []
    for _ in range(ACTS):
        canvas.press("Control+Shift+z")
    canvas.await_annotations(1)
    again = stored(ana, canvas, work)
    assert [(row["id"], row["shape"]) for row in again] == [(row["id"], row["shape"]) for row in final]

    anas.page.reload()
    canvas.await_frame(work.frame_id)
    canvas.await_annotations(1)
    (drawn,) = canvas.annotations()
    left, top, right, bottom = bounds(SHAPE.validate_python(again[0]["shape"]))
    assert drawn.bounds == (left, top, right - left, bottom - top)

    # Enter closes the mask in hand: the next stroke is an object of its own.
    canvas.press("v")
    anas.page.mouse.click(*canvas.screen((100, 60)))
    canvas.press("b", "Enter")
    canvas.stroke((300, 300))
    canvas.await_annotations(2)
    wait_until(lambda: len(stored(ana, canvas, work)) == 2, 5, for_what="the second mask")
    anas.picture("reloaded")
    anas.expect_no_complaints()
