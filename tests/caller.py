"""Calls the HTTP API as one person, in JSON."""

from dataclasses import dataclass, field
from typing import Any

import orjson
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import Person

Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """A status and what came with it."""

    status: int
    content: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> Json:
        """The JSON object of the answer."""
        found = orjson.loads(self.content)
        assert isinstance(found, dict), found
        return found

    def fault(self, status: int, code: str) -> dict[str, str]:
        """Check that this is an error of that kind in the one form of errors; return its fields."""
        assert self.status == status, (self.status, self.content[:500])
        body = self.body
        assert set(body) >= {"code", "message", "fields"}, body
        assert body["code"] == code, body
        assert isinstance(body["message"], str)
        assert body["message"]
        assert all(isinstance(reason, str) for reason in body["fields"].values()), body
        fields: dict[str, str] = body["fields"]
        return fields

    def good(self, status: int = 200) -> Json:
        """Check the status and return the body."""
        assert self.status == status, (self.status, self.content[:500])
        return self.body


class Caller:
    """One person's browser, or a program with a token."""

    def __init__(self, client: Client, headers: dict[str, str] | None = None) -> None:
        self.client = client
        self._headers = headers or {}

    def with_headers(self, headers: dict[str, str]) -> "Caller":
        """Return the same browser sending these headers too."""
        return Caller(self.client, {**self._headers, **headers})

    @property
    def session_key(self) -> str:
        """The session cookie's value."""
        return str(self.client.cookies["sessionid"].value)

    def call(self, method: str, path: str, body: object = None) -> Answer:
        """Call with a JSON body; bytes are sent as they are."""
        content = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
        return self._answer(
            self.client.generic(method, path, content, content_type="application/json", headers=self._headers)
        )

    def get(self, path: str, **query: object) -> Answer:
        """GET."""
        given = {name: str(value) for name, value in query.items()}
        return self._answer(self.client.get(path, given, headers=self._headers))

    def post(self, path: str, body: object = None) -> Answer:
        """POST JSON."""
        return self.call("POST", path, body)

    def patch(self, path: str, body: object) -> Answer:
        """PATCH JSON."""
        return self.call("PATCH", path, body)

    def upload(self, project_id: str, *files: tuple[str, bytes]) -> Answer:
        """Send files to a project."""
        sent = [SimpleUploadedFile(name, content) for name, content in files]
        return self.send(f"/api/projects/{project_id}/assets", {"file": sent})

    def upload_model(self, project_id: str, model: bytes, manifest: str) -> Answer:
        """Send a model file with its manifest as text."""
        form = {"model": SimpleUploadedFile("model.onnx", model), "manifest": manifest}
        return self.send(f"/api/projects/{project_id}/model-versions", form)

    def send_tracks(self, project_id: str, asset_id: str, kind: str, content: bytes, **more: Any) -> Answer:
        """Send a file of tracks for a video."""
        file = SimpleUploadedFile("tracks.zip", content)
        form = {"format": kind, "asset_id": asset_id, "file": file, **more}
        return self.send(f"/api/projects/{project_id}/imports", form)

    def send(self, path: str, form: dict[str, Any]) -> Answer:
        """POST a multipart form."""
        return self._answer(self.client.post(path, form, headers=self._headers))

    def correct(self, frame_id: str, *corrections: Json) -> Answer:
        """Save corrections."""
        return self.post(f"/api/frames/{frame_id}/corrections", {"corrections": list(corrections)})

    def frame(self, frame_id: str) -> Json:
        """Return a frame's state."""
        return self.get(f"/api/frames/{frame_id}").good()

    def _answer(self, response: Any) -> Answer:
        content = b"".join(response.streaming_content) if response.streaming else response.content
        response.close()
        return Answer(response.status_code, content, dict(response.headers))


def signed_in(person: Person) -> Caller:
    """Return a browser with a session."""
    client = Client(raise_request_exception=False)
    client.force_login(person.user)
    return Caller(client)


def anonymous() -> Caller:
    """Return a browser without a session."""
    return Caller(Client(raise_request_exception=False))
