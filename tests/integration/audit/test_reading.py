"""Reading the trail: who may, by what, in which order, page by page, and as a file."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from annotations.domain.actor import Actor
from annotations.domain.audit import NOBODY, Act, ActRequest, ActSubject
from annotations.store import audit
from annotations.store.client import database as mongo
from annotations.store.client import transaction
from tests.builders import Cast, a_frame, a_person, draw
from tests.caller import Caller, signed_in

START = datetime(2026, 3, 1, tzinfo=UTC)
ALICE = Actor(id="a" * 24, name="Alice Smith")
BOB = Actor(id="b" * 24, name="bob")


def told(number: int, actor: Actor, act: str, *, project: str | None = None, name: str = "") -> Act:
    return Act(
        id=f"act_{number:032x}",
        at=START + timedelta(hours=number),
        status="done",
        actor=actor,
        act=act,
        project_id=project,
        subject=ActSubject(kind="asset", id=f"ast_{number:032x}", name=name or None),
        summary=act.replace(".", " "),
        request=ActRequest(method="POST", path="/api/x", address="10.0.0.1"),
    )


def append(*acts: Act) -> None:
    transaction(lambda session: audit.append_acts([(act.id, act) for act in acts], session=session))


@pytest.fixture
def trail(cast: Cast) -> str:
    project = cast.project.id
    append(
        told(1, ALICE, "asset.uploaded", project=project, name="Street crossing.png"),
        told(2, BOB, "export.downloaded", project=project),
        told(3, ALICE, "member.set", project="prj_" + "9" * 32),
        told(4, NOBODY, "account.sign_in_failed"),
        told(5, ALICE, "export.requested", project=project, name="=HYPERLINK(1)"),
    )
    return project


def numbers(caller: Caller, path: str = "/api/audit", **query: object) -> list[int]:
    return [entry["number"] for entry in caller.get(path, **query).good()["entries"]]


def test_administrators_read_all_and_managers_their_project(cast: Cast, admin: Caller, trail: str) -> None:
    assert numbers(admin) == [5, 4, 3, 2, 1]
    assert numbers(admin, project=trail) == [5, 2, 1]
    assert numbers(signed_in(cast.alice), f"/api/projects/{trail}/audit") == [5, 2, 1]
    signed_in(cast.alice).get("/api/audit").fault(403, "forbidden")
    signed_in(cast.rita).get(f"/api/projects/{trail}/audit").fault(403, "forbidden")
    signed_in(cast.oscar).get(f"/api/projects/{trail}/audit").fault(404, "not_found")
    # Whoever asks for another project by the filter of the administrators' call gets their own all the same.
    elsewhere = {"project": "prj_" + "9" * 32}
    assert numbers(signed_in(cast.alice), f"/api/projects/{trail}/audit", **elsewhere) == [5, 2, 1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "street"}, [1]),
        ({"q": "STREET cro"}, [1]),
        ({"q": "alice"}, [5, 3, 1]),
        ({"q": "alice exp"}, [5]),
        ({"q": "nowhere"}, []),
        ({"q": "ast_" + f"{2:032x}"}, [2]),
        ({"q": "…!"}, [5, 4, 3, 2, 1]),
        ({"actor": "a" * 24}, [5, 3, 1]),
        ({"actor": "alice smith"}, [5, 3, 1]),
        ({"actor": "a" * 24, "act": "export"}, [5]),
        ({"act": "export"}, [5, 2]),
        ({"act": "export.downloaded"}, [2]),
        ({"subject": "ast_" + f"{3:032x}"}, [3]),
        ({"outcome": "done", "act": "member"}, [3]),
        ({"outcome": "refused"}, []),
        ({"since": "2026-03-01T03:00:00Z"}, [5, 4, 3]),
        ({"until": "2026-03-01T03:00:00Z"}, [2, 1]),
        ({"since": "2026-03-01T02:00:00Z", "until": "2026-03-01T04:00:00Z", "sort": "oldest"}, [2, 3]),
    ],
)
def test_rows_are_found(admin: Caller, trail: str, query: dict[str, Any], found: list[int]) -> None:
    assert numbers(admin, **query) == found


@pytest.mark.parametrize("sort", ["latest", "oldest"])
def test_pages_follow_each_other_and_new_rows_move_none(admin: Caller, trail: str, sort: str) -> None:
    first = admin.get("/api/audit", limit=2, sort=sort).good()
    append(told(6, BOB, "export.downloaded"))
    seen = [entry["number"] for entry in first["entries"]]
    after = first["next"]
    while after:
        page = admin.get("/api/audit", limit=2, sort=sort, after=after).good()
        seen += [entry["number"] for entry in page["entries"]]
        after = page["next"]
    assert seen == ([5, 4, 3, 2, 1] if sort == "latest" else [1, 2, 3, 4, 5, 6])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"since": "yesterday"}, "since"),
        ({"since": "2026-03-01T00:00:00"}, "since"),
        ({"sort": "random"}, "sort"),
        ({"act": "{$ne: 1}"}, "act"),
        ({"limit": 0}, "limit"),
        ({"q": "x" * 300}, "q"),
        ({"project": "$where"}, "project"),
        ({"outcome": "begun"}, "outcome"),
    ],
)
def test_bad_questions_are_told_as_such(admin: Caller, trail: str, query: dict[str, Any], field: str) -> None:
    assert field in admin.get("/api/audit", **query).fault(400, "input_invalid")


def test_a_beginning_of_too_many_words_asks_for_more_of_it(admin: Caller, trail: str) -> None:
    mongo()["audit_words"].insert_many([{"_id": f"word:img{place:04d}"} for place in range(201)])
    assert "type more" in admin.get("/api/audit", q="img").fault(400, "input_invalid")["q"]
    assert numbers(admin, q="img0001") == []


def test_the_kinds_of_acts_are_listed(cast: Cast, admin: Caller, trail: str) -> None:
    assert admin.get("/api/audit/acts").good()["acts"] == [
        "account.sign_in_failed",
        "asset.uploaded",
        "export.downloaded",
        "export.requested",
        "member.set",
    ]
    mine = signed_in(cast.alice).get(f"/api/projects/{trail}/audit/acts").good()["acts"]
    assert "member.set" not in mine


def test_a_table_is_no_danger_to_a_spreadsheet(admin: Caller, trail: str) -> None:
    answer = admin.get("/api/audit/export", format="csv", sort="oldest")
    assert answer.headers["Content-Disposition"].endswith('.csv"')
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["number"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert rows[4]["subject_name"] == "'=HYPERLINK(1)"
    assert rows[0]["actor"] == "Alice Smith"


def test_lines_of_json_hold_what_was_asked_for(cast: Cast, trail: str) -> None:
    alice = signed_in(cast.alice)
    mongo()["acts"].delete_many({})
    answer = alice.get(f"/api/projects/{trail}/audit/export", format="ndjson", act="export")
    lines = [orjson.loads(line) for line in answer.content.splitlines()]
    assert [line["number"] for line in lines] == [5, 2]
    assert [act["act"] for act in mongo()["acts"].find()] == ["audit.exported"]
    alice.get(f"/api/projects/{trail}/audit/export", format="xlsx").fault(400, "input_invalid")


def test_corrections_are_read_from_the_ledger(cast: Cast) -> None:
    frame = a_frame(cast.project)
    for person in (cast.bob, cast.bob, cast.rita, cast.bob, cast.rita):
        draw(frame, person)
    alice, path = signed_in(cast.alice), f"/api/projects/{cast.project.id}/audit/corrections"
    seen: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = alice.get(path, limit=2, **after).good()
        seen += [row["mutation_id"] for row in page["corrections"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert len(seen) == len(set(seen)) == 5
    assert {row["actor"]["name"] for row in alice.get(path, actor=cast.bob.id).good()["corrections"]} == {
        "bob"
    }
    alice.get(path, after="2026~1").fault(400, "input_invalid")
    alice.get(path, after="2026-13-99T99:99~1").fault(400, "input_invalid")
    signed_in(cast.rita).get(path).fault(403, "forbidden")


def test_every_question_is_answered_by_an_index(admin: Caller, trail: str) -> None:
    signed_in(a_person("other"))
    for wanted in (
        audit.Wanted(),
        audit.Wanted(keys=(("actor:x",),)),
        audit.Wanted(keys=(("word:a", "word:b"), ("act:export",)), since=START),
        audit.Wanted(project_id=trail),
        audit.Wanted(project_id=trail, keys=(("act:export",),), oldest_first=True),
    ):
        plan = audit.explain(wanted)
        assert "COLLSCAN" not in plan, wanted
        assert '"SORT"' not in plan, wanted
