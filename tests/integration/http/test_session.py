"""Sign-in, sign-out, tokens, CSRF, and the slowing down of guesses."""

import pytest
from django.test import Client
from pytest_django import Settings

from annotations.lockout import FAILURE_SECONDS, FAILURES_ALLOWED
from tests.builders import a_person
from tests.caller import Caller, anonymous, signed_in

PASSWORD = "correct horse battery"


@pytest.fixture
def strict(database: None, settings: Settings) -> Caller:
    """Return a browser whose CSRF tokens are checked, as everywhere outside tests."""
    # Hashing a password is slow on purpose; how slow is Django's business.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    a_person("alice", password=PASSWORD)
    return Caller(Client(raise_request_exception=False, enforce_csrf_checks=True))


def csrf(caller: Caller) -> dict[str, str]:
    caller.get("/api/me")
    return {"X-CSRFToken": caller.client.cookies["csrftoken"].value}


def test_nobody_is_signed_in_at_first_and_gets_a_csrf_cookie(database: None) -> None:
    caller = anonymous()
    caller.get("/api/me").fault(401, "not_signed_in")
    assert caller.client.cookies["csrftoken"].value


def test_name_and_password_open_a_session(strict: Caller) -> None:
    strict.with_headers(csrf(strict)).post("/api/session", {"username": "alice", "password": PASSWORD}).good()
    me = strict.get("/api/me").good()
    assert me["user"]["name"] == "alice"
    assert me["user"]["is_admin"] is False
    assert me["csrf_token"]


def test_signing_in_without_the_csrf_token_is_refused(strict: Caller) -> None:
    strict.post("/api/session", {"username": "alice", "password": PASSWORD}).fault(403, "forbidden")
    strict.get("/api/me").fault(401, "not_signed_in")


def test_a_session_alone_changes_nothing_without_the_csrf_token(strict: Caller) -> None:
    strict.with_headers(csrf(strict)).post("/api/session", {"username": "alice", "password": PASSWORD}).good()
    strict.post("/api/projects", {"name": "forged"}).fault(403, "forbidden")
    assert strict.get("/api/projects").good()["projects"] == []
    strict.with_headers(csrf(strict)).post("/api/projects", {"name": "mine"}).good(201)


def test_the_sessions_key_changes_at_sign_in(strict: Caller) -> None:
    credentials = {"username": "alice", "password": PASSWORD}
    strict.with_headers(csrf(strict)).post("/api/session", credentials).good()
    first = strict.session_key
    strict.with_headers(csrf(strict)).call("DELETE", "/api/session")
    strict.with_headers(csrf(strict)).post("/api/session", credentials).good()
    assert strict.session_key != first


def test_after_signing_out_the_old_cookie_opens_nothing(strict: Caller) -> None:
    strict.with_headers(csrf(strict)).post("/api/session", {"username": "alice", "password": PASSWORD}).good()
    kept = strict.session_key
    assert strict.with_headers(csrf(strict)).call("DELETE", "/api/session").status == 204
    thief = anonymous()
    thief.client.cookies["sessionid"] = kept
    thief.get("/api/projects").fault(401, "not_signed_in")


@pytest.mark.parametrize("username", ["alice", "nobody"])
def test_a_wrong_password_and_an_unknown_name_are_answered_alike(strict: Caller, username: str) -> None:
    answer = strict.post("/api/tokens", {"username": username, "password": "wrong"})
    answer.fault(401, "not_signed_in")
    assert answer.body["message"] == "Name and password do not fit."


def test_a_token_needs_no_csrf_and_no_cookie(strict: Caller) -> None:
    token = strict.post("/api/tokens", {"username": "alice", "password": PASSWORD}).good()["token"]
    program = anonymous().with_headers({"Authorization": f"Bearer {token}"})
    program.post("/api/projects", {"name": "by a program"}).good(201)
    assert [entry["name"] for entry in program.get("/api/projects").good()["projects"]] == ["by a program"]


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer tdm_guess", "Basic YWxpY2U6eA==", "x" * 5000]
)
def test_a_token_that_nobody_was_given_opens_nothing(strict: Caller, header: str) -> None:
    anonymous().with_headers({"Authorization": header}).get("/api/projects").fault(401, "not_signed_in")


def test_a_bad_token_is_refused_even_beside_a_good_session(database: None) -> None:
    browser = signed_in(a_person("alice"))
    browser.with_headers({"Authorization": "Bearer tdm_guess"}).get("/api/projects").fault(
        401, "not_signed_in"
    )


def test_guessing_is_slowed_down_and_the_right_password_waits_too(strict: Caller) -> None:
    for _ in range(FAILURES_ALLOWED):
        strict.post("/api/tokens", {"username": "Alice", "password": "guess"}).fault(401, "not_signed_in")
    answer = strict.post("/api/tokens", {"username": "alice", "password": PASSWORD})
    answer.fault(429, "too_many_requests")
    assert 0 < int(answer.headers["Retry-After"]) <= FAILURE_SECONDS


def test_an_account_that_was_switched_off_cannot_sign_in(strict: Caller) -> None:
    person = a_person("gone", password=PASSWORD)
    token = strict.post("/api/tokens", {"username": "gone", "password": PASSWORD}).good()["token"]
    person.user.is_active = False
    person.user.save()
    strict.post("/api/tokens", {"username": "gone", "password": PASSWORD}).fault(401, "not_signed_in")
    anonymous().with_headers({"Authorization": f"Bearer {token}"}).get("/api/projects").fault(
        401, "not_signed_in"
    )
