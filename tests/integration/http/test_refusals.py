"""What no endpoint answers for: unknown calls, wrong methods, wrong filters, faults of the framework."""

from typing import Any

import pytest

from tests.builders import Cast, a_frame
from tests.caller import Caller, anonymous


@pytest.mark.parametrize(
    "path", ["/api/", "/api/x", "/api/projects/", "/api/frames", "/api/a/b/c/d", "/api/%00"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_call_is_told_so_in_json(database: None, method: str, path: str) -> None:
    answer = anonymous().call(method, path)
    assert answer.headers["Content-Type"] == "application/json"
    answer.fault(404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/api/projects", {"GET", "POST"}),
        ("PUT", "/api/projects/x", {"GET", "PATCH"}),
        ("GET", "/api/frames/x/corrections", {"POST"}),
        ("PATCH", "/api/session", {"POST", "DELETE"}),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(
    alice: Caller, method: str, path: str, allowed: set[str]
) -> None:
    answer = alice.call(method, path, {})
    answer.fault(405, "method_not_allowed")
    assert {name.strip() for name in answer.headers["Allow"].split(",")} == allowed


OPERATORS: list[Any] = ['{"$ne":1}', "[$ne]", "$where", "1; return true"]


@pytest.mark.parametrize("value", OPERATORS)
def test_an_operator_in_a_filter_is_text_or_refused(cast: Cast, alice: Caller, value: str) -> None:
    a_frame(cast.project)
    root = f"/api/projects/{cast.project.id}"
    alice.get(f"{root}/assets", status=value).fault(400, "input_invalid")
    alice.get(f"{root}/jobs", kind=value).fault(400, "input_invalid")
    alice.get(f"{root}/jobs", status=value).fault(400, "input_invalid")
    alice.get(f"{root}/events", after=value).fault(400, "input_invalid")
    for listing in ("assets", "jobs", "snapshots", "exports"):
        alice.get(f"{root}/{listing}", after=value).good()
    assert alice.client.get(f"{root}/assets?status[$ne]=ready").status_code in {200, 400}


@pytest.mark.parametrize("after", ["x" * 101, "x" * 5000])
def test_an_over_long_cursor_is_refused(cast: Cast, alice: Caller, after: str) -> None:
    assert "after" in alice.get(f"/api/projects/{cast.project.id}/jobs", after=after).fault(
        400, "input_invalid"
    )


@pytest.mark.parametrize("after", [-1, 2**60, "1.5", "a"])
def test_an_impossible_event_number_is_refused(cast: Cast, alice: Caller, after: object) -> None:
    answer = alice.get(f"/api/projects/{cast.project.id}/events", after=after)
    assert "after" in answer.fault(400, "input_invalid")


def test_an_unknown_host_is_refused_in_the_form_of_every_error(database: None) -> None:
    anonymous().with_headers({"Host": "evil.example"}).get("/api/me").fault(400, "input_invalid")


def test_every_answer_carries_a_content_policy_and_is_not_sniffed(alice: Caller) -> None:
    headers = alice.get("/api/projects").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("body", [b"x" * 10, b"--", b"", b"--b\r\n\r\n--b--"])
def test_a_form_that_is_none_is_refused(cast: Cast, bob: Caller, body: bytes) -> None:
    response = bob.client.generic(
        "POST",
        f"/api/projects/{cast.project.id}/assets",
        body,
        content_type="multipart/form-data; boundary=b",
    )
    assert response.status_code == 400
    assert response.json()["code"] == "input_invalid"


def test_json_where_a_form_belongs_is_refused(cast: Cast, bob: Caller) -> None:
    bob.post(f"/api/projects/{cast.project.id}/assets", {"file": "x"}).fault(400, "input_invalid")
