"""Personal tokens: what they may do, until when, and how they end."""

from datetime import timedelta
from typing import Any

import pytest

from annotations.accounts import ACCOUNTS
from annotations.domain.access_token import MOST_TOKENS
from annotations.domain.record import utc_now
from annotations.store import tokens
from annotations.store.client import database as mongo
from tests.builders import Cast, a_person
from tests.caller import Caller, anonymous, signed_in


def program(token: str) -> Caller:
    return anonymous().with_headers({"Authorization": f"Bearer {token}"})


def made(browser: Caller, **options: object) -> dict[str, Any]:
    return browser.post("/api/me/tokens", options).good(201)


def test_a_token_is_shown_once_and_listed_without_its_secret(cast: Cast, bob: Caller) -> None:
    fresh = made(bob, name=" nightly ", scopes=["read", "label"], expires_in_days=30)
    (listed,) = bob.get("/api/me/tokens").good()["tokens"]
    assert listed == fresh["entry"]
    assert (listed["name"], listed["scopes"], listed["used_at"]) == ("nightly", ["read", "label"], None)
    assert fresh["token"].startswith("tdm_")
    assert fresh["token"] not in str(list(mongo()["tokens"].find()))
    assert listed["id"] not in str(mongo()["tokens"].find_one({})["_id"])  # type: ignore[index]  # it is there


def test_its_last_use_is_written_at_most_once_an_hour(cast: Cast, bob: Caller) -> None:
    token = made(bob)["token"]
    program(token).get("/api/projects").good()
    (first,) = bob.get("/api/me/tokens").good()["tokens"]
    assert first["used_at"] is not None
    ACCOUNTS.forget(f"token:{tokens.hash_token(token)}")
    program(token).get("/api/projects").good()
    assert bob.get("/api/me/tokens").good()["tokens"] == [first]
    earlier = utc_now() - timedelta(hours=2)
    mongo()["tokens"].update_one({}, {"$set": {"used_at": earlier}})
    ACCOUNTS.forget(f"token:{tokens.hash_token(token)}")
    program(token).get("/api/projects").good()
    assert bob.get("/api/me/tokens").good()["tokens"][0]["used_at"] > earlier.isoformat()


def test_the_list_is_paged_newest_first(cast: Cast, bob: Caller) -> None:
    names = [made(bob, name=str(number))["entry"]["name"] for number in range(5)]
    seen: list[str] = []
    after: dict[str, object] = {}
    while True:
        page = bob.get("/api/me/tokens", limit=2, **after).good()
        seen += [token["name"] for token in page["tokens"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert seen == names[::-1]


def test_a_revoked_token_says_so_at_once(cast: Cast, bob: Caller) -> None:
    fresh = made(bob)
    program(fresh["token"]).get("/api/projects").good()
    assert bob.call("DELETE", f"/api/me/tokens/{fresh['entry']['id']}").status == 204
    answer = program(fresh["token"]).get("/api/projects")
    answer.fault(401, "not_signed_in")
    assert "revoked" in answer.body["message"]
    assert bob.get("/api/me/tokens").good()["tokens"] == []
    bob.call("DELETE", f"/api/me/tokens/{fresh['entry']['id']}").fault(404, "not_found")


def test_an_expired_token_says_so(cast: Cast, bob: Caller) -> None:
    fresh = made(bob, expires_in_days=1)
    mongo()["tokens"].update_one({}, {"$set": {"expires_at": utc_now() - timedelta(seconds=1)}})
    answer = program(fresh["token"]).get("/api/projects")
    answer.fault(401, "not_signed_in")
    assert "expired" in answer.body["message"]


def test_a_token_of_the_time_before_scopes_does_everything_and_can_be_revoked(
    cast: Cast, bob: Caller
) -> None:
    row = {"_id": tokens.hash_token("tdm_old"), "user_id": cast.bob.user.pk, "created_at": utc_now()}
    mongo()["tokens"].insert_one(row)
    program("tdm_old").post("/api/projects", {"name": "Old"}).good(201)
    (listed,) = bob.get("/api/me/tokens").good()["tokens"]
    assert (listed["name"], listed["scopes"], listed["expires_at"]) == ("", None, None)
    assert bob.call("DELETE", f"/api/me/tokens/{listed['id']}").status == 204
    program("tdm_old").get("/api/projects").fault(401, "not_signed_in")


def test_what_belongs_to_no_project_needs_a_scope_too(cast: Cast, bob: Caller) -> None:
    reader, labeller, manager = (
        program(made(bob, scopes=[scope])["token"]) for scope in ("read", "label", "manage")
    )
    reader.get("/api/notifications").good()
    reader.post("/api/notifications/read", {}).fault(403, "forbidden")
    labeller.post("/api/notifications/read", {}).good()
    labeller.post("/api/projects", {"name": "No"}).fault(403, "forbidden")
    manager.post("/api/projects", {"name": "Yes"}).good(201)


def test_a_limited_token_of_an_administrator_is_no_administrators(cast: Cast) -> None:
    root = a_person("root", is_admin=True)
    browser = signed_in(root)
    path = f"/api/projects/{cast.project.id}"
    program(made(browser, scopes=["review"])["token"]).get(path).fault(404, "not_found")
    assert program(made(browser, scopes=["manage"])["token"]).get(path).good()["my_role"] == "manager"
    assert program(made(browser)["token"]).get(path).good()["my_role"] == "manager"


def test_the_role_shown_to_a_program_is_the_one_it_can_use(cast: Cast) -> None:
    token = made(signed_in(cast.alice), scopes=["review"])["token"]
    assert program(token).get(f"/api/projects/{cast.project.id}").good()["my_role"] == "reviewer"


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["root"]}, "scopes.0"),
        ({"scopes": "read"}, "scopes"),
        ({"name": "x" * 101}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"expires_in_days": 0}, "expires_in_days"),
        ({"expires_in_days": 1e9}, "expires_in_days"),
        ({"user_id": "x"}, "user_id"),
    ],
)
def test_bad_wishes_are_refused(cast: Cast, bob: Caller, options: dict[str, object], field: str) -> None:
    assert field in bob.post("/api/me/tokens", options).fault(400, "input_invalid")
    assert mongo()["tokens"].count_documents({}) == 0


def test_nobody_hoards_tokens(cast: Cast, bob: Caller) -> None:
    for _ in range(MOST_TOKENS):
        tokens.add_token(cast.bob.id)
    bob.post("/api/me/tokens", {}).fault(409, "state_conflict")


def test_a_password_buys_a_limited_token_too(database: None) -> None:
    a_person("alice", password="correct horse battery")
    wish = {"username": "alice", "password": "correct horse battery", "scopes": ["read"], "name": "ci"}
    token = anonymous().post("/api/tokens", wish).good()["token"]
    program(token).get("/api/projects").good()
    program(token).post("/api/projects", {"name": "No"}).fault(403, "forbidden")
    anonymous().post("/api/tokens", {**wish, "scopes": ["all"]}).fault(400, "input_invalid")
