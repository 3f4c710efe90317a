"""Names, ids, file names and storage names: what outsiders choose stays harmless."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from annotations.actions.create_project import LabelRequest, label_set
from annotations.actions.upload_asset import plain_name
from annotations.domain.ids import new_id, split_prediction_id
from annotations.domain.label import PALETTE
from annotations.domain.name import Name
from annotations.errors import InputInvalid
from annotations.store.files import storage_name

NAME: TypeAdapter[str] = TypeAdapter(Name)


@pytest.mark.parametrize(
    "name", ["", "   ", "a\nb", "a\x00", "cat\u202e", "a\u200bb", "\ufeffcat", "x" * 101, "\ue000"]
)
def test_a_name_that_cannot_be_told_apart_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        NAME.validate_python(name)


@pytest.mark.parametrize(("given_", "kept"), [(" cat ", "cat"), ("e\u0301", "é"), ("車", "車"), ("🦆", "🦆")])
def test_a_name_is_kept_in_one_spelling(given_: str, kept: str) -> None:
    assert NAME.validate_python(given_) == kept


def test_ids_sort_by_the_time_they_were_made() -> None:
    made = [new_id("ast") for _ in range(50)]
    assert sorted(made, key=lambda identity: identity[:16]) == made
    assert len(set(made)) == 50


def test_a_predictions_id_names_its_row_and_column() -> None:
    assert split_prediction_id("prd_ab.12") == ("prd_ab", 12)


@given(st.text())
def test_a_file_name_is_never_a_path(name: str) -> None:
    shown = plain_name(name)
    assert shown
    assert len(shown) <= 200
    assert not set(shown) & set("/\\\n\r\t\0")


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "storage://",
        "/etc/passwd",
        "../x",
        "a/../../x",
        "storage:///etc",
        "http://host/x",
        "file:x",
        "a\\b",
        "a\0",
        "c:x",
    ],
)
def test_a_uri_that_leaves_the_storage_points_nowhere(uri: str) -> None:
    assert storage_name(uri) is None


@given(st.text())
def test_no_uri_climbs(uri: str) -> None:
    name = storage_name(uri)
    assert name is None or not (name.startswith("/") or ".." in name.split("/"))


def test_labels_get_colours_in_turn_and_keep_the_ones_they_have() -> None:
    assert label_set([]) == []
    made = label_set(
        [LabelRequest(name="a"), LabelRequest(name="b", color="#123456"), LabelRequest(name="c")]
    )
    assert [label.color for label in made] == [PALETTE[0], "#123456", PALETTE[2]]
    with pytest.raises(InputInvalid):
        label_set([LabelRequest(name="Straße"), LabelRequest(name="STRASSE")])
