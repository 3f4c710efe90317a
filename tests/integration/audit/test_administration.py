"""The administrator's calls: accounts, quotas, and what files take."""

import pytest
from django.core.management import call_command

from annotations.store.client import database as mongo
from annotations.store.tables import PROJECTS
from tests.builders import Cast, a_person
from tests.builders_media import a_picture_file
from tests.caller import Caller, anonymous, signed_in
from tests.circle import Circle

HOME = "/api/administration"
PHRASE = "a rather long phrase"


def test_accounts_are_listed_searched_and_sorted_page_by_page(cast: Cast, admin: Caller) -> None:
    for sort in ("name", "joined", "seen"):
        seen: list[str] = []
        after: dict[str, str] = {}
        while True:
            page = admin.get(f"{HOME}/accounts", sort=sort, limit=2, **after).good()
            seen += [one["name"] for one in page["accounts"]]
            if page["next"] is None:
                break
            after = {"after": page["next"]}
        assert sorted(seen) == ["alice", "bob", "oscar", "rita", "root", "vera"], sort
    (alice,) = admin.get(f"{HOME}/accounts", q="AL").good()["accounts"]
    assert alice["roles"] == [
        {"project_id": cast.project.id, "project_name": cast.project.name, "role": "manager"}
    ]
    admin.get(f"{HOME}/accounts", sort="shoe size").fault(400, "input_invalid")


def test_an_account_is_made_deactivated_and_let_in_again(admin: Caller) -> None:
    admin.post(f"{HOME}/accounts", {"username": "nina", "password": "short"}).fault(400, "input_invalid")
    made = admin.post(f"{HOME}/accounts", {"username": "nina", "password": PHRASE}).good(201)
    admin.post(f"{HOME}/accounts", {"username": "nina", "password": PHRASE}).fault(409, "already_exists")
    nina, credentials = anonymous(), {"username": "nina", "password": PHRASE}
    nina.post("/api/session", credentials).good()
    changed = admin.patch(f"{HOME}/accounts/{made['id']}", {"is_active": False}).good()
    assert changed["is_active"] is False
    nina.get("/api/projects").fault(401, "not_signed_in")
    anonymous().post("/api/session", credentials).fault(401, "not_signed_in")
    admin.post(f"{HOME}/accounts/{made['id']}/reset-link").fault(404, "not_found")
    admin.patch(f"{HOME}/accounts/{made['id']}", {"is_active": True}).good()
    anonymous().post("/api/session", credentials).good()
    assert "/reset#" in admin.post(f"{HOME}/accounts/{made['id']}/reset-link").good()["link"]
    kept = mongo()["acts"].find_one({"act": "account.reset_link_made"})
    assert kept is not None
    assert "reset#" not in str(kept)


def test_the_last_administrator_stays_one(admin: Caller) -> None:
    (root,) = admin.get(f"{HOME}/accounts", q="root").good()["accounts"]
    admin.patch(f"{HOME}/accounts/{root['id']}", {"is_admin": False}).fault(409, "state_conflict")
    admin.patch(f"{HOME}/accounts/{root['id']}", {"is_active": False}).fault(409, "state_conflict")
    other = a_person("other")
    admin.patch(f"{HOME}/accounts/{other.id}", {"is_admin": True}).good()
    admin.patch(f"{HOME}/accounts/{root['id']}", {"is_admin": False}).good()
    admin.get(f"{HOME}/accounts").fault(403, "forbidden")


def test_a_lockout_is_lifted(admin: Caller) -> None:
    person = a_person("alice", password=PHRASE)
    wrong = {"username": "alice", "password": "wrong"}
    while anonymous().post("/api/session", wrong).status != 429:
        pass
    mongo()["sign_in_attempts"].delete_many({"subject": {"$regex": "^address:"}})
    assert admin.post(f"{HOME}/accounts/{person.id}/unlock").good() == {"lifted": True}
    anonymous().post("/api/session", {"username": "alice", "password": PHRASE}).good()
    assert admin.post(f"{HOME}/accounts/{'0' * 24}/unlock").fault(404, "not_found") == {}


def test_a_quota_refuses_what_does_not_fit_before_it_is_stored(
    cast: Cast, admin: Caller, circle: Circle
) -> None:
    path, picture = f"{HOME}/projects/{cast.project.id}/quota", a_picture_file()
    bob = signed_in(cast.bob)
    admin.call("PUT", path, {"bytes": len(picture) + 10}).good()
    bob.upload(cast.project.id, ("a.png", picture)).good(201)
    circle.settle()
    again = bob.upload(cast.project.id, ("b.png", a_picture_file() + b"another"))
    assert again.fault(413, "quota_exceeded") == {"bytes": "10 left"}
    tus = bob.with_headers({"Tus-Resumable": "1.0.0", "Upload-Length": "11"})
    tus.call("POST", f"/api/projects/{cast.project.id}/uploads").fault(413, "quota_exceeded")
    small = bob.with_headers({"Tus-Resumable": "1.0.0", "Upload-Length": "10"})
    assert small.call("POST", f"/api/projects/{cast.project.id}/uploads").status == 201
    assert small.call("POST", f"/api/projects/{cast.project.id}/uploads").status == 413
    assert mongo()["assets"].count_documents({}) == 1
    admin.call("PUT", path, {"assets": 1}).good()
    assert bob.upload(cast.project.id, ("c.png", b"x")).fault(413, "quota_exceeded") == {"assets": "0 left"}
    admin.call("PUT", path, {"bytes": -1}).fault(400, "input_invalid")
    admin.call("PUT", f"{HOME}/projects/prj_{'0' * 32}/quota", {}).fault(404, "not_found")


def test_projects_and_storage_tell_what_files_take(cast: Cast, admin: Caller, circle: Circle) -> None:
    picture = a_picture_file()
    signed_in(cast.bob).upload(cast.project.id, ("a.png", picture)).good(201)
    circle.settle()
    projects = {one["id"]: one for one in admin.get(f"{HOME}/projects").good()["projects"]}
    line = projects[cast.project.id]
    assert (line["managers"], line["members"], line["usage"]["assets"]) == (["alice"], 4, 1)
    assert line["usage"]["originals"] == len(picture)
    assert line["usage"]["prepared"] > 0
    whole = admin.get(f"{HOME}/storage").good()
    assert whole["total_bytes"] == line["total_bytes"]
    assert 0 < whole["disk_free"] < whole["disk_size"]
    before = mongo()["tallies"].find_one({"_id": cast.project.id})
    mongo()["tallies"].update_one({"_id": cast.project.id}, {"$unset": {"bytes_originals": 1}})
    call_command("count_storage")
    after = mongo()["tallies"].find_one({"_id": cast.project.id})
    assert before is not None
    assert after is not None
    assert after["bytes_originals"] == before["bytes_originals"]
    assert PROJECTS.count({}) > 0
    admin.get(f"{HOME}/model-versions").good()


@pytest.mark.parametrize("path", ["accounts", "projects", "model-versions", "storage"])
def test_others_are_refused(cast: Cast, path: str) -> None:
    signed_in(cast.alice).get(f"{HOME}/{path}").fault(403, "forbidden")
    anonymous().get(f"{HOME}/{path}").fault(401, "not_signed_in")
