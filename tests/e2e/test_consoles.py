"""The manager's console follows the work by itself; the dashboard says how the portal runs."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit
from tests.e2e.person import Person, a_box, an_addition
from tests.e2e.portal_process import RunningPortal
from tests.e2e.work import Work


def test_the_console_follows_the_work_and_says_what_it_saved(
    visit: OpenVisit, ana: Person, ben: Person, work: Work
) -> None:
    hers = visit(ana)
    hers.go(f"/projects/{work.project_id}/work")
    hers.page.get_by_role("button", name="Console").click()
    page = hers.page.get_by_test_id("console")
    people = page.get_by_role("region", name="People")
    row = people.get_by_role("row").filter(has_text="ben")
    expect(row.get_by_role("cell").nth(1)).to_have_text("0")
    ben.correct(work.frame_id, an_addition("cup", a_box(120, 100, 200, 160)))
    expect(row.get_by_role("cell").nth(1)).to_have_text("1")
    expect(row).to_contain_text("just now")
    page.get_by_label("People whose name has").fill("nobody")
    expect(page.get_by_text("Nobody’s name has “nobody” in it.")).to_be_visible()
    page.get_by_label("People whose name has").fill("")
    people.get_by_role("button", name="Person").click()
    expect(people.get_by_role("columnheader", name="Person")).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("button", name="Say what an hour costs").click()
    page.get_by_label("Hourly rate").fill("24")
    page.get_by_label("Currency").fill("CHF")
    hers.page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="at 24 an hour")).to_be_visible()
    hers.picture("console")
    hers.page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Say what an hour costs")).to_be_visible()
    his = visit(ben)
    his.go(f"/projects/{work.project_id}/console")
    expect(his.page.get_by_text("Managers of the project see its console.")).to_be_visible()


def test_the_dashboard_is_calm_while_all_is_well_and_loud_when_the_relay_stops(
    visit: OpenVisit, admin: Person, ana: Person, portal: RunningPortal
) -> None:
    root = visit(admin)
    root.go("/console/operations")
    page = root.page.get_by_test_id("operations")
    expect(page.get_by_text("live", exact=True)).to_be_visible()
    expect(page.get_by_text("All parts answer, nothing waits too long.")).to_be_visible()
    expect(page.locator(".gauge").filter(has_text="Requests")).to_contain_text("/s")
    root.picture("operations")
    portal.pause("relay")
    alarm = page.get_by_role("alert").get_by_role("listitem").filter(has_text=re.compile("relay", re.I))
    expect(alarm.first).to_contain_text("log/relay.log", timeout=40_000)
    root.picture("operations-loud")
    portal.resume("relay")
    expect(page.get_by_text("All parts answer, nothing waits too long.")).to_be_visible(timeout=40_000)
    hers = visit(ana)
    hers.go("/console/operations")
    expect(hers.page.get_by_role("heading", name="This page is for administrators")).to_be_visible()
