"""Who is in a project: the list, other roles, leaving, and that a manager always stays."""

import threading

import pytest

from annotations.actions.next_frame import next_frame
from annotations.actions.remove_member import remove_member
from annotations.actions.set_member import set_member
from annotations.domain.record import utc_now
from annotations.errors import PortalError
from annotations.store import leases, projects, work
from annotations.store.client import database as mongo
from annotations.store.tables import FRAMES
from tests.builders import Cast, a_frame, a_person, draw, join
from tests.caller import Caller, signed_in
from tests.circle import Circle


def path(cast: Cast, *more: str) -> str:
    return "/".join([f"/api/projects/{cast.project.id}/members", *more])


def names(caller: Caller, cast: Cast, **query: object) -> list[str]:
    return [entry["name"] for entry in caller.get(path(cast), **query).good()["members"]]


def test_people_are_found_by_name_and_role_and_put_in_order(cast: Cast, bob: Caller) -> None:
    assert set(names(bob, cast)) == {"alice", "rita", "bob", "vera"}
    assert names(bob, cast, sort="name") == ["alice", "bob", "rita", "vera"]
    assert names(bob, cast, sort="role") == ["alice", "rita", "bob", "vera"]
    assert names(bob, cast, q="R", sort="name") == ["rita", "vera"]
    assert names(bob, cast, role="guest") == ["vera"]
    signed_in(cast.vera)
    assert names(bob, cast, sort="seen") == ["vera", "bob", "alice", "rita"]
    bob.get(path(cast), sort="size").fault(400, "input_invalid")


@pytest.mark.parametrize("sort", ["name", "role", "joined", "seen"])
def test_the_pages_of_the_list_hold_everybody_once(cast: Cast, alice: Caller, sort: str) -> None:
    for number in range(3):
        join(cast.project, a_person(f"person {number}"), "annotator")
    seen: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = alice.get(path(cast), limit=2, sort=sort, **after).good()
        seen += [entry["name"] for entry in page["members"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert seen == names(alice, cast, sort=sort)
    assert len(set(seen)) == 7


def test_a_manager_changes_a_role_and_the_person_is_told(cast: Cast, alice: Caller, bob: Caller) -> None:
    changed = alice.patch(path(cast, cast.bob.id), {"role": "reviewer"}).good()
    assert (changed["name"], changed["role"]) == ("bob", "reviewer")
    assert bob.get(f"/api/projects/{cast.project.id}").good()["my_role"] == "reviewer"
    told = bob.get("/api/notifications").good()["notifications"][0]
    assert (told["kind"], told["text"], told["actor"]["name"]) == ("role", "reviewer of Street", "alice")
    alice.patch(path(cast, cast.bob.id), {"role": "reviewer"}).good()
    assert bob.get("/api/notifications").good()["unread"] == 1


def test_a_role_is_given_by_managers_to_people_of_the_project(cast: Cast, alice: Caller, bob: Caller) -> None:
    bob.patch(path(cast, cast.bob.id), {"role": "manager"}).fault(403, "forbidden")
    alice.patch(path(cast, cast.oscar.id), {"role": "guest"}).fault(404, "not_found")
    alice.patch(path(cast, cast.bob.id), {"role": "king"}).fault(400, "input_invalid")
    signed_in(cast.oscar).patch(path(cast, cast.bob.id), {"role": "guest"}).fault(404, "not_found")


def test_the_last_manager_stays_one(cast: Cast, alice: Caller) -> None:
    mine = path(cast, cast.alice.id)
    assert alice.patch(mine, {"role": "guest"}).fault(409, "state_conflict") == {"role": "the last manager"}
    alice.call("DELETE", mine).fault(409, "state_conflict")
    alice.post(path(cast), {"username": "alice", "role": "annotator"}).fault(409, "state_conflict")
    alice.patch(path(cast, cast.rita.id), {"role": "manager"}).good()
    alice.call("DELETE", mine).good()
    alice.get(f"/api/projects/{cast.project.id}").fault(404, "not_found")


def test_two_managers_who_lower_each_other_at_once_leave_one(cast: Cast) -> None:
    join(cast.project, cast.rita, "manager")
    gate = threading.Barrier(2)
    faults: list[PortalError] = []

    def lower(person_id: str, actor: object) -> None:
        gate.wait()
        try:
            set_member(project=cast.project, user_id=person_id, role="guest", actor=actor)  # type: ignore[arg-type]
        except PortalError as fault:
            faults.append(fault)

    pair = [
        threading.Thread(target=lower, args=(cast.alice.id, cast.rita.actor)),
        threading.Thread(target=lower, args=(cast.rita.id, cast.alice.actor)),
    ]
    for thread in pair:
        thread.start()
    for thread in pair:
        thread.join()
    roles = [member.role for member in projects.list_members(cast.project.id)]
    assert roles.count("manager") == 1
    assert [fault.code for fault in faults] == ["state_conflict"]


def test_one_leaves_a_project_by_oneself(cast: Cast, bob: Caller) -> None:
    bob.call("DELETE", path(cast, cast.vera.id)).fault(403, "forbidden")
    bob.call("DELETE", path(cast, cast.bob.id)).good()
    bob.get(f"/api/projects/{cast.project.id}").fault(404, "not_found")
    assert bob.get("/api/notifications").good()["unread"] == 0


def test_what_a_removed_person_had_in_hand_waits_for_others(
    cast: Cast, alice: Caller, bob: Caller, circle: Circle
) -> None:
    begun, given, waiting = (a_frame(cast.project) for _ in range(3))
    draw(begun, cast.bob)
    circle.settle()
    alice.post(
        f"/api/projects/{cast.project.id}/assignments", {"asset_ids": [given.asset_id], "to": [cast.bob.id]}
    ).good()
    held = bob.post(f"/api/projects/{cast.project.id}/queue/next", {}).good()
    assert held["frame"] is not None
    assert alice.call("DELETE", path(cast, cast.bob.id)).good() == {"freed": 2}
    assert leases.list_live(cast.project.id, at=utc_now()) == []
    for frame in (begun, given):
        item = work.find_item(frame.id)
        assert item is not None
        assert (item.assignee, item.stage) == (None, "open")
    assert all(FRAMES.find(frame.id).waiting is not None for frame in (begun, given, waiting))  # type: ignore[union-attr]
    drawn = {
        next_frame(project=cast.project, actor=cast.rita.actor, after=after).frame.id  # type: ignore[union-attr]
        for after in (None, begun.id, given.id)
    }
    assert drawn <= {begun.id, given.id, waiting.id}
    told = bob.get("/api/notifications").good()["notifications"][0]
    assert (told["kind"], told["text"]) == ("removed", "Street")


def test_who_becomes_a_guest_gives_back_what_they_have(cast: Cast, alice: Caller) -> None:
    frame = a_frame(cast.project)
    alice.post(
        f"/api/projects/{cast.project.id}/assignments", {"asset_ids": [frame.asset_id], "to": [cast.bob.id]}
    ).good()
    alice.patch(path(cast, cast.bob.id), {"role": "guest"}).good()
    item = work.find_item(frame.id)
    assert item is not None
    assert item.assignee is None


def test_removing_somebody_twice_finishes_what_was_cut_short(
    cast: Cast, alice: Caller, circle: Circle
) -> None:
    frame = a_frame(cast.project)
    draw(frame, cast.bob)
    circle.settle()
    mongo()["memberships"].delete_one({"user_id": cast.bob.user.pk})
    alice.call("DELETE", path(cast, cast.bob.id)).fault(404, "not_found")
    item = work.find_item(frame.id)
    assert item is not None
    assert item.author is None
    with pytest.raises(PortalError):
        remove_member(project=cast.project, user_id="x", actor=cast.alice.actor)
