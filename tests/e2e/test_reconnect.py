"""Work done without the portal is kept, said to be waiting, and sent once when the portal is back."""

from tests.e2e.conftest import OpenVisit
from tests.e2e.pages.canvas import Canvas, Drawn
from tests.e2e.person import Person, a_box, a_change, an_addition
from tests.e2e.portal_process import RunningPortal
from tests.e2e.visit import Visit
from tests.e2e.work import Work
from tests.waiting import wait_until

KEPT_IN_BROWSER = """
(count) => new Promise((resolve, reject) => {
  const opening = indexedDB.open("tandem-outbox");
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const all = opening.result.transaction("corrections").objectStore("corrections").getAll();
    all.onsuccess = () => {
      opening.result.close();
      resolve(all.result.length === count);
    };
  };
})
"""


def draw_row(canvas: Canvas, count: int) -> list[Drawn]:
    """Draw boxes beside each other."""
    return [canvas.draw(20 + 60 * place, 20, 40, 30) for place in range(count)]


def expect_saved_once(work: Work, drawn: list[Drawn], revision: int = 1) -> None:
    """Check that the portal holds exactly these objects, each made by one correction."""
    stored = work.owner.frame(work.frame_id)["annotations"]
    assert sorted(it["id"] for it in stored) == sorted(it.id for it in drawn)
    assert {it["revision"] for it in stored} == {revision}
    mutations = told_mutations(work, len(drawn) * revision)
    assert len(mutations) == len(set(mutations)) == len(drawn) * revision


def told_mutations(work: Work, at_least: int) -> list[str]:
    """Wait until the log tells of so many corrections, and return the ids of all that it tells of."""

    def told() -> list[str]:
        log = work.owner.events(work.project_id)
        return [it["correction"]["mutation_id"] for it in log if it["type"] == "annotation.corrected"]

    wait_until(lambda: len(told()) >= at_least, for_what=f"{at_least} corrections in the log")
    return told()


def open_work(here: Visit, work: Work) -> Canvas:
    canvas = here.open_asset(work.project_id, work.asset_id, work.frame_id)
    canvas.await_ghosts()
    return canvas


def test_edits_made_offline_wait_and_are_saved_once(visit: OpenVisit, ben: Person, work: Work) -> None:
    here = visit(ben)
    canvas = open_work(here, work)
    here.context.set_offline(True)
    drawn = draw_row(canvas, 5)
    canvas.await_waiting(5)
    here.picture("offline")
    assert work.owner.frame(work.frame_id)["annotations"] == []
    here.context.set_offline(False)
    canvas.await_saved()
    expect_saved_once(work, drawn)


def test_edits_made_while_the_web_process_is_dead_are_saved_once(
    portal: RunningPortal, visit: OpenVisit, ana: Person, ben: Person, work: Work
) -> None:
    here, hers = visit(ben), visit(ana)
    canvas, seen = open_work(here, work), open_work(hers, work)
    killed = portal.kill("web")
    drawn = draw_row(canvas, 5)
    canvas.await_waiting(5)
    portal.await_successor("web", killed)
    canvas.await_saved()
    seen.await_annotations(5)
    # Changes of what was made offline follow on; the live line stands again.
    for one in drawn:
        canvas.move(one, 0, 100)
        seen.await_bounds(one.id, (one.x, one.y + 100, one.width, one.height))
    canvas.await_saved()
    expect_saved_once(work, drawn, revision=2)


def test_work_of_a_closed_tab_is_sent_by_the_next_one(visit: OpenVisit, ben: Person, work: Work) -> None:
    here = visit(ben)
    canvas = open_work(here, work)
    here.context.set_offline(True)
    drawn = draw_row(canvas, 3)
    canvas.await_waiting(3)
    here.page.wait_for_function(KEPT_IN_BROWSER, arg=3)
    here.page.close()
    here.context.set_offline(False)
    here.open_tab()
    again = open_work(here, work)
    again.await_annotations(3)
    again.await_saved()
    expect_saved_once(work, drawn)
    here.page.wait_for_function(KEPT_IN_BROWSER, arg=0)


def test_what_is_sent_again_because_the_answer_was_lost_is_answered_as_the_first_time(
    ben: Person, work: Work
) -> None:
    added = an_addition("cup", a_box(20, 20))
    (ghost, *_) = work.owner.frame(work.frame_id)["predictions"]
    refused = {"mutation_id": "reject-1", "kind": "reject", "prediction_id": ghost["id"]}
    about = added["annotation_id"]
    sent = [
        added,
        a_change("reshape", about, 1, shape=a_box(50, 60)),
        a_change("relabel", about, 2, label="spoon"),
        a_change("remove", about, 3),
        a_change("restore", about, 4),
        refused,
        {"mutation_id": "reopen-1", "kind": "reopen", "prediction_id": ghost["id"]},
    ]
    for correction in sent:
        (first,) = ben.correct(work.frame_id, correction)["results"]
        (second,) = ben.correct(work.frame_id, correction)["results"]
        assert (first["status"], first["repeated"]) == ("applied", False)
        assert second == first | {"repeated": True}, correction["kind"]
    # Even when others have built on it meanwhile.
    for correction in sent:
        (again,) = ben.correct(work.frame_id, correction)["results"]
        assert (again["status"], again["repeated"]) == ("applied", True)
    state = work.owner.frame(work.frame_id)
    assert [(it["revision"], it["label"]) for it in state["annotations"]] == [(5, "spoon")]
    assert ghost["id"] in {it["id"] for it in state["predictions"]}
    assert told_mutations(work, len(sent)) == [correction["mutation_id"] for correction in sent]
