"""Two people on one picture: whose change is whose, and what happens when both change the same."""

from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit
from tests.e2e.person import Person, a_box, a_change, an_addition
from tests.e2e.portal_process import RunningPortal
from tests.e2e.test_loop import hold_predictions, upload
from tests.e2e.work import Work


def test_undo_takes_back_only_ones_own_work(visit: OpenVisit, ana: Person, ben: Person, work: Work) -> None:
    anas, bens = visit(ana), visit(ben)
    left = anas.open_asset(work.project_id, work.asset_id, work.frame_id)
    right = bens.open_asset(work.project_id, work.asset_id, work.frame_id)
    hers = left.draw(20, 20, 60, 40)
    right.await_annotations(1)
    his = right.draw(20, 340, 70, 40)
    left.await_annotations(2)

    left.press("Control+z")
    right.await_gone(hers.id)
    assert [it.id for it in left.annotations()] == [his.id]
    left.press("Control+Shift+z")
    right.await_bounds(hers.id, hers.bounds)

    # Ben moves what Ana drew: her undo may no longer take it away.
    right.move(hers, 30, 20)
    moved = (hers.x + 30, hers.y + 20, hers.width, hers.height)
    left.await_bounds(hers.id, moved)
    left.press("Control+z")
    expect(anas.page.get_by_text("Somebody else changed this object since")).to_be_visible()
    anas.picture("undo-refused")
    left.await_saved()
    state = ana.frame(work.frame_id)
    assert {it["id"] for it in state["annotations"]} == {hers.id, his.id}
    assert left.find(hers.id).bounds == right.find(hers.id).bounds
    anas.expect_no_complaints()
    bens.expect_no_complaints()


def test_a_conflict_shows_both_versions_and_either_can_be_chosen(
    visit: OpenVisit, ana: Person, ben: Person, work: Work
) -> None:
    addition = an_addition("cup", a_box(60, 60, 80, 60))
    ana.correct(work.frame_id, addition)
    shared = addition["annotation_id"]
    bens = visit(ben)
    canvas = bens.open_asset(work.project_id, work.asset_id, work.frame_id)
    canvas.await_annotations(1)
    notice = bens.page.get_by_test_id("conflict")

    for chosen, hers in (("Keep mine", a_box(300, 60, 80, 60)), ("Take theirs", a_box(60, 300, 80, 60))):
        before = canvas.find(shared)
        bens.context.set_offline(True)
        canvas.move(before, 40, 60)
        mine = (before.x + 40, before.y + 60, before.width, before.height)
        canvas.await_waiting(1)
        (now,) = ana.frame(work.frame_id)["annotations"]
        ana.correct(work.frame_id, a_change("reshape", shared, now["revision"], shape=hers))
        bens.context.set_offline(False)
        expect(notice).to_contain_text("ana changed this object")
        expect(notice.locator("figcaption")).to_have_text(["Minecup", "anacup"])
        bens.picture(f"conflict-{chosen.replace(' ', '-').lower()}")
        notice.get_by_role("button", name=chosen).click()
        expect(notice).to_be_hidden()
        canvas.await_saved()
        theirs = (hers["x"], hers["y"], hers["width"], hers["height"])
        wanted = mine if chosen == "Keep mine" else theirs
        canvas.await_bounds(shared, wanted)
        (stored,) = ana.frame(work.frame_id)["annotations"]
        assert stored["revision"] == now["revision"] + (2 if chosen == "Keep mine" else 1)
        assert abs(stored["shape"]["x"] - wanted[0]) <= 1
        assert stored["actor"]["name"] == ("ben" if chosen == "Keep mine" else "ana")


def test_a_prediction_that_arrives_during_a_drag_does_not_disturb_it(
    portal: RunningPortal,
    visit: OpenVisit,
    ana: Person,
    ben: Person,
    work: Work,
    photographs: dict[str, Path],
) -> None:
    project_id = ana.make_project("Late", work.labels, ben)
    anas, bens = visit(ana), visit(ben)
    anas.go(f"/projects/{project_id}/upload")
    held = hold_predictions(portal, lambda: upload(anas.page, photographs), ana, project_id)
    asset = next(asset for asset in held if asset["name"] == "coffee.png")
    canvas = bens.open_asset(project_id, asset["id"], asset["frame_id"])
    drawn = canvas.draw(40, 300, 90, 60)
    canvas.await_saved()

    def let_the_model_speak() -> None:
        portal.resume("relay")
        canvas.await_ghosts(2)
        bens.picture("during-the-drag")

    canvas.move(drawn, 120, 20, meanwhile=let_the_model_speak)
    canvas.await_bounds(drawn.id, (drawn.x + 120, drawn.y + 20, drawn.width, drawn.height))
    canvas.await_saved()
    (stored,) = ana.frame(asset["frame_id"])["annotations"]
    assert stored["id"] == drawn.id
    assert stored["revision"] == 2
    assert abs(stored["shape"]["x"] - drawn.x - 120) <= 1
    assert len(canvas.ghosts()) == 2
    bens.expect_no_complaints()
