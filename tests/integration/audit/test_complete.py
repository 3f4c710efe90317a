"""Every call that changes something leaves an act, or stands in the table of those that leave none."""

from typing import Any

from annotations.store.client import database as mongo
from portal.act_names import DOWNLOADS, EXEMPT, NAMES, UNSIGNED, name_call
from portal.api import api
from tests.builders import Cast, a_person
from tests.caller import anonymous, signed_in
from tests.integration.http.matrix import OPEN, PERSONAL
from tests.integration.http.things import call, things_of

UNSAFE = {"post", "put", "patch", "delete"}


def operations() -> set[tuple[str, str]]:
    schema: dict[str, Any] = api.get_openapi_schema()
    return {(method.upper(), path) for path, methods in schema["paths"].items() for method in methods}


def acts() -> list[dict[str, Any]]:
    return list(mongo()["acts"].find().sort("_id", 1))


def forget() -> None:
    mongo()["acts"].delete_many({})


def test_the_tables_name_calls_that_there_are() -> None:
    known = operations()
    for table in (EXEMPT, NAMES, DOWNLOADS, UNSIGNED):
        assert set(table) <= known, set(table) - known
    assert all(len(reason) > 10 for reason in EXEMPT.values())


def test_a_call_that_nobody_named_has_a_name_all_the_same() -> None:
    assert name_call("POST", "/api/things/{thing_id}/odd-parts") == "odd_part.posted"
    assert name_call("DELETE", "/api/things/{thing_id}") == "thing.removed"
    assert name_call("GET", "/api/things/{thing_id}") is None


def test_every_call_that_changes_something_leaves_one_act_or_is_exempt(cast: Cast) -> None:
    manager, admin = signed_in(cast.alice), signed_in(a_person("root", is_admin=True))
    things = things_of(cast)
    kept: set[tuple[str, str]] = set()
    calls = sorted((method.lower(), path) for method, path in operations())
    for method, template in calls:
        if method not in UNSAFE or (method, template) in OPEN | PERSONAL:
            continue
        for caller in (manager, admin):
            forget()
            answer = call(caller, method, template, things)
            made = acts()
            if answer.status >= 400 or (method.upper(), template) in EXEMPT:
                assert made == [], (method, template, answer.status, made)
                continue
            assert len(made) == 1, (method, template, made)
            assert made[0]["status"] == "done"
            assert made[0]["act"] == name_call(method.upper(), template)
            assert made[0]["actor"]["name"] in {"alice", "root"}
            of_none = "{" not in template or "/accounts/" in template
            assert made[0]["project_id"] == cast.project.id or of_none, (method, template)
            assert made[0]["summary"]
            kept.add((method.upper(), template))
            things = things_of(cast)
            break
    # The others are refused in this story for what they are about; they go through the same door.
    assert len(kept) > 25, sorted(kept)


def test_a_refused_call_leaves_nothing(cast: Cast) -> None:
    vera = signed_in(cast.vera)
    forget()
    vera.patch(f"/api/projects/{cast.project.id}", {"name": "Mine"}).fault(403, "forbidden")
    vera.post("/api/projects", {"name": ""}).fault(400, "input_invalid")
    assert acts() == []


def test_what_was_asked_is_kept_without_secrets(database: None) -> None:
    a_person("alice", password="correct horse battery")
    forget()
    anonymous().post("/api/tokens", {"username": "alice", "password": "correct horse battery"}).good()
    made = acts()
    assert [act["act"] for act in made] == ["token.made"]
    assert made[0]["actor"]["name"] == "alice"
    assert "correct horse" not in str(made)
    assert "alice" in made[0]["asked"]


def test_signing_in_failing_and_signing_out_are_acts(database: None) -> None:
    a_person("alice", password="correct horse battery")
    caller = anonymous()
    forget()
    caller.post("/api/session", {"username": "alice", "password": "wrong"}).fault(401, "not_signed_in")
    caller.post("/api/session", {"username": "alice", "password": "correct horse battery"}).good()
    caller.call("DELETE", "/api/session")
    made = acts()
    assert [act["act"] for act in made] == [
        "account.sign_in_failed",
        "account.signed_in",
        "account.signed_out",
    ]
    assert [act["status"] for act in made] == ["refused", "done", "done"]
    assert [act["actor"]["name"] for act in made] == ["not signed in", "alice", "alice"]
    assert made[0]["subject"]["name"] == "alice"
    assert all(act["request"]["address"] == "127.0.0.1" for act in made)


def test_settings_and_roles_tell_what_stood_there_before(cast: Cast) -> None:
    alice = signed_in(cast.alice)
    forget()
    alice.patch(f"/api/projects/{cast.project.id}", {"name": "Renamed"}).good()
    alice.post(f"/api/projects/{cast.project.id}/members", {"username": "vera", "role": "reviewer"}).good(201)
    renamed, role = acts()
    assert (renamed["act"], renamed["after"]) == ("project.changed", '{"name":"Renamed"}')
    assert renamed["before"] == f'{{"name":"{cast.project.name}"}}'
    assert (role["act"], role["before"], role["after"]) == (
        "member.set",
        '{"role":"guest"}',
        '{"role":"reviewer"}',
    )
    assert role["subject"]["name"] == "vera"


def test_what_the_admin_changes_is_an_act(database: None) -> None:
    root = signed_in(a_person("root", is_admin=True))
    forget()
    refused = root.send("/admin/auth/user/add/", {"username": "new"})
    assert refused.status == 200
    assert acts() == []
    secret = "a rather long phrase"
    form = {"username": "new", "password1": secret, "password2": secret, "usable_password": "true"}
    assert root.send("/admin/auth/user/add/", form).status == 302
    (made,) = acts()
    assert (made["act"], made["actor"]["name"]) == ("admin_user.added", "root")
    assert made["subject"]["name"] == "new"
    assert "in the admin" in made["summary"]
    assert secret not in str(made)


def test_an_upload_names_its_file(cast: Cast) -> None:
    bob = signed_in(cast.bob)
    forget()
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "9", "Upload-Metadata": "filename YS5wbmc="}
    assert bob.with_headers(headers).call("POST", f"/api/projects/{cast.project.id}/uploads").status == 201
    (made,) = acts()
    assert made["act"] == "upload.begun"
    assert made["subject"]["name"] == "a.png"
