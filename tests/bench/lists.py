"""Measure every large list at a million rows: through HTTP, beside the bare indexed query."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from pymongo.collation import Collation
from pymongo.database import Database

from annotations.domain.work import name_key
from tests.bench.context import Bench
from tests.bench.figures import BenchFailed, Figure, milliseconds
from tests.bench.million import MILLION, fill, id_of, minutes_before, one_of, padded
from tests.waiting import wait_until

ROUNDS, PAGE, GOAL_MS = 30, 50, 100.0
AT_ONCE = 2
"""How many collections the server fills at once."""
NAMES = Collation(locale="en", strength=2)
MIDDLE = f"{MILLION // 2:032d}"
SPREAD = {"$mod": [{"$multiply": ["$number", 7_919]}, MILLION]}
"""Every number once, in another order."""
Bare = tuple[dict[str, Any], list[tuple[str, int]], Collation | None]


def run(bench: Bench) -> Iterator[Figure]:
    """Fill the collections behind the lists, then read pages from their beginning and from their middle."""
    client, here = bench.client, bench.portal.database()
    project_id = client.create_project("Bench: lists")
    (frame_id,) = client.predicted_frames(project_id, bench.photographs(1))
    client.add_box(frame_id)
    client.http.post(f"/api/frames/{frame_id}/reviews", json={"verdict": "submitted"}).raise_for_status()
    pinned = client.http.post(f"/api/frames/{frame_id}/issues", json={"x": 1, "y": 1, "text": "too loose"})
    pinned.raise_for_status()
    me = client.http.get(f"/api/projects/{project_id}/members").json()["members"][0]["user_id"]
    began = time.monotonic()
    rows = rows_of(project_id, me)
    with ThreadPoolExecutor(AT_ONCE) as hands:
        filling = [
            hands.submit(fill, here, name, _template(here, name, project_id, me), computed)
            for name, computed in rows.items()
        ]
    for filled in filling:
        filled.result()
    here["audit_words"].insert_one({"_id": "word:harbour"})
    yield Figure("lists", f"{len(rows)} × {MILLION:,} rows written", time.monotonic() - began, "s")
    for title, path, params, name, bare in _lists(project_id, me):
        yield from _measure(bench, title, path, params, (here, name, bare))


def rows_of(project_id: str, me: str) -> dict[str, dict[str, Any]]:
    """Return what differs from row to row, by collection, as expressions of the server's."""
    now = datetime.now(UTC)
    file_name = {"$concat": ["IMG_", padded(7, SPREAD), ".jpg"]}
    key = {"$concat": ["img_", padded(7, SPREAD), ".jpg"]}
    person = {"id": me, "name": "admin", "kind": "person"}
    return {
        "assets": {
            "_id": id_of("ast"), "position": id_of("ast"), "name": file_name, "sha256": {"$literal": None},
            "status": one_of(*["ready"] * 9, "failed"), "reviewed": one_of(None, "submitted", "approved"),
            "duplicate_group": {"$concat": ["ast_", padded(32, {"$floor": {"$divide": ["$number", 2]}})]},
        },
        "work_items": {
            "_id": id_of("frm"), "name": file_name, "name_key": key,
            "stage": one_of("open", "in_progress", "submitted", "returned", "skipped", *["approved"] * 2),
            "assignee": one_of(person, *[{**person, "id": f"{number:024x}"} for number in range(1, 5)]),
            "priority": one_of(1, 1, 2, 0, 3), "changed_at": minutes_before(now),
            "to_review": {"$literal": False},
        },
        "jobs": {
            "_id": id_of("job"), "dedupe": id_of("bench"),
            "status": one_of(*["finished"] * 18, "failed", "cancelled"),
            "kind": one_of("ingest", "predict", "export"),
        },
        "issues": {
            "_id": id_of("iss"), "text_key": {"$concat": ["too loose ", padded(7, SPREAD)]},
            "status": one_of("resolved", "resolved", "open"), "removed": {"$literal": False},
        },
        "notifications": {
            "_id": id_of("ntf"), "text_key": key, "read": one_of(True, True, False),
            "at": {"$dateSubtract": {"startDate": now, "unit": "second", "amount": "$number"}},
        },
        "audit": {
            "_id": id_of("aud"), "number": {"$add": ["$number", MILLION]}, "source": id_of("bench"),
            "at": minutes_before(now), "actor": one_of(person, {**person, "id": "0" * 24, "name": "ada"}),
            "act": one_of("project.changed", "member.removed", "export.downloaded"),
            "keys": {
                "$concatArrays": [
                    [{"$concat": ["actor:", one_of(me, "0" * 24)]}],
                    [{"$concat": ["act:", one_of("project.changed", "member.removed", "export.downloaded")]}],
                    one_of(*[["word:street"]] * 49, ["word:harbour"]),
                ]
            },
        },
        "events": {
            "_id": id_of("evt"), "seq": {"$add": ["$number", 1_000]}, "source": id_of("bench"), "at": now,
        },
    }  # fmt: skip


def _template(here: Database[dict[str, Any]], name: str, project_id: str, me: str) -> dict[str, Any]:
    if name == "audit":
        # Written by the relay a moment after the act.
        made = {"project_id": project_id}
        wait_until(lambda: here[name].find_one(made) is not None, 20, for_what="the trail of the project")
    if name == "notifications":
        return {
            "user_id": me, "project_id": project_id, "kind": "returned", "asset_id": None, "frame_id": None,
            "actor": {"id": me, "name": "admin", "kind": "person"}, "issue_id": None, "text": "IMG",
            "count": 1,
        }  # fmt: skip
    found = here[name].find_one({"project_id": project_id})
    if found is None:
        raise BenchFailed(f"no row of {name} was made")
    return found


def _lists(project_id: str, me: str) -> Iterator[tuple[str, str, dict[str, Any], str, Bare]]:
    """Yield title, path, parameters, collection and bare query of each list that is measured."""
    own, base = {"project_id": project_id}, f"/api/projects/{project_id}"
    start = name_key("IMG_05")
    by_name = {"$gte": "img_05", "$lt": "img_05\uffff"}
    age = [("_id", -1)]
    yield "assets", f"{base}/assets", {}, "assets", (own, [("position", 1)], None)
    middle = {**own, "position": {"$gt": f"ast_{MIDDLE}"}}
    yield "assets, from the middle", f"{base}/assets", {"after": f"ast_{MIDDLE}"}, "assets", (
        middle, [("position", 1)], None,
    )  # fmt: skip
    named = [("name", 1), ("position", 1)]
    yield "assets by name", f"{base}/assets", {"sort": "name"}, "assets", (own, named, NAMES)
    yield (
        "assets by name, from the middle",
        f"{base}/assets",
        {"sort": "name", "after": f"ast_{MIDDLE}"},
        ("assets"),
        ({**own, "name": {"$gte": f"IMG_{MILLION // 2 * 7_919 % MILLION:07d}"}}, named, NAMES),
    )
    yield "assets called img_05…", f"{base}/assets", {"q": "img_05"}, "assets", (
        {**own, "name": by_name}, named, NAMES,
    )  # fmt: skip
    yield "assets that failed, by name", f"{base}/assets", {"status": "failed", "sort": "name"}, "assets", (
        {**own, "status": "failed"}, named, NAMES,
    )  # fmt: skip
    yield "assets by stage", f"{base}/assets", {"sort": "stage"}, "assets", (
        own, [("reviewed", 1), ("position", 1)], None,
    )  # fmt: skip
    yield "near-duplicates", f"{base}/duplicates", {"open": "true"}, "assets", (
        {**own, "duplicate_group": {"$gt": ""}}, [("duplicate_group", 1)], None,
    )  # fmt: skip
    urgent = [("priority", -1), ("due", 1), ("_id", 1)]
    mine = {**own, "assignee.id": me}
    yield "work, the most urgent", f"{base}/work", {}, "work_items", (own, urgent, None)
    yield (
        "work, from the middle",
        f"{base}/work",
        {"after": f"frm_{MIDDLE}"},
        "work_items",
        (own, urgent, None),
    )
    yield "my work to do", f"{base}/work", {"whose": "me", "stage": "to_do"}, "work_items", (
        {**mine, "stage": "returned"}, urgent, None,
    )  # fmt: skip
    yield "my work, last changed", f"{base}/work", {"whose": "me", "sort": "changed"}, "work_items", (
        mine, [("changed_at", -1), ("_id", 1)], None,
    )  # fmt: skip
    found = {"stage": "returned", "q": "img_05"}
    yield "returned work called img_05…", f"{base}/work", found, "work_items", (
        {**own, "stage": "returned", "name_key": {"$gte": start, "$lt": start + "\uffff"}},
        [("name_key", 1), ("_id", 1)], None,
    )  # fmt: skip
    yield "jobs", f"{base}/jobs", {}, "jobs", (own, age, None)
    yield (
        "jobs that failed",
        f"{base}/jobs",
        {"status": "failed"},
        "jobs",
        ({**own, "status": "failed"}, age, None),
    )
    yield "exports that failed, from the middle", f"{base}/jobs", {
        "status": "failed", "kind": "export", "after": f"job_{MIDDLE}",
    }, "jobs", (
        {**own, "status": "failed", "kind": "export", "_id": {"$lt": f"job_{MIDDLE}"}}, age, None,
    )  # fmt: skip
    yield "open issues", f"{base}/issues", {"status": "open"}, "issues", (
        {**own, "removed": False, "status": "open"}, age, None,
    )  # fmt: skip
    loose = {"$gte": "too loose 05", "$lt": "too loose 06"}
    yield "open issues that say too loose 05…", f"{base}/issues", {"status": "open", "q": "too loose 05"}, (
        "issues"
    ), (
        {**own, "removed": False, "status": "open", "text_key": loose},
        [("text_key", 1), ("_id", 1)], None,
    )  # fmt: skip
    told = [("read", 1), ("at", -1), ("_id", -1)]
    yield "notifications", "/api/notifications", {}, "notifications", ({"user_id": me}, told, None)
    yield (
        "notifications, from the middle",
        "/api/notifications",
        {"after": f"ntf_{MIDDLE}"},
        ("notifications"),
        ({"user_id": me}, told, None),
    )
    latest = [("at", -1), ("number", -1)]
    yield "audit", f"{base}/audit", {}, "audit", (own, latest, None)
    yield "audit, from the middle", f"{base}/audit", {"after": f"aud_{MIDDLE}"}, "audit", (own, latest, None)
    of_me = {**own, "keys": f"actor:{me}"}
    yield "audit of one person", f"{base}/audit", {"actor": me}, "audit", (of_me, latest, None)
    rare = {**own, "keys": "word:harbour"}
    yield "audit with a rare word", f"{base}/audit", {"q": "harbour"}, "audit", (rare, latest, None)
    yield "events, from the middle", f"{base}/events", {"after": MILLION // 2}, "events", (
        {**own, "seq": {"$gt": MILLION // 2}}, [("seq", 1)], None,
    )  # fmt: skip


def _measure(
    bench: Bench, title: str, path: str, params: dict[str, Any], peer: tuple[Any, str, Bare]
) -> Iterator[Figure]:
    here, name, (query, order, collation) = peer
    ours: list[float] = []
    bare: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        list(here[name].find(query, collation=collation).sort(order).limit(PAGE))
        bare.append(time.perf_counter() - began)
        began = time.perf_counter()
        answer = bench.client.http.get(path, params={"limit": PAGE, **params})
        ours.append(time.perf_counter() - began)
        if answer.status_code != 200:
            raise BenchFailed(f"{path} {params}: {answer.text[:200]}")
    value = milliseconds(ours, 0.95)
    yield Figure(
        "lists",
        f"{title}, p95",
        value,
        "ms",
        "bare query",
        milliseconds(bare, 0.95),
        f"< {GOAL_MS:.0f} ms",
        value < GOAL_MS,
    )
