"""Two people on one picture see what the other has in hand; a gesture is never disturbed by the other."""

from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit
from tests.e2e.pages.canvas import Canvas
from tests.e2e.person import Person, a_box, a_change, an_addition
from tests.e2e.work import Work

HINT_MS = 10_000


def shared_object(work: Work) -> str:
    addition = an_addition("cup", a_box(60, 200, 90, 60))
    work.owner.correct(work.frame_id, addition)
    return str(addition["annotation_id"])


def open_with(visit: OpenVisit, person: Person, work: Work) -> Canvas:
    canvas = visit(person).open_asset(work.project_id, work.asset_id, work.frame_id)
    canvas.await_annotations(1)
    return canvas


def test_what_one_has_in_hand_the_other_sees_until_the_hand_is_gone(
    visit: OpenVisit, ana: Person, ben: Person, work: Work
) -> None:
    shared = shared_object(work)
    left, right = open_with(visit, ana, work), open_with(visit, ben, work)
    expect(right.page.get_by_role("group", name="Also here")).to_be_visible()
    left.pick(left.find(shared))
    right.await_mark("ana")
    (mark,) = right.marks()
    assert not mark["locked"]
    assert right.find(shared).bounds == tuple(mark["bounds"][side] for side in ("x", "y", "width", "height"))

    def see_it_locked() -> None:
        right.await_mark("ana is editing")
        expect(right.page.get_by_role("img", name="ana is editing")).to_be_visible()
        # A hint, not a lock: Ben's own selection is his, and he may change the object too.
        right.pick(right.find(shared))
        left.await_mark("ben")

    left.move(left.find(shared), 60, 20, meanwhile=see_it_locked)
    right.await_mark("ana")
    right.await_bounds(shared, (120, 220, 90, 60))
    left.page.close()
    right.page.wait_for_function(
        "(root) => root.tandem.marks().length === 0", arg=right.root.element_handle(), timeout=HINT_MS
    )


def test_a_change_of_the_same_object_during_a_drag_waits_for_the_person(
    visit: OpenVisit, ana: Person, ben: Person, work: Work
) -> None:
    shared = shared_object(work)
    here = visit(ben)
    canvas = here.open_asset(work.project_id, work.asset_id, work.frame_id)
    canvas.await_annotations(1)
    before = canvas.find(shared)
    mine = (before.x + 120, before.y + 40, before.width, before.height)
    theirs = a_box(60, 320, 90, 60)

    def ana_moves_it() -> None:
        ana.correct(work.frame_id, a_change("reshape", shared, 1, shape=theirs))
        canvas.await_bounds(shared, (60, 320, 90, 60))

    canvas.move(before, 120, 40, meanwhile=ana_moves_it)
    notice = here.page.get_by_test_id("conflict")
    expect(notice).to_contain_text("ana changed this object")
    # Both versions are on the picture at once: theirs stands, mine is dashed.
    marks = {mark["words"]: mark for mark in canvas.marks()}
    assert set(marks) == {"ana: cup", "mine: cup"}
    assert (marks["ana: cup"]["dashed"], marks["mine: cup"]["dashed"]) == (False, True)
    assert abs(marks["mine: cup"]["bounds"]["x"] - mine[0]) <= 2
    assert marks["ana: cup"]["bounds"]["y"] == 320
    here.picture("both-versions")

    notice.get_by_role("button", name="Keep mine").click()
    canvas.await_bounds(shared, mine)
    canvas.await_saved()
    canvas.press("Control+z")
    canvas.await_bounds(shared, (60, 320, 90, 60))
    canvas.press("Control+Shift+z")
    canvas.await_bounds(shared, mine)
    canvas.await_saved()
    (stored,) = ana.frame(work.frame_id)["annotations"]
    assert abs(stored["shape"]["x"] - mine[0]) <= 2


def test_an_avatar_leads_to_the_picture_that_its_person_is_on(
    visit: OpenVisit, ana: Person, ben: Person, work: Work, photographs: dict[str, Path]
) -> None:
    path = photographs["astronaut"]
    ana.upload(work.project_id, [("other.png", path.read_bytes())])
    assets = ana.await_predicted(work.project_id, 2)
    other = next(asset for asset in assets if asset["name"] == "other.png")
    visit(ana).open_asset(work.project_id, other["id"], other["frame_id"])
    here = visit(ben)
    canvas = here.open_asset(work.project_id, work.asset_id, work.frame_id)
    here.page.get_by_role("button", name="Go to the picture ana is on").click()
    canvas.await_frame(other["frame_id"])
