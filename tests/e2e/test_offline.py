"""Two hundred edits without the portal, a killed browser, another person on the picture: nothing vanishes."""

import os
import random
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Browser, Error

from portal.supervisor.install.chromium import find_chromium
from tests.e2e.conftest import ARGUMENTS
from tests.e2e.pages.canvas import Canvas
from tests.e2e.person import Person, a_box, a_change, an_addition
from tests.e2e.portal_process import RunningPortal
from tests.e2e.visit import VIEWPORT_HEIGHT, VIEWPORT_WIDTH, Visit
from tests.e2e.work import Work
from tests.waiting import wait_until

EDITS = 200
SHARED = 20
SEED = 7

KEPT = """
() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("tandem-outbox");
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const all = opening.result.transaction("corrections").objectStore("corrections").getAll();
    all.onsuccess = () => {
      opening.result.close();
      resolve(all.result.sort((a, b) => a.order - b.order));
    };
  };
})
"""


class Profile:
    """A browser with a profile on disk: its process can be killed, and started again with what it kept."""

    def __init__(self, browser: Browser, folder: Path, screenshots: Path, url: str) -> None:
        self._browser, self._folder, self._screenshots, self._url = browser, folder, screenshots, url
        self.visit: Visit | None = None

    def open(self, person: Person) -> Visit:
        """Start the browser, signed in."""
        context = self._browser.browser_type.launch_persistent_context(
            self._folder,
            executable_path=str(find_chromium()),
            args=ARGUMENTS,
            viewport={"width": VIEWPORT_WIDTH, "height": VIEWPORT_HEIGHT},
        )
        context.add_cookies([{"name": "sessionid", "value": person.session_key, "url": self._url}])
        self.visit = Visit(self._url, context, self._screenshots)
        return self.visit

    def kill(self) -> None:
        """End the browser with SIGKILL: no page of it hears of its end."""
        mine = f"--user-data-dir={self._folder}"
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                command = process.cmdline()
                if mine in command and not any(part.startswith("--type=") for part in command):
                    os.kill(process.pid, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        """Let go of a browser, running or not."""
        visit, self.visit = self.visit, None
        if visit is not None:
            with suppress(Error):
                visit.context.close()


@pytest.fixture
def profile(browser: Browser, portal: RunningPortal, tmp_path: Path, screenshots: Path) -> Iterator[Profile]:
    """Ben's browser at home."""
    made = Profile(browser, tmp_path / "profile", screenshots, portal.url)
    yield made
    made.close()


def waiting(canvas: Canvas) -> int:
    return int(canvas.root.get_attribute("data-waiting") or 0)


def edit_for_hours(canvas: Canvas, chance: random.Random) -> None:
    """Work with mouse and keyboard until so many corrections wait; each kind of edit has its turn."""
    canvas.press("Escape")
    kinds = ["draw", "relabel", "move", "remove", "duplicate", "undo", "accept", "reject", "redo"]
    weights = [4, 8, 10, 2, 3, 3, 1, 1, 1]
    keys = canvas.page.keyboard
    canvas.root.focus()
    while waiting(canvas) < EDITS:
        (kind,) = chance.choices(kinds, weights)
        if kind == "draw":
            x, y = chance.randint(0, 500), chance.randint(0, 330)
            canvas.draw_quickly(x, y, 40, 30)
            keys.press("v")
        elif kind in {"accept", "reject"}:
            keys.press("j")
            keys.press("a" if kind == "accept" else "x")
        elif kind in {"undo", "redo"}:
            keys.press("Control+z" if kind == "undo" else "Control+Shift+z")
        else:
            for _ in range(chance.randint(1, 4)):
                keys.press("Shift+Tab")
            press = {"relabel": str(chance.randint(1, 5)), "remove": "Delete", "duplicate": "Control+d"}
            keys.press(press.get(kind) or chance.choice(["Shift+ArrowRight", "Shift+ArrowDown", "ArrowLeft"]))


def told_of(work: Work) -> list[dict[str, Any]]:
    log = work.owner.events(work.project_id)
    return [entry for entry in log if entry["type"] == "annotation.corrected"]


@pytest.mark.slow
def test_two_hundred_edits_survive_a_killed_browser_and_another_person(
    profile: Profile, ana: Person, ben: Person, work: Work
) -> None:
    shared = [
        an_addition("person", a_box(10 + 56 * (place % 10), 20 + 200 * (place // 10)))
        for place in range(SHARED)
    ]
    ana.correct(work.frame_id, *shared)
    ids = [addition["annotation_id"] for addition in shared]
    here = profile.open(ben)
    canvas = here.open_asset(work.project_id, work.asset_id, work.frame_id)
    canvas.await_annotations(SHARED)
    canvas.await_ghosts()
    here.context.set_offline(True)
    edit_for_hours(canvas, random.Random(SEED))
    done: list[dict[str, Any]] = []

    def all_kept() -> bool:
        done[:] = here.page.evaluate(KEPT)
        return len(done) == waiting(canvas)

    wait_until(all_kept, for_what="the browser to have kept every edit")
    here.picture("before-the-kill")
    assert len(done) >= EDITS
    kinds = {entry["correction"]["kind"] for entry in done}
    assert kinds >= {"add", "reshape", "relabel", "remove", "restore"}, kinds
    touched = {entry["correction"].get("annotation_id") for entry in done} & set(ids)
    assert len(touched) >= SHARED // 2, "Ben hardly touched what Ana changes"
    profile.kill()

    # Meanwhile Ana moves each of the twenty.
    for place, identity in enumerate(ids):
        ana.correct(work.frame_id, a_change("reshape", identity, 1, shape=a_box(3 + place * 20, 360, 17, 13)))

    here = profile.open(ben)
    canvas = here.open_asset(work.project_id, work.asset_id, work.frame_id)
    # What conflicts waits for Ben, and what he built on it waits behind; the rest has been sent.
    left: list[dict[str, Any]] = []

    def only_conflicts_left() -> bool:
        left[:] = here.page.evaluate(KEPT)
        about = {entry["correction"].get("annotation_id") for entry in left if entry["state"] == "conflict"}
        return bool(about) and all(entry["correction"].get("annotation_id") in about for entry in left)

    wait_until(only_conflicts_left, for_what="everything but the conflicts to be sent")
    here.picture("after-the-return")
    assert {entry["correction"]["annotation_id"] for entry in left} <= set(ids)
    remaining = {entry["mutation_id"] for entry in left}
    wanted = [entry["mutation_id"] for entry in done if entry["mutation_id"] not in remaining]

    def applied() -> list[str]:
        mine = [entry for entry in told_of(work) if entry["actor"]["name"] == ben.name]
        return [entry["correction"]["mutation_id"] for entry in mine]

    wait_until(lambda: len(applied()) >= len(wanted), for_what="the log to tell of everything that was sent")
    assert applied() == wanted, "all in the order in which it was done, each once"

    # Ben decides: mine, theirs, mine … and everything is settled.
    notice = here.page.get_by_test_id("conflict")
    for turn in range(len(left)):
        if notice.count() == 0:
            break
        choice = ("Keep mine", "Take theirs")[turn % 2]
        before = canvas.root.get_attribute("data-waiting")
        notice.get_by_role("button", name=choice).click()
        canvas.await_("(root, before) => root.dataset.waiting !== before", before)
        canvas.await_("(root) => root.dataset.saveState !== 'saving'")
    canvas.await_saved()
    wait_until(lambda: not here.page.evaluate(KEPT), for_what="the browser to have nothing left")
    stored = {it["id"]: it for it in ana.frame(work.frame_id)["annotations"]}
    wait_until(lambda: {it.id for it in canvas.annotations()} == set(stored), for_what="the canvas to agree")
    for drawn in canvas.annotations():
        assert drawn.label == stored[drawn.id]["label"]
        assert abs(drawn.x - stored[drawn.id]["shape"]["x"]) < 1
    print(f"\n{len(done)} edits offline: {len(wanted)} applied in order, {len(left)} in or behind conflicts")
