"""A large file from the upload page is interrupted three times and arrives whole, without beginning anew."""

import hashlib
import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Dialog, Request, expect

from tests.e2e.conftest import OpenVisit
from tests.e2e.pages.project import UploadPage
from tests.e2e.person import Person
from tests.e2e.portal_process import RunningPortal
from tests.e2e.visit import Visit
from tests.numbered import a_numbered_clip
from tests.waiting import wait_until

SIZE = 20 << 20
BYTES_PER_SECOND = 2 << 20
RESTART_MS = 60_000
MOST_SENT = 1.5
"""Times the file's size, with all that was sent for nothing."""
NOTE_BYTES = """
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    const key = crypto.randomUUID();
    if (body instanceof Blob) this.upload.addEventListener("progress", ({ loaded }) => noteSent(key, loaded));
    send.call(this, body);
  };
"""


class Line:
    """A browser's network: slow, cut or good, and what went over it."""

    def __init__(self, here: Visit) -> None:
        self._page = here.page
        self._cdp = here.context.new_cdp_session(here.page)
        self._cdp.send("Network.enable")
        self._sent: dict[str, int] = {}
        self.offsets: list[int] = []
        self.dialogs: list[str] = []
        here.page.expose_function("noteSent", self._note_sent)
        here.page.add_init_script(NOTE_BYTES)
        here.page.on("request", self._note_request)
        here.page.on("dialog", self._leave)

    @property
    def sent(self) -> int:
        """The bytes of files that left the browser."""
        return sum(self._sent.values())

    def set(self, *, upload: int = -1, offline: bool = False) -> None:
        """Let so many bytes a second through; -1 is all of them."""
        self._cdp.send(
            "Network.emulateNetworkConditions",
            {"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": upload},
        )

    def _note_sent(self, key: str, loaded: int) -> None:
        self._sent[key] = max(self._sent.get(key, 0), loaded)

    def _note_request(self, request: Request) -> None:
        if request.method == "PATCH" and "/api/uploads/" in request.url:
            self.offsets.append(int(request.headers["upload-offset"]))

    def _leave(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.type)
        dialog.accept()


def a_large_film(path: Path) -> str:
    """Write a film with a box in it that players skip, and return its sha256."""
    clip = a_numbered_clip(30)
    rest = SIZE - len(clip)
    content = clip + rest.to_bytes(4, "big") + b"free" + os.urandom(rest - 8)
    path.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def test_an_upload_interrupted_three_times_goes_on_where_it_was(
    visit: OpenVisit, ana: Person, portal: RunningPortal, tmp_path: Path
) -> None:
    film = tmp_path / "film.mp4"
    sha256 = a_large_film(film)
    project_id = ana.make_project("Films", ("person",))
    here = visit(ana)
    line = Line(here)
    here.go(f"/projects/{project_id}/upload")
    shown = UploadPage(here.page)
    safe = 0

    def await_more() -> int:
        """Wait until the portal keeps more bytes than before."""
        found: list[dict[str, Any]] = []

        def has_more() -> bool:
            found[:] = ana.get(f"/api/projects/{project_id}/uploads")["uploads"]
            return bool(found) and found[0]["offset"] > safe

        wait_until(has_more, 20, for_what=f"more than {safe} bytes")
        (upload,) = found
        return int(upload["offset"])

    line.set(upload=BYTES_PER_SECOND)
    shown.begin(film)
    safe = await_more()

    # First: the page is left for good, and another one is given the same file.
    here.page.reload()
    expect(shown.chips).to_have_text(["interrupted"])
    here.picture("interrupted")
    line.set(upload=BYTES_PER_SECOND)
    shown.begin(film)
    safe = await_more()

    # Second: the network goes and comes back.
    line.set(offline=True)
    expect(shown.chips).to_have_text(["waiting"])
    here.picture("waiting")
    line.set(upload=BYTES_PER_SECOND)
    safe = await_more()

    # Third: the web process is killed, and its supervisor starts another.
    portal.await_successor("web", portal.kill("web"))
    line.set()
    shown.await_all_done(RESTART_MS)
    assert shown.fates() == ["uploaded"]

    (asset,) = ana.await_assets(project_id, lambda one: one["status"] == "ready", 1)
    assert (asset["name"], asset["sha256"], asset["frame_count"]) == ("film.mp4", sha256, 30)
    assert ana.get(f"/api/projects/{project_id}/uploads")["uploads"] == []
    assert line.offsets == sorted(line.offsets)
    assert line.offsets.count(0) == 1
    assert line.dialogs == ["beforeunload"]
    assert SIZE <= line.sent < SIZE * MOST_SENT
    assert [fault for fault in here.complaints if "uncaught" in fault or "Policy" in fault] == []
