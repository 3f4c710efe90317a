"""The administrator's pages, the figures of health, and what production insists on."""

import os
import re
import secrets
import subprocess
import sys

import pytest
from django.contrib.admin.utils import quote
from prometheus_client.parser import text_string_to_metric_families

from annotations.store.client import database as mongo
from tests.builders import Cast, a_person
from tests.caller import Caller, anonymous, signed_in
from tests.circle import Circle
from tests.stage import ROOT

PARTS = {"mongo", "redis", "relay", "workers", "queue"}


def page(caller: Caller, path: str) -> str:
    answer = caller.get(path)
    assert answer.status == 200, (path, answer)
    return answer.content.decode()


def test_the_administrator_signs_in_at_the_admin_site(database: None) -> None:
    a_person("root", is_admin=True, password="correct horse battery")
    caller = anonymous()
    answer = caller.send(
        "/admin/login/?next=/admin/",
        {"username": "root", "password": "correct horse battery", "next": "/admin/"},
    )
    assert (answer.status, answer.headers["Location"]) == (302, "/admin/")
    assert "People, roles and projects" in page(caller, "/admin/")


@pytest.mark.parametrize("path", ["/admin/", "/admin/annotations/membership/", "/health"])
def test_others_are_sent_to_sign_in(cast: Cast, path: str) -> None:
    for caller in (anonymous(), signed_in(cast.alice)):
        answer = caller.get(path)
        assert answer.status == 302
        assert "/login" in answer.headers["Location"]


@pytest.mark.parametrize(
    "path",
    [
        "/admin/auth/user/",
        "/admin/auth/user/add/",
        "/admin/auth/group/",
        "/admin/annotations/membership/",
        "/admin/annotations/membership/add/",
        "/admin/annotations/membership/?role__exact=guest",
        "/admin/annotations/projectrow/",
        "/admin/annotations/projectrow/?q=street",
        "/health",
    ],
)
def test_every_page_of_the_admin_opens(cast: Cast, admin: Caller, path: str) -> None:
    assert "<html" in page(admin, path)


def test_a_role_given_in_the_admin_counts_in_the_portal(cast: Cast, admin: Caller) -> None:
    oscar = signed_in(cast.oscar)
    oscar.get(f"/api/projects/{cast.project.id}").fault(404, "not_found")
    form = {"project_id": cast.project.id, "user": cast.oscar.id, "role": "reviewer"}
    assert admin.send("/admin/annotations/membership/add/", form).status == 302
    assert oscar.get(f"/api/projects/{cast.project.id}").good()["my_role"] == "reviewer"
    row = mongo()["memberships"].find_one({"user_id": cast.oscar.user.pk})
    assert row is not None
    assert (
        admin.send(f"/admin/annotations/membership/{row['_id']}/change/", {**form, "role": "guest"}).status
        == 302
    )
    assert oscar.get(f"/api/projects/{cast.project.id}").good()["my_role"] == "guest"
    listed = page(admin, "/admin/annotations/membership/")
    assert cast.project.id in listed
    assert admin.send(f"/admin/annotations/membership/{row['_id']}/delete/", {"post": "yes"}).status == 302
    oscar.get(f"/api/projects/{cast.project.id}").fault(404, "not_found")


def test_a_project_is_renamed_in_the_admin_and_keeps_everything_else(cast: Cast, admin: Caller) -> None:
    before = admin.get(f"/api/projects/{cast.project.id}").good()
    path = f"/admin/annotations/projectrow/{quote(cast.project.id)}/change/"
    assert cast.project.name in page(admin, path)
    assert admin.send(path, {"name": "Avenue"}).status == 302
    after = admin.get(f"/api/projects/{cast.project.id}").good()
    assert after == {**before, "name": "Avenue"}


def test_projects_are_neither_made_nor_deleted_in_the_admin(cast: Cast, admin: Caller) -> None:
    assert admin.get("/admin/annotations/projectrow/add/").status == 403
    assert (
        admin.send(f"/admin/annotations/projectrow/{quote(cast.project.id)}/delete/", {"post": "yes"}).status
        == 403
    )


def test_a_user_is_made_in_the_admin(admin: Caller) -> None:
    form = {
        "username": "newcomer", "usable_password": "true",
        "password1": "correct horse battery", "password2": "correct horse battery",
    }  # fmt: skip
    assert admin.send("/admin/auth/user/add/", form).status == 302
    body = anonymous().post("/api/tokens", {"username": "newcomer", "password": "correct horse battery"})
    assert body.good()["token"]


def test_liveness_asks_nobody(database: None) -> None:
    assert anonymous().get("/healthz").good() == {"live": True}


def test_readiness_names_every_part_and_says_what_is_missing(cast: Cast, circle: Circle) -> None:
    circle.settle()
    answer = anonymous().get("/readyz")
    assert answer.status == 503
    body = answer.body
    assert body["ready"] is False
    assert set(body["parts"]) == PARTS
    assert {name for name, part in body["parts"].items() if not part["ok"]} == {"workers"}
    assert body["parts"]["workers"]["advice"]
    assert body["parts"]["relay"]["figures"]["lag_seconds"] >= 0


def test_readiness_tells_nothing_about_people_or_places(cast: Cast) -> None:
    text = anonymous().get("/readyz").content.decode()
    assert not re.search(r"mongodb://|redis://|alice|127\.0\.0\.1", text)


def test_metrics_can_be_read_by_prometheus(cast: Cast, circle: Circle) -> None:
    circle.settle()
    families = {
        family.name: family
        for family in text_string_to_metric_families(anonymous().get("/metrics").content.decode())
    }
    up = {sample.labels["part"]: sample.value for sample in families["tandem_part_up"].samples}
    assert (up["mongo"], up["redis"], up["relay"]) == (1, 1, 1)
    assert families["tandem_web_uptime_seconds"].samples[0].value > 0


def test_djangos_own_checks_find_nothing_to_say_about_production() -> None:
    production = {
        "TANDEM_PRODUCTION": "true",
        "TANDEM_SECRET_KEY": secrets.token_urlsafe(64),
        "TANDEM_ALLOWED_HOSTS": "tandem.example",
        "TANDEM_ORIGINS": "https://tandem.example",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**os.environ, **production},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout + done.stderr


def test_the_database_has_every_migration() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
