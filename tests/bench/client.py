"""Own the calls that benchmarks make to the portal: sign-in, projects, uploads, corrections."""

import secrets
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx

from tests.bench.figures import BenchFailed
from tests.bench.portal import BenchPortal
from tests.waiting import wait_until

LABEL = "person"
SECONDS = 60.0


class PortalClient:
    """The administrator of a run's portal, signed in as a program and as a browser."""

    def __init__(self, portal: BenchPortal) -> None:
        self.portal = portal
        self.token = self._sign_in()
        self.http = httpx.Client(
            base_url=portal.url, headers={"Authorization": f"Bearer {self.token}"}, timeout=SECONDS
        )

    def close(self) -> None:
        """Close the connections."""
        self.http.close()

    def create_project(self, name: str) -> str:
        """Create a project with the default model's labels and return its id."""
        made: dict[str, Any] = self._json(self.http.post("/api/projects", json={"name": name}))
        return str(made["id"])

    def upload(self, project_id: str, photographs: Sequence[Path]) -> list[dict[str, Any]]:
        """Upload photographs in one request and return their assets."""
        with ExitStack() as stack:
            parts = [
                ("file", (path.name, stack.enter_context(path.open("rb")), "image/jpeg"))
                for path in photographs
            ]
            answer = self._json(self.http.post(f"/api/projects/{project_id}/assets", files=parts))
        assets: list[dict[str, Any]] = answer["assets"]
        return assets

    def predicted_frames(
        self, project_id: str, photographs: Sequence[Path], *, seconds: float = SECONDS
    ) -> list[str]:
        """Upload photographs, wait until each is predicted, and return their frames' ids in order."""
        ids = [asset["id"] for asset in self.upload(project_id, photographs)]
        rows = self.portal.database()["assets"]
        done = {"_id": {"$in": ids}, "predicted": "done"}
        wait_until(
            lambda: rows.count_documents(done) == len(set(ids)), seconds, for_what="predictions", every=0.2
        )
        frames = {str(row["_id"]): str(row["frame_id"]) for row in rows.find(done)}
        return [frames[asset_id] for asset_id in ids]

    def settled_frames(
        self, project_id: str, photographs: Sequence[Path], *, seconds: float
    ) -> list[str | None]:
        """Upload, wait until each is predicted or refused, and return frames' ids: None for those refused."""
        ids = [asset["id"] for asset in self.upload(project_id, photographs)]
        rows = self.portal.database()["assets"]
        over = {
            "_id": {"$in": ids},
            "$or": [{"predicted": {"$in": ["done", "failed"]}}, {"status": "failed"}],
        }
        wait_until(
            lambda: rows.count_documents(over) == len(set(ids)), seconds, for_what="predictions", every=0.2
        )
        frames = {
            row["_id"]: row["frame_id"] for row in rows.find({"_id": {"$in": ids}, "predicted": "done"})
        }
        return [frames.get(asset_id) for asset_id in ids]

    def add_box(self, frame_id: str) -> tuple[str, float, float]:
        """Save one new box; return its mutation id, and when it was sent and acknowledged (monotonic)."""
        body = {"corrections": [new_box()]}
        sent = time.monotonic()
        answer = self.http.post(f"/api/frames/{frame_id}/corrections", json=body)
        acknowledged = time.monotonic()
        self._json(answer)
        return body["corrections"][0]["mutation_id"], sent, acknowledged

    def prompt(self, frame_id: str, body: dict[str, Any]) -> float:
        """Ask for the object that is pointed at and return the seconds until the whole answer was there.

        Raises:
            BenchFailed: there was no mask.
        """
        began = time.perf_counter()
        answer = self.http.post(f"/api/frames/{frame_id}/prompts", json=body)
        took = time.perf_counter() - began
        if answer.status_code != 200:
            raise BenchFailed(f"a prompt was refused: {answer.text[:200]}")
        return took

    def session_cookie(self) -> str:
        """Sign in as a browser does and return the session's key."""
        with httpx.Client(base_url=self.portal.url, timeout=SECONDS) as browser:
            browser.get("/api/me")
            answer = browser.post(
                "/api/session",
                json={"username": "admin", "password": self.portal.password},
                headers={"X-CSRFToken": browser.cookies["csrftoken"]},
            )
            self._json(answer)
            return browser.cookies["sessionid"]

    def _sign_in(self) -> str:
        answer = httpx.post(
            f"{self.portal.url}/api/tokens",
            json={"username": "admin", "password": self.portal.password},
            timeout=SECONDS,
        )
        return str(self._json(answer)["token"])

    @staticmethod
    def _json(answer: httpx.Response) -> Any:
        if answer.is_error:
            raise BenchFailed(f"{answer.request.method} {answer.request.url}: {answer.text[:300]}")
        return answer.json()


def new_box() -> dict[str, Any]:
    """Return a correction that draws a box, as a canvas sends it."""
    return {
        "mutation_id": secrets.token_hex(16),
        "annotation_id": f"ann_{secrets.token_hex(16)}",
        "kind": "add",
        "label": LABEL,
        "shape": {"type": "box", "x": 100.5, "y": 80.25, "width": 240.0, "height": 160.75},
    }
