"""One's own account: the password and the sessions."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from annotations.lockout import FAILURES_ALLOWED
from annotations.store.client import database as mongo
from tests.builders import Person, a_person
from tests.caller import Caller, anonymous, signed_in

OLD, NEW = "correct horse battery", "staple tractor lantern"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"


@pytest.fixture
def person(database: None, settings: Settings) -> Person:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return a_person("alice", password=OLD)


def enter(password: str, **surroundings: Any) -> Caller:
    """Sign in with the password, as a browser does."""
    caller = Caller(Client(raise_request_exception=False, **surroundings))
    caller.post("/api/session", {"username": "alice", "password": password}).good()
    return caller


def test_one_sees_ones_own_account(person: Person) -> None:
    mine = signed_in(person).get("/api/me/account").good()
    assert (mine["name"], mine["email"], mine["has_password"]) == ("alice", "", True)


def test_a_new_password_counts_and_ends_the_other_sessions(person: Person) -> None:
    here, there = enter(OLD), enter(OLD)
    there.get("/api/projects").good()
    before = here.session_key
    assert here.post("/api/me/password", {"old": OLD, "new": NEW}).good() == {"ended": 1}
    assert here.session_key != before
    here.get("/api/projects").good()
    there.get("/api/projects").fault(401, "not_signed_in")
    assert [entry["current"] for entry in here.get("/api/me/sessions").good()["sessions"]] == [True]
    thief = anonymous()
    thief.client.cookies["sessionid"] = before
    thief.get("/api/projects").fault(401, "not_signed_in")
    anonymous().post("/api/session", {"username": "alice", "password": OLD}).fault(401, "not_signed_in")
    enter(NEW)


@pytest.mark.parametrize("new", ["short", "password123", "1234567890"])
def test_a_weak_password_is_refused_with_its_reasons(person: Person, new: str) -> None:
    assert enter(OLD).post("/api/me/password", {"old": OLD, "new": new}).fault(400, "input_invalid")["new"]
    enter(OLD)


def test_guessing_the_present_password_is_slowed_down(person: Person) -> None:
    here = enter(OLD)
    for _ in range(FAILURES_ALLOWED):
        wrong = here.post("/api/me/password", {"old": "guess", "new": NEW})
        assert "old" in wrong.fault(400, "input_invalid")
    here.post("/api/me/password", {"old": OLD, "new": NEW}).fault(429, "too_many_requests")
    here.get("/api/projects").good()


@pytest.mark.parametrize("body", [{}, {"old": OLD}, {"old": OLD, "new": ""}, {"old": 7, "new": NEW}, []])
def test_half_a_wish_is_refused(person: Person, body: object) -> None:
    enter(OLD).post("/api/me/password", body).fault(400, "input_invalid")


def test_sessions_are_listed_with_place_and_browser(person: Person) -> None:
    laptop = enter(OLD, HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="192.0.2.7")
    enter(OLD, HTTP_USER_AGENT="curl/8.5.0", REMOTE_ADDR="192.0.2.8")
    phone, here = laptop.get("/api/me/sessions").good()["sessions"]
    assert (here["browser"], here["address"], here["current"]) == ("Firefox on Linux", "192.0.2.7", True)
    assert (phone["browser"], phone["address"], phone["current"]) == ("curl", "192.0.2.8", False)
    assert laptop.session_key not in str([phone, here])
    assert [entry["id"] for entry in laptop.get("/api/me/sessions", limit=1).good()["sessions"]] == [
        phone["id"]
    ]
    following = laptop.get("/api/me/sessions", limit=1, after=phone["id"]).good()["sessions"]
    assert [entry["id"] for entry in following] == [here["id"]]


def test_one_session_can_be_ended_from_another(person: Person) -> None:
    here, there = enter(OLD), enter(OLD)
    (other,) = [entry for entry in here.get("/api/me/sessions").good()["sessions"] if not entry["current"]]
    assert here.call("DELETE", f"/api/me/sessions/{other['id']}").good() == {"ended": 1}
    there.get("/api/projects").fault(401, "not_signed_in")
    here.get("/api/projects").good()
    here.call("DELETE", f"/api/me/sessions/{other['id']}").fault(404, "not_found")


def test_all_others_can_be_ended_at_once(person: Person) -> None:
    here, *others = [enter(OLD) for _ in range(4)]
    assert here.call("DELETE", "/api/me/sessions").good() == {"ended": 3}
    for other in others:
        other.get("/api/projects").fault(401, "not_signed_in")
    assert len(here.get("/api/me/sessions").good()["sessions"]) == 1


def test_a_session_that_ran_out_or_signed_out_is_not_listed(person: Person) -> None:
    here, gone, left = enter(OLD), enter(OLD), enter(OLD)
    mongo()["django_session"].delete_one({"session_key": gone.session_key})
    assert left.call("DELETE", "/api/session").status == 204
    assert [entry["current"] for entry in here.get("/api/me/sessions").good()["sessions"]] == [True]


def test_a_session_of_the_time_before_the_list_is_listed_when_it_is_used(person: Person) -> None:
    here = enter(OLD)
    mongo()["sign_ins"].delete_many({})
    assert len(here.get("/api/me/sessions").good()["sessions"]) == 1
