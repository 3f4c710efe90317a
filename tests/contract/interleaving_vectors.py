"""Owns the recorded stories that the front end is held to: what two people asked, heard and ended with."""

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from annotations.domain.asset import Frame
from tests.builders import Cast, a_model_version
from tests.caller import Caller
from tests.circle import Circle, log_of
from tests.interleavings import Json, ask_questions, tell

VECTORS = Path(__file__).parent / "vectors" / "interleavings.json"
STORIES = 40
FIRST_SEED = 50_000

_IDENTITY = re.compile(r"\b([a-z]{3})_[0-9a-f]{32}\b")
_MUTATION = re.compile(r"\b[0-9a-f]{32}\b")
_MOMENT = re.compile(r'"\d{4}-\d\d-\d\dT[^"]*"')
_UNREAD = frozenset(
    {
        "image_url",
        "title",
        "task",
        "labels",
        "thresholds",
        "licence",
        "sha256",
        "at",
        "created_at",
        "independent",
        "is_truth",
    }
)
"""What no rule of the frame looks at; the names of accounts and hashes would differ from run to run."""


@dataclass(frozen=True)
class HttpHand:
    """Reaches a frame as a browser does."""

    caller: Caller

    def correct(self, frame: Frame, corrections: list[Json]) -> Json:
        """Save corrections and return the answer's body."""
        told = self.caller.correct(frame.id, *corrections)
        assert told.status in {200, 409}, told.content
        return {name: told.body[name] for name in ("seq", "results")}

    def look(self, frame: Frame) -> Json:
        """Return the frame's state."""
        return self.caller.frame(frame.id)

    def approve(self, frame: Frame) -> None:
        """Say that the frame is right."""
        self.caller.post(f"/api/frames/{frame.id}/reviews", {"verdict": "approved"}).good(201)


def record_stories(cast: Cast, circle: Circle, people: tuple[HttpHand, HttpHand]) -> list[Json]:
    """Let the stories happen on the real server and return them with short ids that are always the same."""
    versions = [a_model_version(cast.project, version=str(number)) for number in (1, 2)]
    ask_questions(cast.project)
    stories = [tell(FIRST_SEED + number, cast, people, versions) for number in range(STORIES)]
    circle.settle()
    told: dict[str, list[Json]] = defaultdict(list)
    for event in log_of(cast.project.id):
        told[event.get("frame_id", "")].append(event)
    names = {cast.alice.id: "u_alice", cast.bob.id: "u_bob"}
    recorded: list[Json] = []
    for story in stories:
        whole = {
            "first": story.first,
            "glimpse": story.glimpse,
            "requests": story.requests,
            "events": [
                event | {"seq": number}
                for number, event in enumerate(told[story.frame.id], start=1)
                if event["frame_seq"] > story.first["seq"]
            ],
            "last": people[0].look(story.frame),
        }
        recorded.append(_shorten(whole, names))
    return recorded


def render_stories(stories: list[Json]) -> str:
    """Return the stories as text, one a line, so that a change shows which of them changed."""
    lines = ",\n".join(orjson.dumps(story).decode() for story in stories)
    return f"[\n{lines}\n]\n"


def _shorten(whole: Json, names: dict[str, str]) -> Json:
    seen: dict[str, str] = {}

    def short(prefix: str, long: str) -> str:
        return seen.setdefault(long, f"{prefix}{len(seen) + 1}")

    text = orjson.dumps(_slim(whole, names)).decode()
    text = _IDENTITY.sub(lambda found: short(f"{found[1]}_", found[0]), text)
    text = _MUTATION.sub(lambda found: short("m", found[0]), text)
    shortened: Json = orjson.loads(_MOMENT.sub('"2026-01-01T00:00:00Z"', text))
    return shortened


def _slim(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_slim(entry, names) for entry in value]
    if isinstance(value, dict):
        kept = {key: entry for key, entry in value.items() if key not in _UNREAD and entry is not None}
        # A null among the changes clears an answer or leaves a group: what was asked stays whole.
        return {key: entry if key == "changes" else _slim(entry, names) for key, entry in kept.items()}
    return names.get(value, value) if isinstance(value, str) else value
