"""Measure the manager's console and the operations dashboard over a million annotations, under load.

200 people, a month of their days, and 10,000 corrections a minute that the real relay tells and counts.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from bson import ObjectId
from playwright.sync_api import Page

from tests.bench.browser import open_browser
from tests.bench.context import Bench
from tests.bench.figures import BenchFailed, Figure, milliseconds
from tests.bench.million import MILLION, fill, id_of

PEOPLE, DAYS, LABELS = 200, 30, 40
EVENTS_A_MINUTE, LOAD_SECONDS, TICK_SECONDS = 10_000, 60.0, 0.1
ROUNDS, GOAL_MS, PAINT_GOAL_MS = 30, 100.0, 1_000.0
PAGE_SECONDS = 12.0
Document = dict[str, Any]

WATCH = """
(place) => {
  window.benchChanges = [];
  let last = null;
  new MutationObserver(() => {
    const text = document.querySelector(place)?.textContent ?? "";
    if (text !== last) window.benchChanges.push(performance.now());
    last = text;
  }).observe(document.querySelector("main"), { childList: true, subtree: true, characterData: true });
}
"""
PAINTED = "() => performance.now()"


def run(bench: Bench) -> Iterator[Figure]:
    """Seed, then read both pages while corrections come in."""
    client, here = bench.client, bench.portal.database()
    project_id = client.create_project("Bench: consoles")
    (frame_id,) = client.predicted_frames(project_id, bench.photographs(1))
    client.add_box(frame_id)
    began = time.monotonic()
    people = _seed(here, project_id)
    yield Figure(
        "consoles", f"{MILLION:,} annotations and {PEOPLE} people written", time.monotonic() - began, "s"
    )
    sample = here["corrections"].find_one({"frame_id": frame_id}) or {}
    yield from _console_times(bench, project_id, "at rest")
    with _load(lambda number: _correction(sample, people, number), here) as loaded:
        yield from _console_times(bench, project_id, "under load")
        with open_browser(client) as page:
            yield from _page(
                page, f"{bench.portal.url}/projects/{project_id}/console", "console", ".console-tiles"
            )
            yield from _page(page, f"{bench.portal.url}/console/operations", "operations", ".gauges")
            yield from _dashboard(page)
    told = here["events"].count_documents({"project_id": project_id, "type": "annotation.corrected"}) - 1
    yield Figure(
        "consoles", "corrections told by the relay", told / loaded.seconds * 60, "a minute", "written",
        loaded.written / loaded.seconds * 60, f"{EVENTS_A_MINUTE:,}", told >= 0.98 * loaded.written,
    )  # fmt: skip


def _seed(here: Any, project_id: str) -> list[Document]:
    """Write annotations, people and a month of their counters; return the people as authors."""
    template = here["annotations"].find_one({"project_id": project_id})
    if template is None:
        raise BenchFailed("no annotation was made")
    fill(here, "annotations", template, {"_id": id_of("ann"), "frame_id": id_of("frm")})
    drawn = random.Random(1)
    admin = here["auth_user"].find_one({})
    ids = [ObjectId() for _ in range(PEOPLE)]
    here["auth_user"].insert_many(
        [
            {**admin, "_id": one, "username": f"person{number:03d}", "is_superuser": False, "is_staff": False}
            for number, one in enumerate(ids)
        ]
    )
    here["memberships"].insert_many(
        [{"project_id": project_id, "user_id": one, "role": "annotator"} for one in ids]
    )
    people = [
        {"id": str(one), "name": f"person{number:03d}", "kind": "person"} for number, one in enumerate(ids)
    ]
    here["work_people"].insert_many(
        [
            {"_id": f"{project_id}\x1f{who['id']}", "project_id": project_id, "person_id": who["id"]}
            | {"name": who["name"], "at": datetime.now(UTC)}
            for who in people
        ]
    )
    today = datetime.now(UTC).date()
    days = [(today - timedelta(days=back)).isoformat() for back in range(DAYS)]
    counted = ("accepted", "adjusted", "rejected", "drawn", "submitted", "approved", "passed", "came_back")
    timed = tuple(f"{name}_{unit}" for name in counted[:4] for unit in ("ms", "timed"))
    for name in ("work_days", "learning_days"):
        here[name].delete_many({"project_id": project_id})  # the template's own
    here["work_days"].insert_many(
        [
            {"_id": f"{project_id}\x1f{day}\x1f{who}", "project_id": project_id, "day": day, "person_id": who}
            | {name: drawn.randrange(1, 90) for name in (*counted, *timed)}
            for day in days
            for who in ["", *(one["id"] for one in people)]
        ]
    )
    here["learning_days"].insert_many(
        [
            {"project_id": project_id, "day": day, "model_version_id": version, "label": f"label {label}"}
            | {name: drawn.randrange(1, 90) for name in ("corrections", *counted[:4])}
            for day in days
            for version in ("", "mdl_1", "mdl_2")
            for label in range(LABELS)
        ]
    )
    here["work_counts"].update_one(
        {"_id": project_id}, {"$set": {"submitted": 4_000, "approved": 90_000}}, upsert=True
    )
    return people


class _Loaded:
    """How much was written, in how long."""

    written = 0
    seconds = 0.0


@contextmanager
def _load(make: Callable[[int], Document], here: Any) -> Iterator[_Loaded]:
    """Write corrections at the wanted pace, as another program would, until the block ends."""
    loaded, stop = _Loaded(), threading.Event()
    began = time.monotonic()

    def write() -> None:
        while not stop.wait(TICK_SECONDS):
            due = int((time.monotonic() - began) * EVENTS_A_MINUTE / 60)
            rows = [make(number) for number in range(loaded.written, due)]
            if rows:
                here["corrections"].insert_many(rows, ordered=False)
                loaded.written = due

    writer = threading.Thread(target=write, name="load")
    writer.start()
    try:
        yield loaded
        stop.wait(max(0.0, LOAD_SECONDS - (time.monotonic() - began)))
    finally:
        stop.set()
        writer.join()
        loaded.seconds = time.monotonic() - began
        threading.Event().wait(2.0)  # what is on its way to the relay is told too


def _correction(sample: Document, people: list[Document], number: int) -> Document:
    """Build the next correction: another person's, of another object of the frame."""
    who, annotation = people[number % len(people)], f"ann_{number + MILLION:032x}"
    mutation = f"bench{number:012d}"
    after = {**sample["after"], "id": annotation, "actor": who}
    return {
        **sample, "_id": f"{who['id']}:{mutation}", "mutation_id": mutation, "actor": who, "after": after,
        "annotation_id": annotation, "frame_seq": number + 10, "at": datetime.now(UTC),
        "request": {**sample["request"], "mutation_id": mutation, "annotation_id": annotation},
    }  # fmt: skip


def _console_times(bench: Bench, project_id: str, when: str) -> Iterator[Figure]:
    here = bench.portal.database()
    since = (datetime.now(UTC).date() - timedelta(days=DAYS - 1)).isoformat()
    for days in (1, DAYS):
        ours: list[float] = []
        bare: list[float] = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            query = {"project_id": project_id, "day": {"$gte": since}, "person_id": {"$gt": ""}}
            group = {"_id": "$person_id", "drawn": {"$sum": "$drawn"}, "accepted": {"$sum": "$accepted"}}
            list(here["work_days"].aggregate([{"$match": query}, {"$group": group}]))
            bare.append(time.perf_counter() - began)
            began = time.perf_counter()
            answer = bench.client.http.get(f"/api/projects/{project_id}/console", params={"days": days})
            ours.append(time.perf_counter() - began)
            if answer.status_code != 200 or len(answer.json()["people"]) < PEOPLE:
                raise BenchFailed(f"the console: {answer.text[:200]}")
        value = milliseconds(ours, 0.95)
        yield Figure(
            "consoles", f"console of {days} days {when}, p95", value, "ms", "bare sum of a month by person",
            milliseconds(bare, 0.95), f"< {GOAL_MS:.0f} ms", value < GOAL_MS,
        )  # fmt: skip


def _page(page: Page, address: str, test_id: str, figures: str) -> Iterator[Figure]:
    """Open a page, time its first figures by its own clock, then count how often they change."""
    page.goto("about:blank")
    page.goto(address, wait_until="commit")
    page.wait_for_selector(f"[data-testid={test_id}] {figures} dd")
    painted = float(page.evaluate(PAINTED))
    yield Figure(
        "consoles", f"{test_id}: first figures on the page", painted, "ms", "", None,
        f"< {PAINT_GOAL_MS:.0f} ms", painted < PAINT_GOAL_MS,
    )  # fmt: skip
    page.evaluate(WATCH, f"[data-testid={test_id}]")
    page.wait_for_timeout(PAGE_SECONDS * 1_000)
    changes: list[float] = page.evaluate("window.benchChanges")
    rate = len(changes) / PAGE_SECONDS
    yield Figure(
        "consoles", f"{test_id}: updates seen on the page", rate, "a second", "", None, "> 0.5", rate > 0.5
    )


def _dashboard(page: Page) -> Iterator[Figure]:
    """Listen to the dashboard's socket as its page does, and time what is between two words."""
    times: list[float] = page.evaluate(
        """(seconds) => new Promise((resolve) => {
          const heard = [];
          const line = new WebSocket(`ws://${location.host}/ws/operations`);
          const isLook = (data) => JSON.parse(data).type === "operations.now";
          line.onmessage = ({ data }) => isLook(data) && heard.push(performance.now());
          setTimeout(() => { line.close(); resolve(heard); }, seconds * 1000);
        })""",
        PAGE_SECONDS,
    )
    gaps = [(later - sooner) / 1_000 for sooner, later in pairwise(times)]
    value = milliseconds(gaps, 0.95)
    yield Figure(
        "consoles", "operations: between two looks, p95", value, "ms", "", None, "< 1,500 ms", value < 1_500
    )
