"""Measure how long a picture takes to open: the next one, which was made ready, beside one that was not."""

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.bench.browser import CANVAS, SECONDS, open_browser, open_canvas
from tests.bench.context import Bench
from tests.bench.figures import Figure, milliseconds

ROUNDS = 20
SKIP = 400
GOAL_MS = 200.0

IS_READY = "([canvas, id]) => document.querySelector(canvas).tandem.ready().includes(id)"

# The page measures from the moment the picture is asked for to the paint that shows its pixels.
OPEN = """
async ([path, seconds]) => {
  const shown = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the picture was not painted")), seconds * 1000);
    const watch = new PerformanceObserver((list) => {
      const found = list.getEntries().find((it) => it.name === "tandem:opened" && path.endsWith(it.detail));
      if (!found) return;
      clearTimeout(timer);
      watch.disconnect();
      resolve(found.duration);
    });
    watch.observe({ type: "measure" });
  });
  history.pushState(null, "", path);
  dispatchEvent(new PopStateEvent("popstate"));
  return shown;
}
"""


def run(bench: Bench) -> Iterator[Figure]:
    """Open each next picture of a project when it is ready, then as many that nobody made ready."""
    client = bench.client
    project_id = client.create_project("Bench: open")
    photographs = bench.photographs(ROUNDS * 3 + 4, skip=SKIP)
    client.predicted_frames(project_id, photographs)
    answer = client.http.get(f"/api/projects/{project_id}/assets", params={"limit": len(photographs)})
    pictures = [(asset["id"], asset["frame_id"]) for asset in answer.json()["assets"]]
    with open_browser(client) as page:
        open_canvas(page, client, project_id, *pictures[0])
        ready = []
        for asset_id, frame_id in pictures[1 : ROUNDS + 1]:
            page.wait_for_function(IS_READY, arg=[CANVAS, frame_id])
            ready.append(_open(page, project_id, asset_id))
        cold = []
        # Two places on: what lies beside the open picture is ready, what lies behind that is not.
        for place in range(ROUNDS + 3, len(pictures) - 1, 2):
            cold.append(_open(page, project_id, pictures[place][0]))
            page.wait_for_function(IS_READY, arg=[CANVAS, pictures[place + 1][1]])
    for share, name in ((0.5, "p50"), (0.95, "p95")):
        value = milliseconds(ready, share)
        yield Figure(
            "open",
            f"next picture, {name}",
            value,
            "ms",
            peer="one that was not made ready",
            peer_value=milliseconds(cold, share),
            goal=f"under {GOAL_MS:.0f} ms",
            met=value < GOAL_MS,
        )


def _open(page: Page, project_id: str, asset_id: str) -> float:
    """Open a picture from the open page and return the seconds until it was painted."""
    taken: float = page.evaluate(OPEN, [f"/projects/{project_id}/assets/{asset_id}", SECONDS])
    return taken / 1000
