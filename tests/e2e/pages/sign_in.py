"""Owns the form that asks for name and password."""

from playwright.sync_api import Locator, Page

from tests.e2e.person import Person


class SignInForm:
    """The form of the sign-in page, or of the notice over a session that ended."""

    def __init__(self, page: Page) -> None:
        self.form: Locator = page.locator("form.login-form")
        self.fault: Locator = self.form.get_by_role("alert")

    def send(self, name: str, password: str) -> None:
        """Fill in and send."""
        self.form.get_by_label("Name").fill(name)
        self.form.get_by_label("Password").fill(password)
        self.form.get_by_role("button", name="Sign in").click()

    def send_as(self, person: Person) -> None:
        """Fill in and send as somebody who is known."""
        self.send(person.name, person.password)
