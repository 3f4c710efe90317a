"""Owns what a person does without a browser: sign in, make projects, upload, correct, read."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import httpx

from tests.waiting import wait_until

SECONDS = 30.0
PAGE = 100
FILES_IN_REQUEST = 20
"""As many as the upload page puts into one request."""

Json = dict[str, Any]
File = tuple[str, bytes]


class Person:
    """Somebody with a session, as their browser has one, and a token, as their programs have one."""

    def __init__(self, url: str, name: str, password: str) -> None:
        self.url, self.name, self.password = url, name, password
        self.session_key = self._sign_in()
        token = httpx.post(
            f"{url}/api/tokens", json={"username": name, "password": password}, timeout=SECONDS
        ).json()["token"]
        self.http = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=SECONDS)

    def close(self) -> None:
        """Close the connections."""
        self.http.close()

    def get(self, path: str, **query: Any) -> Json:
        """GET."""
        return _good(self.http.get(path, params=query))

    def post(self, path: str, body: object) -> Json:
        """POST JSON."""
        return _good(self.http.post(path, json=body))

    def patch(self, path: str, body: object) -> Json:
        """PATCH JSON."""
        return _good(self.http.patch(path, json=body))

    def make_project(self, name: str, labels: Iterable[str], *others: "Person", **changes: Any) -> str:
        """Create a project with labels, let others annotate in it, and return its id."""
        made = self.post("/api/projects", {"name": name, "labels": [{"name": label} for label in labels]})
        for other in others:
            self.post(f"/api/projects/{made['id']}/members", {"username": other.name, "role": "annotator"})
        if changes:
            self.patch(f"/api/projects/{made['id']}", changes)
        return str(made["id"])

    def bring_model(self, project_id: str, folder: Path) -> None:
        """Give a project a model version of its own from a folder of the registry, and let it predict."""
        files = {
            "model": ("model.onnx", (folder / "model.onnx").read_bytes()),
            "manifest": ("manifest.toml", (folder / "manifest.toml").read_bytes()),
        }
        version = _good(self.http.post(f"/api/projects/{project_id}/model-versions", files=files))
        self.post(f"/api/model-versions/{version['id']}/promote", {})

    def upload(self, project_id: str, files: Sequence[File]) -> list[Json]:
        """Upload files in requests of the upload page's size and return their assets in order."""
        assets: list[Json] = []
        for start in range(0, len(files), FILES_IN_REQUEST):
            assets += self.upload_together(project_id, files[start : start + FILES_IN_REQUEST])
        return assets

    def upload_together(self, project_id: str, files: Sequence[File]) -> list[Json]:
        """Upload files in one request; those that are refused come back as failed assets."""
        answer = self.http.post(
            f"/api/projects/{project_id}/assets", files=[("file", (name, content)) for name, content in files]
        )
        if answer.status_code == httpx.codes.BAD_REQUEST:
            body: Json = answer.json()
            assert body["code"] == "upload_refused", body
            return list(body["assets"])
        return list(_good(answer)["assets"])

    def assets(self, project_id: str) -> list[Json]:
        """Return all assets of a project in order of arrival."""
        return self._pages(f"/api/projects/{project_id}/assets", "assets")

    def events(self, project_id: str) -> list[Json]:
        """Return a project's whole numbered log."""
        found: list[Json] = []
        while True:
            after = found[-1]["seq"] if found else 0
            page = self.get(f"/api/projects/{project_id}/events", after=after, limit=1000)
            found += page["events"]
            if not page["events"] or found[-1]["seq"] >= page["seq"]:
                return found

    def jobs(self, project_id: str, **query: Any) -> list[Json]:
        """Return all jobs of a project, newest first."""
        return self._pages(f"/api/projects/{project_id}/jobs", "jobs", **query)

    def frame(self, frame_id: str) -> Json:
        """Return a frame's state."""
        return self.get(f"/api/frames/{frame_id}")

    def correct(self, frame_id: str, *corrections: Json) -> Json:
        """Save corrections, none of which may conflict."""
        return self.post(f"/api/frames/{frame_id}/corrections", {"corrections": list(corrections)})

    def await_assets(
        self, project_id: str, wanted: Callable[[Json], object], count: int, seconds: float = SECONDS
    ) -> list[Json]:
        """Wait until a project has `count` assets, all of them as wanted, and return them."""
        found: list[Json] = []

        def settled() -> bool:
            nonlocal found
            found = self.assets(project_id)
            return len(found) == count and all(wanted(asset) for asset in found)

        wait_until(settled, seconds, for_what=f"{count} assets")
        return found

    def await_predicted(self, project_id: str, count: int, seconds: float = SECONDS) -> list[Json]:
        """Wait until every asset of a project is predicted."""
        return self.await_assets(project_id, lambda asset: asset["predicted"] == "done", count, seconds)

    def _pages(self, path: str, name: str, **query: Any) -> list[Json]:
        found: list[Json] = []
        cursor: Json = {}
        while True:
            page = self.get(path, limit=PAGE, **query, **cursor)
            found += page[name]
            if page["next"] is None:
                return found
            cursor = {"after": page["next"]}

    def _sign_in(self) -> str:
        with httpx.Client(base_url=self.url, timeout=SECONDS) as browser:
            browser.get("/api/me")
            credentials = {"username": self.name, "password": self.password}
            headers = {"X-CSRFToken": browser.cookies["csrftoken"]}
            _good(browser.post("/api/session", json=credentials, headers=headers))
            return browser.cookies["sessionid"]


def add_person(admin: Person, name: str) -> Person:
    """Let the administrator add somebody on the admin pages, and sign them in."""
    password = secrets.token_urlsafe(12)
    with httpx.Client(
        base_url=admin.url, cookies={"sessionid": admin.session_key}, timeout=SECONDS
    ) as browser:
        page = "/admin/auth/user/add/"
        _good(browser.get(page), parse=False)
        answer = browser.post(
            page,
            data={
                "csrfmiddlewaretoken": browser.cookies["csrftoken"],
                "username": name,
                "usable_password": "true",
                "password1": password,
                "password2": password,
            },
            headers={"Referer": f"{admin.url}{page}"},
        )
        assert answer.status_code == httpx.codes.FOUND, answer.text
    return Person(admin.url, name, password)


def a_box(x: float, y: float, width: float = 40, height: float = 30) -> Json:
    """Return a box in image pixels."""
    return {"type": "box", "x": x, "y": y, "width": width, "height": height}


def an_addition(label: str, shape: Json) -> Json:
    """Return a correction that draws a shape, as a canvas sends it."""
    return {
        "mutation_id": secrets.token_hex(16),
        "annotation_id": f"ann_{secrets.token_hex(16)}",
        "kind": "add",
        "label": label,
        "shape": shape,
    }


def a_change(kind: str, annotation_id: str, revision: int, **fields: Any) -> Json:
    """Return a correction of an object that is there."""
    return {
        "mutation_id": secrets.token_hex(16),
        "kind": kind,
        "annotation_id": annotation_id,
        "revision": revision,
        **fields,
    }


def _good(answer: httpx.Response, *, parse: bool = True) -> Json:
    assert answer.is_success, (
        f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text}"
    )
    body: Json = answer.json() if parse else {}
    return body
