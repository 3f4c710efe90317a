"""Owns random stories of two people and a model on one frame: each acts on what they have seen so far."""

import random
import uuid
from dataclasses import dataclass, field
from typing import Any, Protocol

from annotations.domain.asset import Frame
from annotations.domain.attribute import Attribute
from annotations.domain.correction import DESCRIBES, Kind
from annotations.domain.model_version import ModelVersion
from annotations.domain.project import Project
from annotations.queries.frame_state import read_frame_state
from annotations.store import projects
from tests.builders import HEIGHT, LABELS, WIDTH, Cast, a_frame, predict

Json = dict[str, Any]

MOST_ACTS = 9
MOST_TOGETHER = 3
SYNC, REPEAT, PREDICT, REVIEW = 0.45, 0.12, 0.14, 0.04
ALSO_DESCRIBES = 0.3
"""How often an act that may carry changes beside what it is about does."""

QUESTIONS = (
    Attribute(name="pose", type="select", values=("front", "side")),
    Attribute(name="lit", type="checkbox"),
    Attribute(name="age", type="number", min=0, max=9, step=0.5),
    Attribute(name="note", type="text"),
)
ANSWERS: dict[str, tuple[bool | float | str | None, ...]] = {
    "pose": ("front", "side", None),
    "lit": (True, False, None),
    "age": (0, 2.5, 9, None),
    "note": ("", "left of the door", None),
}
GROUPS = ("pair", "row", None)


class Hand(Protocol):
    """How one person reaches the frame: over HTTP, or by the actions under it."""

    def correct(self, frame: Frame, corrections: list[Json]) -> Json:
        """Save corrections and return the answer's body, conflicts or not."""

    def look(self, frame: Frame) -> Json:
        """Return the frame's state."""

    def approve(self, frame: Frame) -> None:
        """Say that the frame is right."""


@dataclass
class Sight:
    """What one person knows of the frame: true when they looked, older with every act of the other."""

    live: dict[str, tuple[int, bool]] = field(default_factory=dict)
    """Revision of each object, and whether it was made of a ghost."""
    removed: dict[str, int] = field(default_factory=dict)
    ghosts: list[str] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)


@dataclass
class Story:
    """One frame, and what was asked and answered on it in the order of the server."""

    frame: Frame
    first: Json
    glimpse: Json = field(default_factory=dict)
    """The frame as it was read somewhere in the middle."""
    requests: list[Json] = field(default_factory=list)
    repeats: list[Json] = field(default_factory=list)
    """What was answered to a request that was sent again, as after a lost answer."""


def ask_questions(project: Project) -> Project:
    """Let the first label ask for attributes: objects come under it and leave it by relabelling."""
    labels = [
        label.model_copy(update={"attributes": QUESTIONS}) if label.name == LABELS[0] else label
        for label in project.labels
    ]
    changed = projects.replace_project(project.model_copy(update={"labels": labels}))
    assert changed is not None
    return changed


def tell(seed: int, cast: Cast, people: tuple[Hand, Hand], versions: list[ModelVersion]) -> Story:
    """Let a seeded story happen to a new frame."""
    chance = random.Random(seed)  # a story, not a secret
    frame = a_frame(cast.project)
    predict(frame, versions[0], *chance.choices(LABELS, k=chance.randint(1, 4)))
    people[1].correct(frame, [_drawing(chance)])
    story = Story(frame, people[0].look(frame))
    teller = _Teller(story, chance, people, versions)
    acts = chance.randint(3, MOST_ACTS)
    for place in range(acts):
        teller.act()
        if place == acts // 2:
            story.glimpse = people[0].look(frame)
    return story


class _Teller:
    def __init__(
        self,
        story: Story,
        chance: random.Random,
        people: tuple[Hand, Hand],
        versions: list[ModelVersion],
    ) -> None:
        self._story, self._chance = story, chance
        self._people, self._versions = people, versions
        self._sights = (Sight(), Sight())
        for sight in self._sights:
            self._look(sight)

    def act(self) -> None:
        """Let one thing happen."""
        lot = self._chance.random()
        frame = self._story.frame
        if lot < PREDICT:
            labels = self._chance.choices(LABELS, k=self._chance.randint(0, 3))
            predict(frame, self._chance.choice(self._versions), *labels)
        elif lot < PREDICT + REVIEW:
            self._people[0].approve(frame)
        elif lot < PREDICT + REVIEW + REPEAT and self._story.requests:
            again = self._chance.choice(self._story.requests)
            told = self._people[again["who"]].correct(frame, again["corrections"])
            self._story.repeats += told["results"]
        else:
            self._correct(self._chance.randint(0, 1))

    def _correct(self, who: int) -> None:
        sight = self._sights[who]
        if self._chance.random() < SYNC:
            self._look(sight)
        wanted = [self._wish(sight) for _ in range(self._chance.randint(1, MOST_TOGETHER))]
        about: set[str] = set()
        corrections: list[Json] = []
        for wish in wanted:
            keys = {wish[name] for name in ("annotation_id", "prediction_id") if name in wish}
            if not keys & about:
                corrections.append(wish)
                about |= keys
        told = self._people[who].correct(self._story.frame, corrections)
        self._story.requests.append({"who": who, "corrections": corrections, "answer": told})
        for correction, outcome in zip(corrections, told["results"], strict=True):
            self._learn(sight, correction, outcome)

    def _look(self, sight: Sight) -> None:
        state = read_frame_state(self._story.frame)
        sight.live = {it.id: (it.revision, it.derived_from is not None) for it in state.annotations}
        sight.removed = {key: rev for key, rev in sight.removed.items() if key not in sight.live}
        sight.ghosts = [it.id for it in state.predictions]

    def _learn(self, sight: Sight, correction: Json, outcome: Json) -> None:
        identity, ghost = correction.get("annotation_id"), correction.get("prediction_id")
        if ghost in sight.ghosts:
            sight.ghosts.remove(ghost)
        if outcome["status"] == "applied" and correction["kind"] == "reject":
            sight.rejected.append(str(ghost))
        standing = outcome["annotation"]
        if outcome["removed"] and identity:
            sight.live.pop(identity, None)
            sight.removed[identity] = outcome["revision"]
        elif standing:
            sight.removed.pop(standing["id"], None)
            sight.live[standing["id"]] = (standing["revision"], standing["derived_from"] is not None)

    def _wish(self, sight: Sight) -> Json:
        pick = self._chance.choice
        kinds: list[Kind] = ["add"]
        touching: list[Kind] = [
            "reshape",
            "reshape",
            "relabel",
            "remove",
            "adjust",
            "describe",
            "describe",
            "describe",
        ]
        kinds += touching if sight.live else []
        kinds += ["accept", "accept", "reject"] if sight.ghosts else []
        made_of_ghosts = [key for key, (_revision, derived) in sight.live.items() if derived]
        kinds += ["withdraw"] if made_of_ghosts else []
        kinds += ["restore"] if sight.removed else []
        kinds += ["reopen"] if sight.rejected else []
        kind = pick(kinds)
        wish: Json = {"mutation_id": _identity(self._chance), "kind": kind}
        if kind in {"accept", "reject"} or (
            kind == "adjust" and sight.ghosts and self._chance.random() < 0.5
        ):
            wish["prediction_id"] = pick(sight.ghosts)
        elif kind == "reopen":
            wish["prediction_id"] = pick(sight.rejected)
        elif kind == "restore":
            wish["annotation_id"] = pick(list(sight.removed))
            wish["revision"] = sight.removed[wish["annotation_id"]]
        elif kind != "add":
            wish["annotation_id"] = pick(made_of_ghosts if kind == "withdraw" else list(sight.live))
            wish["revision"] = sight.live[wish["annotation_id"]][0]
        if kind in {"add", "accept"} or ("annotation_id" not in wish and kind == "adjust"):
            wish["annotation_id"] = f"ann_{_identity(self._chance)}"
        if kind in {"add", "relabel"}:
            wish["label"] = pick(LABELS)
        if kind in {"add", "adjust", "reshape"}:
            wish["shape"] = _box(self._chance)
        if kind == "describe" or (kind in DESCRIBES and self._chance.random() < ALSO_DESCRIBES):
            wish["changes"] = _changes(self._chance)
        return wish


def _drawing(chance: random.Random) -> Json:
    about = {"mutation_id": _identity(chance), "kind": "add", "annotation_id": f"ann_{_identity(chance)}"}
    return about | {"label": LABELS[0], "shape": _box(chance)}


def _box(chance: random.Random) -> Json:
    x, y = chance.randint(0, WIDTH - 60), chance.randint(0, HEIGHT - 60)
    return {"type": "box", "x": x, "y": y, "width": 50, "height": 40}


def _changes(chance: random.Random) -> Json:
    """Say one to three things of an object beside its label and shape."""
    changes: Json = {}
    for name in chance.sample(["occluded", "z", "group", "answers", "answers"], k=chance.randint(1, 3)):
        if name == "answers":
            asked = chance.choice(list(ANSWERS))
            changes.setdefault("attributes", {})[asked] = chance.choice(ANSWERS[asked])
        elif name == "occluded":
            changes[name] = chance.random() < 0.5
        else:
            changes[name] = chance.choice(GROUPS) if name == "group" else chance.randint(-2, 2)
    return changes


def _identity(chance: random.Random) -> str:
    return uuid.UUID(int=chance.getrandbits(128)).hex
