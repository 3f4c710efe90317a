"""A person guards their own account: a second factor, a session that is not theirs, a token for a program."""

import httpx
import pyotp
from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit
from tests.e2e.person import Person, add_person


def test_a_second_factor_a_foreign_session_and_a_token(visit: OpenVisit, admin: Person) -> None:
    dora = add_person(admin, "dora")
    here = visit(dora)
    here.go("/account")
    page = here.page
    page.get_by_role("button", name="Set up").click()
    secret = page.locator(".account-factor code").inner_text().replace(" ", "")
    page.get_by_label("The code that it shows").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Switch on").click()
    codes = page.locator(".account-codes code")
    expect(codes).to_have_count(10)
    recovery = codes.first.inner_text()
    here.expect_no_complaints()

    there = visit(None)
    there.go("/login")
    there.page.get_by_label("Name").fill(dora.name)
    there.page.get_by_label("Password").fill(dora.password)
    there.page.keyboard.press("Enter")
    there.page.get_by_label("Code of your device").fill(recovery)
    there.picture("code")
    there.page.keyboard.press("Enter")
    expect(there.page.get_by_role("heading", name="Projects", exact=True)).to_be_visible()

    page.reload()
    expect(page.get_by_text("9 recovery codes left")).to_be_visible()
    page.get_by_role("button", name="End all other sessions").click()
    page.get_by_role("button", name="Really end all other sessions").click()
    expect(page.get_by_text("All other sessions have ended.")).to_be_visible()
    there.page.reload()
    expect(there.page.get_by_label("Password")).to_be_visible()

    page.get_by_label("Name", exact=True).fill("nightly import")
    page.get_by_role("button", name="Make token").click()
    token = page.locator(".account-secret code").inner_text()
    program = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{here.url}/api/projects", headers=program).status_code == 200
    assert httpx.post(f"{here.url}/api/projects", headers=program, json={"name": "No"}).status_code == 403
    page.get_by_role("button", name="Revoke nightly import").click()
    page.get_by_role("button", name="Really revoke nightly import").click()
    expect(page.get_by_role("button", name="Revoke nightly import")).to_have_count(0)
    assert "revoked" in httpx.get(f"{here.url}/api/projects", headers=program).json()["message"]
    here.picture("account")
    dora.close()
