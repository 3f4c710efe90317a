"""Two-factor sign-in: on, used, lost and off again."""

import time
from typing import Any

import pyotp
import pytest
from django.test import Client
from pytest_django import Settings

from annotations.domain.two_factor import RECOVERY_CODES, STEP_SECONDS
from annotations.lockout import FAILURES_ALLOWED
from annotations.store.client import database as mongo
from tests.builders import Person, a_person
from tests.caller import Answer, Caller, anonymous, signed_in

PASSWORD = "correct horse battery"


@pytest.fixture
def person(database: None, settings: Settings) -> Person:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return a_person("alice", password=PASSWORD, is_admin=True)


class Device:
    """A person's telephone; each code that is asked for is of a later step."""

    def __init__(self, secret: str) -> None:
        self._totp = pyotp.TOTP(secret)
        self.step = int(time.time()) // STEP_SECONDS

    def code(self, off: int = 0) -> str:
        return str(self._totp.generate_otp(self.step + off))


def forget_steps() -> None:
    mongo()["two_factor"].update_many({}, {"$set": {"last_step": 0}})


def switch_on(person: Person) -> tuple[Caller, Device, list[str]]:
    browser = signed_in(person)
    device = Device(browser.post("/api/me/two-factor").good()["secret"])
    codes = browser.post("/api/me/two-factor/confirm", {"code": device.code()}).good()["recovery_codes"]
    return browser, device, codes


def enter(code: str | None = None, password: str = PASSWORD) -> Answer:
    given: dict[str, Any] = {"username": "alice", "password": password}
    return anonymous().post("/api/session", given if code is None else {**given, "code": code})


def test_a_begun_factor_changes_nothing_yet(person: Person) -> None:
    begun = signed_in(person).post("/api/me/two-factor").good()
    assert begun["uri"].startswith("otpauth://totp/Tandem:alice?")
    assert begun["secret"] in begun["uri"]
    assert begun["qr"].startswith("<svg")
    enter().good()
    assert not signed_in(person).get("/api/me/account").good()["two_factor"]


def test_afterwards_signing_in_needs_a_code(person: Person) -> None:
    browser, device, codes = switch_on(person)
    assert len(set(codes)) == RECOVERY_CODES
    assert browser.get("/api/me/account").good()["two_factor"]
    enter().fault(401, "code_needed")
    assert enter("000000").fault(401, "code_needed") == {"code": "does not fit"}
    enter(device.code(1)).good()


def test_without_the_password_nobody_learns_that_a_code_is_needed(person: Person) -> None:
    _browser, device, _codes = switch_on(person)
    enter(password="guess").fault(401, "not_signed_in")
    enter(device.code(1), password="guess").fault(401, "not_signed_in")
    enter(device.code(1)).good()


def test_a_code_counts_once(person: Person) -> None:
    _browser, device, _codes = switch_on(person)
    enter(device.code()).fault(401, "code_needed")  # it confirmed the device
    enter(device.code(1)).good()
    enter(device.code(1)).fault(401, "code_needed")


def test_a_clock_may_be_one_step_off_and_no_more(person: Person) -> None:
    _browser, device, _codes = switch_on(person)
    for off, fits in ((-3, False), (3, False), (-1, True), (1, True)):
        forget_steps()
        device.step = int(time.time()) // STEP_SECONDS
        assert (enter(device.code(off)).status == 200) is fits, off


def test_a_recovery_code_counts_once_however_it_is_typed(person: Person) -> None:
    browser, _device, codes = switch_on(person)
    enter(codes[0].upper().replace("-", " ")).good()
    enter(codes[0]).fault(401, "code_needed")
    assert browser.get("/api/me/account").good()["recovery_codes_left"] == RECOVERY_CODES - 1
    assert not any(code in str(list(mongo()["two_factor"].find())) for code in codes)


def test_wrong_codes_are_slowed_down_like_wrong_passwords(person: Person) -> None:
    _browser, device, _codes = switch_on(person)
    for _ in range(FAILURES_ALLOWED):
        enter("000000").fault(401, "code_needed")
    enter(device.code(1)).fault(429, "too_many_requests")


def test_a_token_for_a_password_needs_the_code_too(person: Person) -> None:
    _browser, device, _codes = switch_on(person)
    wish = {"username": "alice", "password": PASSWORD}
    anonymous().post("/api/tokens", wish).fault(401, "code_needed")
    assert anonymous().post("/api/tokens", {**wish, "code": device.code(1)}).good()["token"]


def test_the_secret_lies_encrypted_and_a_changed_key_leaves_the_recovery_codes(
    person: Person, settings: Settings
) -> None:
    browser = signed_in(person)
    secret = browser.post("/api/me/two-factor").good()["secret"]
    device = Device(secret)
    codes = browser.post("/api/me/two-factor/confirm", {"code": device.code()}).good()["recovery_codes"]
    assert secret not in str(list(mongo()["two_factor"].find()))
    settings.SECRET_KEY = "another key of the portal, long enough"
    enter(device.code(1)).fault(401, "code_needed")
    enter(codes[0]).good()


def test_switching_off_needs_password_and_code(person: Person) -> None:
    browser, device, codes = switch_on(person)

    def off(password: str, code: str) -> Answer:
        return browser.call("DELETE", "/api/me/two-factor", {"password": password, "code": code})

    assert "password" in off("guess", device.code(1)).fault(400, "input_invalid")
    assert "code" in off(PASSWORD, "000000").fault(400, "input_invalid")
    assert off(PASSWORD, codes[0]).status == 204
    enter().good()
    off(PASSWORD, codes[1]).fault(400, "input_invalid")


def test_what_is_on_is_not_begun_again(person: Person) -> None:
    browser, device, _codes = switch_on(person)
    browser.post("/api/me/two-factor").fault(409, "state_conflict")
    browser.post("/api/me/two-factor/confirm", {"code": device.code(1)}).fault(409, "state_conflict")
    signed_in(a_person("bob")).post("/api/me/two-factor/confirm", {"code": "000000"}).fault(
        409, "state_conflict"
    )


@pytest.mark.parametrize("body", [{}, {"code": ""}, {"code": 123456}, {"code": "1" * 99}, {"code": "000000"}])
def test_a_code_that_does_not_fit_confirms_nothing(person: Person, body: object) -> None:
    browser = signed_in(person)
    browser.post("/api/me/two-factor").good()
    assert "code" in browser.post("/api/me/two-factor/confirm", body).fault(400, "input_invalid")
    enter().good()


def test_the_admin_site_is_no_way_around(person: Person) -> None:
    _browser, device, _codes = switch_on(person)
    form = {"username": "alice", "password": PASSWORD, "next": "/admin/"}
    page = anonymous().send("/admin/login/", form)
    assert page.status == 200
    assert b"/login" in page.content
    here = Caller(Client(raise_request_exception=False))
    here.post("/api/session", {"username": "alice", "password": PASSWORD, "code": device.code(1)}).good()
    assert here.get("/admin/").status == 200


def test_the_admin_site_slows_guessing_down_too(person: Person) -> None:
    form = {"username": "alice", "password": "guess", "next": "/admin/"}
    for _ in range(FAILURES_ALLOWED):
        anonymous().send("/admin/login/", form)
    page = anonymous().send("/admin/login/", {**form, "password": PASSWORD})
    assert page.status == 200
    assert b"Too many failed sign-ins" in page.content
