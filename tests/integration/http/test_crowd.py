"""Fifty people at one queue and its reviews, all at once, over the API."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier, Lock

from django.db import connections

from annotations.domain.record import utc_now
from annotations.store.client import database as mongo
from tests.builders import Cast, Person, a_frame, a_person, join
from tests.caller import Caller, signed_in

ANNOTATORS, REVIEWERS, WALKERS, PICTURES = 42, 8, 6, 96
"""Walkers take a picture and never come back."""
MOST_TURNS = 400


class Hands:
    """Who has which picture in hand; fails where two have one."""

    def __init__(self) -> None:
        self.lock, self.held, self.done = Lock(), dict[str, str](), Counter[str]()

    def take(self, frame_id: str, person: str) -> None:
        """Note that a person was given a picture."""
        with self.lock:
            assert self.held.get(frame_id) in {None, person}, (frame_id, self.held[frame_id], person)
            self.held[frame_id] = person

    @contextmanager
    def lay_down(self, frame_id: str, person: str) -> Iterator[None]:
        """Note that a picture is free again: before the portal knows, since it may be given on at once."""
        with self.lock:
            assert self.held.pop(frame_id) == person
            self.done[person] += 1
        yield


def label(hands: Hands, caller: Caller, project_id: str, person: str) -> bool:
    """Pull a picture, draw on it and hand it in; False when none waits."""
    frame = caller.post(f"/api/projects/{project_id}/queue/next", {}).good()["frame"]
    if frame is None:
        return False
    hands.take(frame["id"], person)
    seq = caller.get(f"/api/frames/{frame['id']}").good()["seq"]
    drawn = {
        "mutation_id": f"{person}-{frame['id']}-{seq}",
        "kind": "add",
        "label": "cat",
        "shape": {"type": "tag"},
    }
    caller.post(f"/api/frames/{frame['id']}/corrections", {"corrections": [drawn]}).good()
    with hands.lay_down(frame["id"], person):
        caller.post(f"/api/frames/{frame['id']}/reviews", {"verdict": "submitted"}).good(201)
    return True


def judge(hands: Hands, caller: Caller, project_id: str, person: str, returned: set[str]) -> bool:
    """Pull a submitted picture; every fifth goes back once, the others are approved."""
    frame = caller.post(f"/api/projects/{project_id}/reviews/next", {}).good()["frame"]
    if frame is None:
        return False
    hands.take(frame["id"], person)
    back = int(frame["id"][-4:], 16) % 5 == 0 and frame["id"] not in returned
    body = {"verdict": "returned", "comment": "closer"} if back else {"verdict": "approved"}
    if back:
        returned.add(frame["id"])
    with hands.lay_down(frame["id"], person):
        caller.post(f"/api/frames/{frame['id']}/reviews", body).good(201)
    return True


def test_fifty_people_label_and_review_everything_once_and_none_waits_in_vain(cast: Cast) -> None:
    project_id = cast.project.id
    people = [a_person(f"p{number}") for number in range(ANNOTATORS + REVIEWERS)]
    for number, person in enumerate(people):
        join(cast.project, person, "annotator" if number < ANNOTATORS else "reviewer")
    frames = {a_frame(cast.project).id for _ in range(PICTURES)}
    hands, together, returned = Hands(), Barrier(len(people)), set[str]()

    def approved() -> set[str]:
        rows = mongo()["work_items"].find({"project_id": project_id, "stage": "approved"}, {"_id": 1})
        return {row["_id"] for row in rows}

    def come(place: int, person: Person) -> None:
        caller = signed_in(person)
        together.wait(30)
        try:
            if place < WALKERS:
                frame = caller.post(f"/api/projects/{project_id}/queue/next", {}).good()["frame"]
                hands.take(frame["id"], person.id)
                return
            for _ in range(MOST_TURNS):
                if place >= ANNOTATORS:
                    worked = judge(hands, caller, project_id, person.id, returned)
                else:
                    worked = label(hands, caller, project_id, person.id)
                if not worked and len(approved()) + len(hands.held) >= PICTURES:
                    return
        finally:
            connections.close_all()

    def all_come() -> None:
        with ThreadPoolExecutor(len(people)) as pool:
            list(pool.map(come, range(len(people)), people))

    all_come()
    left = set(hands.held)
    assert len(left) == WALKERS, "what walkers hold is given to nobody else"
    assert approved() == frames - left
    assert set(hands.done) >= {person.id for person in people[WALKERS:]}, "everybody had something to do"
    assert returned

    # Their leases end; nobody walks away this time.
    mongo()["leases"].update_many({}, {"$set": {"until": utc_now() - timedelta(seconds=1)}})
    hands.held.clear()
    rest, people = people[WALKERS:], people[:WALKERS]
    reviewer = signed_in(rest[-1])
    heirs = [signed_in(person) for person in rest[: len(left)]]
    for heir, person in zip(heirs, rest, strict=False):
        assert label(hands, heir, project_id, person.id)
    for _ in range(2 * len(left)):
        judge(hands, reviewer, project_id, rest[-1].id, returned)
        for heir, person in zip(heirs, rest, strict=False):
            label(hands, heir, project_id, person.id)
    assert approved() == frames
