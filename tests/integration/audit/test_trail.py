"""The trail: each act once, in one chain, whatever becomes of the relay; and a changed row is found."""

from collections.abc import Sequence
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.module_loading import import_string

from annotations.actions.keep_act import settle_acts
from annotations.domain.actor import SYSTEM
from annotations.domain.events import Event
from annotations.domain.job import JobHint
from annotations.domain.promotion import Promotion
from annotations.domain.record import utc_now
from annotations.errors import StoreUnavailable
from annotations.relay.derive import Change
from annotations.store import acts as acts_store
from annotations.store import audit, promotions
from annotations.store.client import Session, transaction
from annotations.store.client import database as mongo
from tests.builders import Cast, a_frame, a_model_version
from tests.caller import signed_in
from tests.circle import Circle


def running(**options: Any) -> Circle:
    circle = Circle(works=False, **options)
    circle.start()
    return circle


def rows() -> list[dict[str, Any]]:
    return list(mongo()["audit"].find().sort("number", 1))


def three_acts(cast: Cast) -> None:
    alice = signed_in(cast.alice)
    for name in ("One", "Two", "Three"):
        alice.patch(f"/api/projects/{cast.project.id}", {"name": name}).good()


def expect_whole(count: int) -> None:
    found = rows()
    assert [row["number"] for row in found] == list(range(1, count + 1)), [row["act"] for row in found]
    assert len({row["source"] for row in found}) == count
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert f"whole up to {count}:" in out.getvalue()


def broken() -> str:
    with pytest.raises(CommandError) as fault:
        call_command("verify_audit", stdout=StringIO())
    return str(fault.value)


def test_acts_become_rows_of_one_chain_and_are_gone_from_where_they_waited(cast: Cast) -> None:
    three_acts(cast)
    circle = running()
    circle.settle()
    circle.stop()
    assert [row["act"] for row in rows()] == ["account.signed_in", *["project.changed"] * 3]
    assert rows()[0]["previous"] == audit.START
    assert rows()[1]["previous"] == rows()[0]["hash"]
    assert mongo()["acts"].count_documents({}) == 0
    expect_whole(4)


@pytest.mark.parametrize("place", ["before", "after"])
def test_a_relay_that_dies_in_between_loses_nothing_and_doubles_nothing(cast: Cast, place: str) -> None:
    class Dying(RuntimeError):
        """Stands for a power cut."""

    own = [import_string(path) for path in settings.RELAY_SUBSCRIBERS]

    def die(changes: Sequence[Change], session: Session) -> list[JobHint]:
        raise Dying

    def die_told(numbered: Sequence[tuple[Event, str]]) -> None:
        if rows():
            raise Dying

    three_acts(cast)
    first = running(reactions=[*own, die]) if place == "before" else running(also_publish=die_told)
    assert isinstance(first.wait_end(), Dying)
    assert len(rows()) == (0 if place == "before" else 4)
    second = running()
    second.settle()
    second.stop()
    expect_whole(4)


def test_after_a_lost_history_nothing_is_told_twice_and_nothing_is_missing(cast: Cast) -> None:
    frame = a_frame(cast.project)
    bob = signed_in(cast.bob)
    bob.post(f"/api/frames/{frame.id}/reviews", {"verdict": "submitted"}).good(201)
    first = running()
    first.settle()
    first.stop()
    told = len(rows())
    three_acts(cast)
    mongo()["cursors"].update_one({"_id": "relay"}, {"$set": {"token": None}})
    second = running()
    second.settle()
    second.stop()
    assert [row["act"] for row in rows()].count("frame.submitted") == 1
    expect_whole(told + 4)


def test_verdicts_and_machines_come_from_their_own_rows(cast: Cast) -> None:
    frame = a_frame(cast.project)
    version = a_model_version(cast.project)
    signed_in(cast.bob).post(f"/api/frames/{frame.id}/reviews", {"verdict": "submitted"}).good(201)
    promoted = Promotion(
        id="pmt_" + "1" * 32,
        project_id=cast.project.id,
        from_id=None,
        to_id=version.id,
        cause="gate",
        actor=SYSTEM,
        at=utc_now(),
    )
    transaction(lambda session: promotions.append_promotion(promoted, session=session))
    circle = running()
    circle.settle()
    circle.stop()
    told = {row["act"]: row for row in rows()}
    assert told["frame.submitted"]["actor"]["name"] == "bob"
    assert told["frame.submitted"]["project_id"] == cast.project.id
    assert told["model_version.promoted"]["actor"]["kind"] == "machine"


def test_an_act_whose_process_died_is_told_as_one_of_unknown_end(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = signed_in(cast.alice)
    with monkeypatch.context() as away:

        def unreachable(*_given: Any) -> None:
            message = "away"
            raise StoreUnavailable(message)

        away.setattr(acts_store, "end_act", unreachable)
        alice.patch(f"/api/projects/{cast.project.id}", {"name": "Half"}).good()
    assert settle_acts() == 0
    assert settle_acts(clock=lambda: utc_now() + timedelta(hours=1)) == 1
    circle = running()
    circle.settle()
    circle.stop()
    assert [(row["act"], row["outcome"]) for row in rows()][-1] == ("project.changed", "unknown")
    expect_whole(2)


def test_a_changed_row_a_missing_row_and_a_missing_end_are_found(cast: Cast) -> None:
    three_acts(cast)
    circle = running()
    circle.settle()
    circle.stop()
    expect_whole(4)
    third = rows()[2]
    mongo()["audit"].update_one({"number": 3}, {"$set": {"actor.name": "bob"}})
    assert broken() == "broken at row 3: it was changed after it was written"
    forged = {**third, "actor": {**third["actor"], "name": "bob"}}
    mongo()["audit"].replace_one({"number": 3}, {**forged, "hash": audit.hash_row(forged)})
    assert broken() == "broken at row 4: it does not follow the row before it"
    mongo()["audit"].replace_one({"number": 3}, third)
    expect_whole(4)
    last = rows()[3]
    mongo()["audit"].delete_one({"number": 4})
    assert broken() == "broken at row 4: the rows 4 to 4 are gone"
    mongo()["audit"].insert_one(last)
    mongo()["audit"].delete_one({"number": 2})
    assert broken() == "broken at row 2: the row is gone; the next one is 3"


def test_an_end_that_was_noted_elsewhere_finds_a_chain_that_was_written_anew(cast: Cast) -> None:
    three_acts(cast)
    circle = running()
    circle.settle()
    circle.stop()
    noted = rows()[3]["hash"]
    call_command("verify_audit", "--expect", f"4:{noted}", stdout=StringIO())
    with pytest.raises(CommandError, match="not the one that was noted"):
        call_command("verify_audit", "--expect", f"4:{'0' * 64}", stdout=StringIO())
    with pytest.raises(CommandError, match="are gone"):
        call_command("verify_audit", "--expect", f"9:{noted}", stdout=StringIO())
    with pytest.raises(CommandError, match="NUMBER:HASH"):
        call_command("verify_audit", "--expect", "four", stdout=StringIO())


def test_rows_go_after_the_days_that_are_set_and_the_rest_is_whole(cast: Cast) -> None:
    three_acts(cast)
    circle = running()
    circle.settle()
    circle.stop()
    audit.keep_for_days(30)
    audit.keep_for_days(60)
    kept = mongo()["audit"].index_information()[audit.RETENTION]
    assert kept["expireAfterSeconds"] == 60 * 86_400
    audit.keep_for_days(0)
    assert audit.RETENTION not in mongo()["audit"].index_information()
