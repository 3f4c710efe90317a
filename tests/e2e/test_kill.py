"""Each process is killed with -9 in the middle of the work; afterwards it is as if nothing had been."""

import io
import threading
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.e2e.conftest import OpenVisit
from tests.e2e.listener import EventListener
from tests.e2e.pages.canvas import Canvas
from tests.e2e.person import File, Person
from tests.e2e.portal_process import RunningPortal
from tests.e2e.storm import Corrector, Uploader
from tests.e2e.work import Work
from tests.waiting import wait_until

# The files uploaded while each process dies; the big parcel is the one that the bulk worker shares in.
PARCELS = {
    "web": 6,
    "relay": 6,
    "worker-interactive": 6,
    "worker-bulk": 20,
    "valkey": 6,
    "mongod": 6,
}
QUEUES = {"worker-interactive": "interactive", "worker-bulk": "bulk"}
BETWEEN_KILLS = 8
CORRECTIONS = 100
SETTLE_SECONDS = 120.0
SIDE = 320
A_MOMENT = 0.05
"""How long a worker is let work between two looks at what it is doing."""
ENDED = frozenset({"finished", "failed", "cancelled", "quarantined"})

Json = dict[str, Any]


@pytest.mark.slow
@pytest.mark.timeout(420)
def test_nothing_is_lost_or_doubled_when_every_process_is_killed_in_turn(
    portal: RunningPortal,
    visit: OpenVisit,
    ana: Person,
    ben: Person,
    work: Work,
    photographs: dict[str, Path],
) -> None:
    bens = visit(ben)
    canvas = bens.open_asset(work.project_id, work.asset_id, work.frame_id)
    canvas.await_ghosts()
    files = small_pictures(photographs["coffee"], sum(PARCELS.values()))
    uploader = Uploader(ana, work.project_id)
    corrector = Corrector(ben, work.frame_id, work.labels)
    with EventListener(ana, work.project_id) as listener, uploader, corrector:
        for round_number, (name, size) in enumerate(PARCELS.items(), start=1):
            await_corrections(corrector, BETWEEN_KILLS, before=name)
            parcel = [files.pop() for _ in range(size)]
            if name in QUEUES:
                freeze_at_work(name, portal, uploader, parcel, work)
            else:
                uploader.hand_over(parcel)
                wait_until(partial(is_under_way, uploader, round_number), 60, for_what="an upload")
            killed = portal.kill(name)
            portal.resume(*(other for other in QUEUES if other != name))
            portal.await_successor(name, killed)
            await_corrections(corrector, BETWEEN_KILLS, after=name)
        missing = CORRECTIONS - len(corrector.mutations)
        await_corrections(corrector, missing)
        uploader.finish()
        corrector.finish()
        assets = ana.await_assets(work.project_id, is_terminal, 1 + sum(PARCELS.values()), SETTLE_SECONDS)
        log = await_quiet(ana, work.project_id)
        wait_until(lambda: listener.seq >= len(log), 30, for_what="the listener to hear the last event")
        heard = list(listener.events)
        # What the clock began meanwhile, such as looking for vectors that are missing, is told as well.
        log = ana.events(work.project_id)[: len(heard)]
    state = ana.frame(work.frame_id)
    expect_assets(assets, uploader)
    expect_corrections(corrector, state, log)
    expect_events(listener, heard, log)
    expect_canvas(canvas, state)
    project = ana.get(f"/api/projects/{work.project_id}")
    assert project["counts"]["corrections"] == len(corrector.mutations)
    assert project["counts"]["annotations"] == len(state["annotations"])
    assert project["counts"]["assets"] == len(assets)
    assert httpx.get(f"{portal.url}/readyz").json()["ready"] is True
    interrupted = [job for job in ana.jobs(work.project_id) if job["attempts"] > 1]
    assert interrupted, "no worker was killed in the middle of a job"
    print(
        f"{len(interrupted)} jobs taken up again, "
        f"{len(corrector.mutations)} corrections ({corrector.repeats} repeats), {len(assets)} assets "
        f"({uploader.repeats} repeats), {len(log)} events over {listener.connections} sockets"
    )


def is_under_way(uploader: Uploader, parcels: int) -> bool:
    """Whether so many parcels have been sent off."""
    assert uploader.fault is None, uploader.fault
    return uploader.sending == parcels


def freeze_at_work(
    worker: str, portal: RunningPortal, uploader: Uploader, parcel: list[File], work: Work
) -> None:
    """Upload a parcel and freeze a worker in the middle of one of its jobs; the other one is frozen, too."""
    # Nobody works while the files come in, so that there are too many of them for the interactive queue.
    portal.pause(*QUEUES)
    goal = len(uploader.sent) + len(parcel)
    uploader.hand_over(parcel)
    wait_until(partial(is_answered, uploader, goal), 60, for_what="an upload's answer")

    def is_caught() -> bool:
        portal.resume(worker)
        threading.Event().wait(A_MOMENT)
        portal.pause(worker)
        running = work.owner.jobs(work.project_id, status="running")
        return any(job["queue"] == QUEUES[worker] for job in running)

    wait_until(is_caught, 60, for_what=f"{worker} at work")


def is_answered(uploader: Uploader, files: int) -> bool:
    """Whether the portal has taken so many files."""
    assert uploader.fault is None, uploader.fault
    return len(uploader.sent) == files


def await_corrections(corrector: Corrector, count: int, **when: str) -> None:
    """Wait until so many more corrections are acknowledged."""
    goal = len(corrector.mutations) + count

    def reached() -> bool:
        assert corrector.fault is None, corrector.fault
        return len(corrector.mutations) >= goal

    wait_until(reached, 60, for_what=f"corrections {when}")


def is_terminal(asset: Json) -> bool:
    """Whether nothing more will happen to an asset by itself."""
    if asset["status"] == "failed":
        return True
    return asset["status"] == "ready" and asset["predicted"] in {"done", "failed"}


def await_quiet(person: Person, project_id: str) -> list[Json]:
    """Wait until every job has ended and the log has nothing to add, and return the log."""
    log: list[Json] = []

    def is_quiet() -> bool:
        nonlocal log
        before = len(log)
        log = person.events(project_id)
        ended = all(job["status"] in ENDED for job in person.jobs(project_id))
        return ended and before == len(log) == log[-1]["seq"]

    wait_until(is_quiet, SETTLE_SECONDS, for_what="the end of every job")
    return log


def expect_assets(assets: list[Json], uploader: Uploader) -> None:
    """Check that each file is there once, and ready or failed with a reason."""
    assert {asset["id"] for asset in uploader.sent} <= {asset["id"] for asset in assets}
    assert max(Counter(asset["sha256"] for asset in assets).values()) == 1
    for asset in assets:
        if asset["status"] == "failed":
            assert asset["error"]["code"], asset
            assert asset["error"]["message"], asset
        else:
            assert asset["frame_id"], asset


def expect_corrections(corrector: Corrector, state: Json, log: list[Json]) -> None:
    """Check that every acknowledged correction happened exactly once, and that nothing else did."""
    told = Counter(
        event["correction"]["mutation_id"] for event in log if event["type"] == "annotation.corrected"
    )
    assert told == Counter(corrector.mutations)
    stored = {it["id"]: it for it in state["annotations"]}
    living = {key: it for key, it in corrector.expected.items() if not it["removed"]}
    assert stored.keys() == living.keys()
    for key, wanted in living.items():
        found = stored[key]
        assert (found["revision"], found["label"]) == (wanted["revision"], wanted["label"])
        assert {side: found["shape"][side] for side in wanted["shape"]} == wanted["shape"]


def expect_events(listener: EventListener, heard: list[Json], log: list[Json]) -> None:
    """Check that the listener heard every event of the log once, in order."""
    assert listener.faults == []
    assert [event["seq"] for event in heard] == list(range(1, len(log) + 1))
    assert heard == log
    assert listener.connections > 1, "the socket survived the death of the web process"


def expect_canvas(canvas: Canvas, state: Json) -> None:
    """Check that the browser, which nobody touched meanwhile, shows what the server holds."""
    canvas.await_annotations(len(state["annotations"]))
    shown = {it.id: (it.label, it.bounds) for it in canvas.annotations()}
    sides = ("x", "y", "width", "height")
    assert shown == {
        it["id"]: (it["label"], tuple(it["shape"][side] for side in sides)) for it in state["annotations"]
    }


def small_pictures(photograph: Path, count: int) -> list[File]:
    """Return small JPEGs of different parts of a photograph."""
    with Image.open(photograph) as opened:
        whole = opened.convert("RGB")
    made: list[File] = []
    for number in range(count):
        part = whole.crop((number, number, number + SIDE, number + SIDE))
        target = io.BytesIO()
        part.save(target, "JPEG", quality=80)
        made.append((f"part-{number:02}.jpg", target.getvalue()))
    return made
