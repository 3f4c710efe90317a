"""Events and errors as a whole: none is left out of the contract, and each name says what it is."""

import re
from collections.abc import Iterator
from typing import get_args

import pytest

from annotations.domain import events
from annotations.domain.events import EventBase
from annotations.errors import PortalError
from portal import api
from portal.contract.schema import RECEIVED, wire_schema
from tests.builders import Cast, a_frame, a_model_version, predict
from tests.caller import Caller
from tests.circle import Circle, log_of

TYPE = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+")


def test_every_event_is_in_the_contract_and_no_class_of_an_event_is_outside_the_union() -> None:
    union, _discriminator = get_args(events.Event)
    members = set(get_args(union))
    assert members <= set(RECEIVED)
    assert members == set(EventBase.__subclasses__())
    definitions = wire_schema()
    for member in members:
        kind = definitions[member.__name__]["properties"]["type"]["const"]
        assert TYPE.fullmatch(kind)
        noun, verb = kind.split(".")
        assert member.__name__ == "".join(part.title() for part in (*noun.split("_"), verb))
        assert set(EventBase.model_fields) <= set(definitions[member.__name__]["required"])


def leaves(of: type[PortalError]) -> Iterator[type[PortalError]]:
    for child in of.__subclasses__():
        yield child
        yield from leaves(child)


def test_every_error_of_the_tree_lives_in_an_errors_module_and_has_its_own_code() -> None:
    assert api.api.title == "Tandem", "the whole web side is loaded, and with it every error"
    found = [error for error in leaves(PortalError) if not error.__module__.startswith("tests.")]
    codes = [error.code for error in found]
    assert len(set(codes)) == len(codes)
    assert PortalError.code not in codes
    assert {error.__module__ for error in found} == {"annotations.errors", "inference.errors"}


@pytest.mark.parametrize("same", [True, False], ids=["the same version again", "another version"])
def test_predictions_name_the_version_whose_ghosts_they_replace(
    cast: Cast, circle: Circle, alice: Caller, same: bool
) -> None:
    """A canvas knows ghosts by the version that spoke, so that is what an event has to name."""
    frame = a_frame(cast.project)
    first = a_model_version(cast.project)
    second = first if same else a_model_version(cast.project, version="2")
    predict(frame, first, "cat", "dog")
    circle.settle()
    (spoken,) = {ghost["model_version_id"] for ghost in alice.frame(frame.id)["predictions"]}
    predict(frame, second, "bird")
    circle.settle()
    told = [event for event in log_of(cast.project.id) if event["type"] == "predictions.recorded"]
    assert [event["replaces"] for event in told] == [None, first.id if same else None]
    assert spoken == first.id
    standing = told[-1:] if same else told
    assert {ghost["id"] for ghost in alice.frame(frame.id)["predictions"]} == {
        ghost["id"] for event in standing for ghost in event["predictions"]
    }
