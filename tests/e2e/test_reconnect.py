"""Work done without the portal is kept, said to be waiting, and sent once when the portal is back."""

from tests.e2e.conftest import OpenVisit
from tests.e2e.pages.canvas import Canvas, Drawn
from tests.e2e.person import Person
from tests.e2e.portal_process import RunningPortal
from tests.e2e.visit import Visit
from tests.e2e.work import Work

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
    told = [event for event in work.owner.events(work.project_id) if event["type"] == "annotation.corrected"]
    mutations = [event["correction"]["mutation_id"] for event in told]
    assert len(mutations) == len(set(mutations)) == len(drawn) * revision


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
