"""What watches the portal from outside: health while parts are missing, and the headers of every answer."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from annotations.store.client import client
from portal.supervisor.mongod import LEFT_OPEN_SECONDS
from tests.builders import Cast
from tests.builders_media import a_picture_file
from tests.caller import Caller, anonymous
from tests.circle import Circle


def test_readiness_names_the_relay_and_the_workers_before_they_have_run(database: None) -> None:
    answer = anonymous().get("/readyz")
    assert answer.status == 503
    ill = {name: part["advice"] for name, part in answer.body["parts"].items() if not part["ok"]}
    assert set(ill) == {"relay", "workers"}
    assert all(ill.values())


def test_metrics_count_a_missing_part_as_down(database: None) -> None:
    families = text_string_to_metric_families(anonymous().get("/metrics").content.decode())
    (up,) = [family for family in families if family.name == "tandem_part_up"]
    assert {sample.labels["part"]: sample.value for sample in up.samples} == {
        "mongo": 1, "redis": 1, "relay": 0, "workers": 0, "queue": 1,
    }  # fmt: skip


def test_the_health_page_says_what_is_missing_and_what_to_do(admin: Caller) -> None:
    page = admin.get("/health").content.decode()
    assert page.count('class="ill"') == 2
    assert "The relay has never run" in page


@pytest.mark.parametrize("path", ["/", "/projects/x", "/admin/login/", "/healthz", "/api/me", "/nothing.js"])
def test_every_answer_keeps_other_sites_out(database: None, path: str) -> None:
    headers = anonymous().get(path).headers
    policy = headers["Content-Security-Policy"]
    assert {"default-src 'self'", "object-src 'none'", "frame-ancestors 'none'"} <= set(policy.split("; "))
    assert "unsafe-eval" not in policy
    assert "script-src" not in policy, "scripts come from our own files alone, by the default"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


def test_a_picture_opened_as_a_page_can_do_nothing(cast: Cast, circle: Circle, bob: Caller) -> None:
    (asset,) = bob.upload(cast.project.id, ("a.png", a_picture_file())).good(201)["assets"]
    circle.settle()
    ready = bob.get(f"/api/assets/{asset['id']}").good()
    for path in (ready["thumbnail_url"], f"/api/frames/{ready['frame_id']}/image"):
        answer = bob.get(path)
        assert answer.status == 200
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_server_that_keeps_what_the_dead_left_open_for_long_is_pointed_out(database: None) -> None:
    def set_limit(seconds: int) -> None:
        client().admin.command("setParameter", 1, transactionLifetimeLimitSeconds=seconds)

    well = anonymous().get("/readyz").body["parts"]["mongo"]
    assert (well["figures"]["left_open_seconds"], well["advice"]) == (LEFT_OPEN_SECONDS, "")
    set_limit(60)
    try:
        slow = anonymous().get("/readyz").body["parts"]["mongo"]
    finally:
        set_limit(LEFT_OPEN_SECONDS)
    assert (slow["ok"], slow["figures"]["left_open_seconds"]) == (True, 60)
    assert f"transactionLifetimeLimitSeconds={LEFT_OPEN_SECONDS}" in slow["advice"]
