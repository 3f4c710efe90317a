"""Who is in a project: invited by a link, given another role, taken out, live; and a lost password."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit
from tests.e2e.pages.sign_in import SignInForm
from tests.e2e.person import Person
from tests.e2e.portal_process import RunningPortal
from tests.e2e.work import Work
from tests.waiting import wait_until

FIRST, SECOND = "a first Passphrase 1", "a second Passphrase 2"


def invited_link(visit: OpenVisit, ana: Person, work: Work, email: str) -> str:
    here = visit(ana)
    here.go(f"/projects/{work.project_id}/settings")
    here.page.get_by_role("link", name="People", exact=True).click()
    field = here.page.get_by_label("E-mail addresses or user names")
    field.fill(f"{email}, not-an-address@")
    field.press("Enter")
    expect(here.page.get_by_role("alert").filter(has_text="nobody")).to_be_visible()
    link = here.page.get_by_label(f"Link for {email}", exact=True).input_value()
    here.picture("invited")
    return link


def test_a_new_person_comes_in_by_a_link_works_and_follows_what_a_manager_decides(
    visit: OpenVisit, ana: Person, work: Work
) -> None:
    link = invited_link(visit, ana, work, "nina@example.org")
    hers = visit(None)
    hers.page.goto(link)
    expect(hers.page.get_by_text("ana invites you to")).to_be_visible()
    hers.page.get_by_label("Choose a user name").fill("nina")
    hers.page.get_by_label("Choose a password").fill("short")
    hers.page.keyboard.press("Enter")
    expect(hers.page.get_by_text("too short")).to_be_visible()
    hers.picture("a-new-account")
    hers.page.get_by_label("Choose a password").fill(FIRST)
    hers.page.keyboard.press("Enter")
    hers.page.wait_for_url(f"**/projects/{work.project_id}**")
    canvas = hers.open_asset(work.project_id, work.asset_id, work.frame_id)
    drawn = canvas.draw(20, 30, 60, 50)
    canvas.await_saved()
    assert [it["id"] for it in ana.frame(work.frame_id)["annotations"]] == [drawn.id]
    assert "#" not in "".join(hers.requests)

    anas = visit(ana)
    anas.go(f"/projects/{work.project_id}/people")
    row = anas.page.get_by_test_id("member").filter(has_text="nina")
    row.get_by_label("Role of nina").select_option("reviewer")
    expect(hers.page.get_by_text("gave you another role")).to_be_visible()
    hers.page.get_by_role("link", name="Settings").click()
    hers.page.get_by_role("link", name="People", exact=True).click()
    expect(hers.page.get_by_text("You are reviewer here.")).to_be_visible()
    expect(hers.page.get_by_label("Role of ana")).to_have_count(0)
    hers.picture("read-only")

    row.get_by_role("button", name="Take nina out of the project").click()
    row.get_by_role("button", name="Yes, take nina out").click()
    expect(hers.page.get_by_text("You are not in this project any more.")).to_be_visible()
    hers.picture("taken-out")
    expect(anas.page.get_by_text("nina is not in the project any more.")).to_be_visible()
    gone = visit(None)
    gone.page.goto(link)
    expect(gone.page.get_by_text("This invitation was used already.")).to_be_visible()
    anas.expect_no_complaints()


def test_who_forgot_the_password_sets_a_new_one_by_the_link_in_the_mail(
    visit: OpenVisit, ana: Person, portal: RunningPortal, work: Work
) -> None:
    link = invited_link(visit, ana, work, "olga@example.org")
    hers = visit(None)
    hers.page.goto(link)
    hers.page.get_by_label("Choose a user name").fill("olga")
    hers.page.get_by_label("Choose a password").fill(FIRST)
    hers.page.keyboard.press("Enter")
    hers.page.wait_for_url(f"**/projects/{work.project_id}**")

    lost = visit(None)
    lost.go("/login")
    lost.page.get_by_role("link", name="Forgot your password?").click()
    lost.page.get_by_label("Your user name or e-mail address").fill("olga@example.org")
    lost.page.keyboard.press("Enter")
    expect(lost.page.get_by_text("a link is on its way")).to_be_visible()
    # Without a mail server the letter is in the log of the worker that wrote it.
    mailed = re.compile(r"http\S+/reset#\S+")
    wait_until(lambda: mailed.search(portal.logs()), 20)
    lost.page.goto(mailed.findall(portal.logs())[-1])
    lost.page.get_by_label("Your new password").fill(SECOND)
    lost.picture("new-password")
    lost.page.keyboard.press("Enter")
    form = SignInForm(lost.page)
    form.send("olga", SECOND)
    expect(lost.page.get_by_role("heading", name="Projects", exact=True)).to_be_visible()
    # The other browser is signed out with the old password.
    hers.page.reload()
    expect(hers.page).to_have_url(re.compile("/login"))
