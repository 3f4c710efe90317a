"""Every call of the API against everyone who might make it, generated from its own description."""

from typing import Any

import pytest

from annotations.domain.access_token import Scope
from annotations.store import tokens
from annotations.store.client import database as mongo
from portal.api import api
from tests.builders import Cast, Person, a_person
from tests.caller import Caller, anonymous, signed_in
from tests.integration.http.matrix import (
    BODIES,
    CREATORS_OWN,
    LEAST,
    LISTS_TO_WATCH,
    NEEDED,
    ODD_IDS,
    OPEN,
    OWN_ACCOUNT,
    PERSONAL,
    PIXELS,
    RANKS,
    TILE,
)
from tests.integration.http.things import Things, call, missing, things_of


def operations() -> list[tuple[str, str]]:
    """Return every (method, path) of the API's description."""
    schema: dict[str, Any] = api.get_openapi_schema()
    return [(method, path) for path, methods in schema["paths"].items() for method in methods]


def owned() -> list[tuple[str, str]]:
    return [entry for entry in operations() if entry not in OPEN | PERSONAL]


def photograph() -> dict[str, list[Any]]:
    return {name: list(mongo()[name].find().sort("_id", 1)) for name in LISTS_TO_WATCH}


def test_the_description_lists_every_call() -> None:
    found = operations()
    assert len(found) > 25
    assert set(LEAST) | OPEN - {("get", "/api/openapi.json")} | PERSONAL <= set(found)
    assert set(BODIES) <= set(found)


def test_every_call_has_an_entry_that_says_who_may_make_it() -> None:
    """A new call fails here until the matrix names its least role, or says that it is open or personal."""
    assert set(LEAST) == set(owned())


def test_without_signing_in_every_call_is_refused(cast: Cast) -> None:
    things = things_of(cast)
    before = photograph()
    for method, template in owned() + sorted(PERSONAL):
        call(anonymous(), method, template, things).fault(401, "not_signed_in")
        assert photograph() == before, (method, template)


def test_a_thing_of_somebody_elses_project_is_answered_like_a_missing_one(cast: Cast) -> None:
    oscar = signed_in(cast.oscar)
    things = things_of(cast)
    before = photograph()
    for method, template in owned():
        if LEAST.get((method, template)) == "admin":
            continue  # of no project; to everybody else it is forbidden
        foreign = call(oscar, method, template, things)
        foreign.fault(404, "not_found")
        assert photograph() == before, (method, template)
        assert foreign.content == call(oscar, method, template, missing()).content, (method, template)


@pytest.mark.parametrize("role", RANKS)
def test_each_role_may_do_what_it_may_and_no_more(cast: Cast, role: str) -> None:
    person = {"guest": cast.vera, "annotator": cast.bob, "reviewer": cast.rita, "manager": cast.alice}[role]
    caller = signed_in(person)
    things = things_of(cast)
    for method, template in owned():
        before = photograph()
        answer = call(caller, method, template, things)
        if RANKS[role] < NEEDED[LEAST[method, template]]:
            answer.fault(403, "forbidden")
            assert photograph() == before, (method, template)
        else:
            assert answer.status not in {401, 403}, (method, template)
            assert answer.status < 500, (method, template)
            if answer.status == 404:
                # The frame and the version of this test have no stored files; everything else is there.
                assert template in PIXELS | CREATORS_OWN
            if method != "get":
                things = things_of(cast)  # what the call was about may be gone, or no longer allow it


SCOPES: dict[str, Scope] = {"guest": "read", "annotator": "label", "reviewer": "review", "manager": "manage"}


@pytest.mark.parametrize("role", RANKS)
def test_a_tokens_scopes_are_a_ceiling_over_its_persons_role(cast: Cast, role: str) -> None:
    program = with_token(cast.alice, SCOPES[role])
    things = things_of(cast)
    for method, template in owned():
        if method == "get" and NEEDED[LEAST[method, template]] <= RANKS[role]:
            assert call(program, method, template, things).status not in {401, 403}, (method, template)
        elif RANKS[role] < NEEDED[LEAST[method, template]]:
            before = photograph()
            call(program, method, template, things).fault(403, "forbidden")
            assert photograph() == before, (method, template)


@pytest.mark.parametrize("role", RANKS)
def test_scopes_give_nobody_a_greater_role(cast: Cast, role: str) -> None:
    program = with_token(cast.vera, SCOPES[role])
    things = things_of(cast)
    for method, template in owned():
        if LEAST[method, template] != "guest":
            call(program, method, template, things).fault(403, "forbidden")


def test_no_token_touches_the_account_it_belongs_to(cast: Cast) -> None:
    things = things_of(cast)
    for program in (with_token(cast.bob, None), with_token(cast.bob, "manage")):
        for template, methods in OWN_ACCOUNT.items():
            for method in methods:
                call(program, method, template, things).fault(403, "forbidden")
        call(program, "delete", "/api/session", things).fault(403, "forbidden")


def test_sessions_and_tokens_of_others_are_answered_like_missing_ones(cast: Cast) -> None:
    signed_in(cast.bob).get("/api/projects").good()
    things, oscar = things_of(cast), signed_in(cast.oscar)
    for template in OWN_ACCOUNT:
        if template.endswith("_id}"):
            foreign = call(oscar, "delete", template, things)
            foreign.fault(404, "not_found")
            assert foreign.content == call(oscar, "delete", template, missing()).content
    assert signed_in(cast.bob).get("/api/me/tokens").good()["tokens"]


def with_token(person: Person, scope: Scope | None) -> Caller:
    token, _entry = tokens.add_token(person.id, scopes=None if scope is None else (scope,))
    return anonymous().with_headers({"Authorization": f"Bearer {token}"})


def test_an_odd_id_is_a_missing_one(cast: Cast) -> None:
    alice = signed_in(cast.alice)
    about = [entry for entry in owned() if "{" in entry[1] and LEAST.get(entry) != "admin"]
    for place, (method, template) in enumerate(about):
        # Each call meets a third of them: the ids are read in one place, so that all of them are met often.
        for identity in ODD_IDS[place % 3 :: 3]:
            odd = Things(dict.fromkeys(missing().ids, identity) | {"step": "cancel"} | TILE)
            answer = call(alice, method, template, odd)
            assert answer.status in {400, 404, 405}, (method, template, identity, answer)
            assert set(answer.body) >= {"code", "message", "fields"}


@pytest.mark.parametrize("identity", ["x", "0" * 24, "prj_" + "0" * 32])
def test_an_administrator_sees_every_project_but_no_missing_one(cast: Cast, identity: str) -> None:
    root = signed_in(a_person("root", is_admin=True))
    assert root.get(f"/api/projects/{cast.project.id}").good()["my_role"] == "manager"
    root.get(f"/api/projects/{identity}").fault(404, "not_found")


def test_a_list_shows_only_the_projects_one_is_in(cast: Cast) -> None:
    seen = signed_in(cast.bob).get("/api/projects").good()["projects"]
    assert [entry["id"] for entry in seen] == [cast.project.id]
    assert signed_in(cast.oscar).get("/api/projects").good()["projects"] == []


def test_someone_who_was_removed_sees_nothing_any_more(cast: Cast) -> None:
    bob = signed_in(cast.bob)
    mongo()["memberships"].delete_one({"user_id": cast.bob.user.pk})
    bob.get(f"/api/projects/{cast.project.id}").fault(404, "not_found")
    assert bob.get("/api/projects").good()["projects"] == []
