"""A person gets in, stays in, and can do the whole work without a mouse."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit
from tests.e2e.pages.sign_in import SignInForm
from tests.e2e.person import Person
from tests.e2e.work import Work

UNNAMED_CONTROLS = """
() => [...document.querySelectorAll('button, a[href], input, select, textarea, summary, [role=button]')]
  .filter((it) => it.checkVisibility())
  .filter((it) => {
    const pointed = (it.getAttribute('aria-labelledby') ?? '').split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '').join('');
    const labels = [...(it.labels ?? [])].map((label) => label.textContent).join('');
    const within = it.matches('input, select, textarea') ? '' : it.textContent
      + [...it.querySelectorAll('[aria-label], img[alt]')]
        .map((part) => part.getAttribute('aria-label') ?? part.getAttribute('alt')).join('');
    return !(it.getAttribute('aria-label') || pointed || labels || within).trim();
  })
  .map((it) => it.outerHTML.slice(0, 200))
"""


def test_a_wrong_password_is_said_and_the_right_one_opens_the_projects(visit: OpenVisit, ana: Person) -> None:
    here = visit(None)
    here.go("/")
    expect(here.page).to_have_url(f"{here.url}/login")
    form = SignInForm(here.page)
    form.send(ana.name, "not the password")
    expect(form.fault).to_contain_text("do not match")
    here.picture("wrong-password")
    form.send_as(ana)
    expect(here.page.get_by_role("heading", name="Projects", exact=True)).to_be_visible()
    # The browser itself reports the answers 401: nobody signed in yet, then the wrong password.
    assert all("401" in complaint for complaint in here.complaints), here.complaints


def test_a_session_that_ends_in_the_middle_asks_in_place_and_loses_nothing(
    visit: OpenVisit, ben: Person, work: Work
) -> None:
    here = visit(ben)
    canvas = here.open_asset(work.project_id, work.asset_id, work.frame_id)
    here.context.clear_cookies(name="sessionid")
    drawn = canvas.draw(20, 30, 60, 50)
    dialog = here.page.get_by_role("dialog", name="Sign in again")
    expect(dialog).to_be_visible()
    assert work.owner.frame(work.frame_id)["annotations"] == []
    assert canvas.find(drawn.id) == drawn
    here.picture("session-ended")
    expect(dialog.get_by_label("Name")).to_have_value(ben.name)
    dialog.get_by_label("Password").fill(ben.password)
    here.page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    canvas.await_saved()
    (kept,) = work.owner.frame(work.frame_id)["annotations"]
    assert (kept["id"], kept["revision"], kept["actor"]["name"]) == (drawn.id, 1, "ben")


def test_the_keyboard_alone_is_enough(visit: OpenVisit, ben: Person, work: Work) -> None:
    here = visit(ben)
    here.go(f"/projects/{work.project_id}")
    canvas, press = here.canvas, here.page.keyboard.press
    canvas.await_frame(work.frame_id)
    canvas.await_ghosts(2)
    cup, table = canvas.ghosts()
    rows = here.page.locator(".object-row.selected .object-label")
    # The walk goes from the least certain to the surest.
    press("j")
    expect(rows).to_have_text(table.label)
    press("j")
    expect(rows).to_have_text(cup.label)
    press("k")
    expect(rows).to_have_text(table.label)
    press("a")
    canvas.await_annotations(1)
    (accepted,) = canvas.annotations()
    assert accepted.label == table.label
    # The walk has gone on to the other ghost; a digit takes it under a label of the person's own.
    expect(rows).to_have_text(cup.label)
    press("1")
    canvas.await_annotations(2)
    relabelled = next(drawn for drawn in canvas.annotations() if drawn.id != accepted.id)
    assert relabelled.label == work.labels[0]
    press("3")
    canvas.await_label(relabelled.id, work.labels[2])
    press("Control+z")
    canvas.await_label(relabelled.id, work.labels[0])
    press("Control+z")
    canvas.await_gone(relabelled.id)
    canvas.await_ghosts(1)
    canvas.await_saved()
    state = work.owner.frame(work.frame_id)
    assert [it["id"] for it in state["annotations"]] == [accepted.id]
    assert [it["label"] for it in state["predictions"] if it["score"] > 0.4] == [cup.label]
    here.expect_no_complaints()


def test_the_sheet_of_shortcuts_opens_with_a_question_mark_and_closes_with_escape(
    visit: OpenVisit, ana: Person, work: Work
) -> None:
    here = visit(ana)
    here.open_asset(work.project_id, work.asset_id, work.frame_id)
    here.page.keyboard.press("?")
    sheet = here.page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_contain_text("Accept the selected ghost")
    here.picture("shortcuts")
    here.page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


@pytest.mark.parametrize("tab", ["label", "upload", "activity", "exports", "models", "settings"])
def test_every_control_has_a_name(visit: OpenVisit, ana: Person, work: Work, tab: str) -> None:
    here = visit(ana)
    here.go(f"/projects/{work.project_id}{'' if tab == 'label' else f'/{tab}'}")
    if tab == "label":
        here.canvas.await_frame(work.frame_id)
        here.canvas.await_ghosts()
    expect(here.page.get_by_role("main").first).to_be_visible()
    here.page.wait_for_load_state("networkidle")
    here.picture(tab)
    assert here.page.evaluate(UNNAMED_CONTROLS) == []
    here.expect_no_complaints()
