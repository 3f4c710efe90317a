"""The schema is applied any number of times, and the database itself refuses what cannot be read."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from pymongo.errors import DuplicateKeyError, WriteError

from annotations.domain.record import utc_now
from annotations.store.client import Duplicate, Session, transaction
from annotations.store.client import database as mongo
from annotations.store.indexes import INDEXES, VALIDATORS, ensure_schema
from annotations.store.projects import find_role, list_members
from annotations.store.tables import ASSETS
from tests.builders import Cast, an_asset


def test_applying_the_schema_again_changes_nothing(database: None) -> None:
    def state() -> dict[str, Any]:
        return {name: sorted(mongo()[name].index_information()) for name in INDEXES}

    before = state()
    ensure_schema()
    assert state() == before
    assert all(
        {index.document["name"] for index in indexes} <= set(before[name])
        for name, indexes in INDEXES.items()
    )


def test_indexes_of_an_earlier_version_are_brought_up_to_date(database: None) -> None:
    def found(name: str) -> dict[str, Any]:
        return dict(mongo()[name].index_information())

    before = {name: found(name) for name in ("leases", "jobs")}
    mongo().command("collMod", "leases", index={"name": "forget", "expireAfterSeconds": 7})
    mongo()["jobs"].drop_index("sweep")
    mongo()["jobs"].create_index([("status", 1)], name="sweep")
    ensure_schema()
    assert {name: found(name) for name in before} == before


@pytest.mark.parametrize(("name", "broken"), [(name, {"_id": "broken"}) for name in VALIDATORS])
def test_a_document_without_what_it_needs_is_refused_by_the_database(
    database: None, name: str, broken: dict[str, Any]
) -> None:
    with pytest.raises(WriteError, match="failed validation"):
        mongo()[name].insert_one(broken)


def test_one_membership_per_person_and_project_is_kept_by_the_database(cast: Cast) -> None:
    row = mongo()["memberships"].find_one({"user_id": cast.bob.user.pk})
    assert row is not None
    with pytest.raises(DuplicateKeyError):
        mongo()["memberships"].insert_one(
            {"project_id": cast.project.id, "user_id": cast.bob.user.pk, "role": "manager"}
        )


def test_rows_with_the_former_names_of_roles_get_the_present_ones(cast: Cast) -> None:
    people = {"owner": cast.alice, "viewer": cast.vera}
    for former, person in people.items():
        mongo()["memberships"].update_one({"user_id": person.user.pk}, {"$set": {"role": former}})
        assert find_role(cast.project.id, person.id) is None
    import_module("annotations.migrations.0002_name_the_roles").rename(apps, None)
    roles = {member.user_id: member.role for member in list_members(cast.project.id)}
    assert roles == {
        cast.alice.id: "manager", cast.rita.id: "reviewer", cast.bob.id: "annotator", cast.vera.id: "guest"
    }  # fmt: skip


def test_the_same_content_twice_in_a_project_is_refused_and_in_another_project_taken(cast: Cast) -> None:
    first = an_asset(cast.project)
    with pytest.raises(Duplicate):
        an_asset(cast.project, sha256=first.sha256)
    other = cast.project.model_copy(update={"id": "prj_" + "1" * 32})
    assert an_asset(other, sha256=first.sha256).id != first.id


def test_a_transaction_that_fails_leaves_nothing(cast: Cast) -> None:
    def work(session: Session) -> None:
        mongo()["reviews"].insert_one({"_id": "half"}, session=session)
        raise LookupError("in the middle")

    with pytest.raises(LookupError):
        transaction(work)
    assert mongo()["reviews"].find_one({"_id": "half"}) is None


def test_a_record_comes_back_as_it_was_stored(cast: Cast) -> None:
    asset = an_asset(cast.project, notes=["ä", "✓"], duration_seconds=1.5, created_at=utc_now())
    assert ASSETS.find(asset.id) == asset


def test_what_another_version_wrote_into_a_row_does_not_hinder_reading_it(cast: Cast) -> None:
    asset = an_asset(cast.project)
    mongo()["assets"].update_one({"_id": asset.id}, {"$set": {"from_the_future": {"a": 1}}})
    assert ASSETS.find(asset.id) == asset


@pytest.mark.parametrize("identity", ["", "x", "0" * 24, "z" * 24, "$where", "\x00", "x" * 5000])
def test_an_identity_that_nobody_has_finds_nothing(database: None, identity: str) -> None:
    assert ASSETS.find(identity) is None
