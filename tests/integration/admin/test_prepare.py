"""What the start does for a database of an earlier version."""

from annotations.store import projects, quotas, work_days
from annotations.store.client import database as mongo
from portal.management.commands.prepare import Command
from tests.builders import Cast, a_frame, draw
from tests.caller import signed_in
from tests.circle import Circle


def test_counters_begin_with_what_an_earlier_version_left_uncounted(cast: Cast, circle: Circle) -> None:
    prepare = Command()
    prepare._count_what_is_older()
    frame = a_frame(cast.project)
    draw(frame, cast.bob)
    signed_in(cast.bob).post(f"/api/frames/{frame.id}/reviews", {"verdict": "submitted"}).good(201)
    circle.settle()
    assert work_days.read_stages(cast.project.id)["submitted"] == 1
    for name in ("work_counts", "work_stages", "work_days", "work_people"):
        mongo()[name].delete_many({})
    mongo()["tallies"].update_many({}, {"$unset": {"bytes_originals": ""}})
    assert work_days.is_behind()
    assert quotas.is_behind()
    prepare._count_what_is_older()
    assert work_days.read_stages(cast.project.id) == {"submitted": 1}
    assert "bytes_originals" in projects.read_tally(cast.project.id)
    assert not work_days.is_behind()
    assert not quotas.is_behind()
