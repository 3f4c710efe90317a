"""Own the browser of a run: a signed-in headless Chromium and what its canvas tells of itself."""

import base64
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from portal.env import PROJECT_ROOT
from portal.supervisor.install.chromium import find_chromium
from tests.bench.client import PortalClient
from tests.bench.figures import BenchFailed

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
SECONDS = 30.0
CANVAS = '[data-testid="canvas"]'
PAUSE_SECONDS = 0.05

# The clock starts with the answer to the upload and stops at the mark that the canvas sets after the paint in
# which ghosts appear: both by the page's own clock. The address changes as a click would change it.
UPLOAD_AND_OPEN = """
async ([projectId, name, content, token, seconds]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const form = new FormData();
  form.append("file", new File([bytes], name, { type: "image/jpeg" }));
  const painted = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no ghosts were painted")), seconds * 1000);
    const watch = new PerformanceObserver((list) => {
      const mark = list.getEntries().find((entry) => entry.name.startsWith("tandem:ghosts-painted:"));
      if (!mark || mark.startTime < window.benchAnswered) return;
      clearTimeout(timer);
      watch.disconnect();
      resolve(mark.startTime);
    });
    window.benchAnswered = Infinity;
    watch.observe({ type: "mark" });
  });
  const answer = await fetch(`/api/projects/${projectId}/assets`, {
    method: "POST", body: form, headers: { "X-CSRFToken": token },
  });
  window.benchAnswered = performance.now();
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.message);
  history.pushState(null, "", `/projects/${projectId}/assets/${body.assets[0].id}`);
  dispatchEvent(new PopStateEvent("popstate"));
  return (await painted) - window.benchAnswered;
}
"""

WATCH_ANNOTATIONS = """
(canvas) => {
  window.benchSeen = {};
  new MutationObserver(() => {
    const count = Number(canvas.dataset.annotations);
    if (!(count in window.benchSeen)) window.benchSeen[count] = Date.now();
  }).observe(canvas, { attributes: true, attributeFilter: ["data-annotations"] });
  return Number(canvas.dataset.annotations);
}
"""


@contextmanager
def open_browser(client: PortalClient) -> Iterator[Page]:
    """Open a signed-in browser.

    Raises:
        BenchFailed: there is no Chromium, or the front end is not built.
    """
    program = find_chromium()
    if program is None:
        raise BenchFailed("there is no Chromium on this machine; make test installs it")
    if not (PROJECT_ROOT / "frontend" / "dist" / "index.html").is_file():
        raise BenchFailed("the front end is not built")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(program), args=ARGUMENTS)
        try:
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            context.set_default_timeout(SECONDS * 1000)
            context.add_cookies(
                [{"name": "sessionid", "value": client.session_cookie(), "url": client.portal.url}]
            )
            yield context.new_page()
        finally:
            browser.close()


def open_canvas(page: Page, client: PortalClient, project_id: str, asset_id: str, frame_id: str) -> None:
    """Open an asset and wait until its frame is drawn."""
    page.goto(f"{client.portal.url}/projects/{project_id}/assets/{asset_id}")
    page.wait_for_selector(f'{CANVAS}[data-frame-id="{frame_id}"]')


def time_upload_to_ghosts(page: Page, project_id: str, photograph: Path) -> float:
    """Upload from the open page, go to the asset, and return the seconds until its ghosts were painted."""
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie.get("name") == "csrftoken")
    content = base64.b64encode(photograph.read_bytes()).decode()
    taken: float = page.evaluate(UPLOAD_AND_OPEN, [project_id, photograph.name, content, token, SECONDS])
    return taken / 1000


def seen_in_browser(
    page: Page, client: PortalClient, project_id: str, frame_id: str, *, rounds: int
) -> list[float]:
    """Correct by HTTP and return the seconds from each acknowledgement until the open canvas had drawn it."""
    asset_id = client.http.get(f"/api/frames/{frame_id}").json()["frame"]["asset_id"]
    open_canvas(page, client, project_id, asset_id, frame_id)
    before: int = page.eval_on_selector(CANVAS, WATCH_ANNOTATIONS)
    acknowledged: dict[int, float] = {}
    for number in range(1, rounds + 1):
        client.add_box(frame_id)
        acknowledged[before + number] = time.time()
        page.wait_for_function("(count) => count in window.benchSeen", arg=before + number)
        threading.Event().wait(PAUSE_SECONDS)
    seen: dict[str, Any] = page.evaluate("window.benchSeen")
    return [seen[str(count)] / 1000 - at for count, at in acknowledged.items() if str(count) in seen]
