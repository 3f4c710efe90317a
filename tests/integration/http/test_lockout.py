"""Guessing is slowed down, and nobody can be kept out of their own places by it."""

import pytest
from django.test import Client
from pytest_django import Settings

from annotations.lockout import (
    FAILURE_SECONDS,
    FAILURES_ALLOWED,
    FAILURES_OF_A_NAME,
    FAILURES_OF_AN_ADDRESS,
    lift_lockout,
)
from tests.builders import a_person
from tests.caller import Answer, Caller

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def alice(database: None, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    a_person("alice", password=PASSWORD)


def attempt(address: str, password: str = "guess", name: str = "alice") -> Answer:
    return at(address).post("/api/session", {"username": name, "password": password})


def at(address: str) -> Caller:
    return Caller(Client(raise_request_exception=False, REMOTE_ADDR=address))


def test_a_name_waits_at_the_address_that_guessed_and_nowhere_else() -> None:
    for _ in range(FAILURES_ALLOWED):
        attempt("192.0.2.1").fault(401, "not_signed_in")
    waiting = attempt("192.0.2.1", PASSWORD)
    waiting.fault(429, "too_many_requests")
    assert 0 < int(waiting.headers["Retry-After"]) <= FAILURE_SECONDS
    attempt("192.0.2.2", PASSWORD).good()


def test_an_address_that_tries_many_names_waits_with_all_of_them() -> None:
    for number in range(FAILURES_OF_AN_ADDRESS):
        attempt("192.0.2.1", name=f"name{number}").fault(401, "not_signed_in")
    attempt("192.0.2.1", PASSWORD).fault(429, "too_many_requests")


def test_guesses_from_everywhere_keep_nobody_out_of_their_own_places() -> None:
    home = at("198.51.100.1")
    home.post("/api/session", {"username": "alice", "password": PASSWORD}).good()
    for number in range(FAILURES_OF_A_NAME):
        attempt(f"192.0.2.{number}").fault(401, "not_signed_in")
    attempt("203.0.113.9", PASSWORD).fault(429, "too_many_requests")
    attempt("198.51.100.1", PASSWORD).good()
    home.get("/api/projects").good()


def test_an_open_session_and_a_token_are_never_asked() -> None:
    home = at("192.0.2.1")
    credentials = {"username": "alice", "password": PASSWORD}
    home.post("/api/session", credentials).good()
    token = home.post("/api/tokens", credentials).good()["token"]
    for _ in range(FAILURES_ALLOWED):
        attempt("192.0.2.1").fault(401, "not_signed_in")
    attempt("192.0.2.1", PASSWORD).fault(429, "too_many_requests")
    home.get("/api/projects").good()
    at("192.0.2.1").with_headers({"Authorization": f"Bearer {token}"}).get("/api/projects").good()


def test_an_administrator_can_lift_it() -> None:
    for _ in range(FAILURES_ALLOWED):
        attempt("192.0.2.1", name="Alice").fault(401, "not_signed_in")
    attempt("192.0.2.1", PASSWORD).fault(429, "too_many_requests")
    assert lift_lockout("ALICE")
    attempt("192.0.2.1", PASSWORD).good()
    assert not lift_lockout("alice")
