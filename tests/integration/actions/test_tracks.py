"""Keyframes of a track: people who speak of different ones merge, on the same one they choose."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.actions.correct_frame import CorrectionResult
from annotations.domain.asset import Frame
from annotations.domain.attribute import Attribute
from annotations.domain.correction import fold
from annotations.domain.geometry import Track
from annotations.errors import AttributeInvalid, InputInvalid, ShapeInvalid
from annotations.queries.history import read_history
from annotations.store import projects
from annotations.store.corrections import list_corrections
from annotations.store.tables import ANNOTATIONS
from tests.builders import (
    Cast,
    Person,
    a_box,
    a_frame,
    a_propagation,
    a_reel,
    a_track,
    an_annotation_id,
    ask,
    correct,
    draw,
    reread,
)

Json = dict[str, Any]


def says(x: float, **more: Any) -> Json:
    return {"shape": a_box(x=x), **more}


def rekey(
    reel: Frame, who: Person, track_id: str, revision: int, keyframes: Json, **more: Any
) -> CorrectionResult:
    wanted = ask("rekey", annotation_id=track_id, revision=revision, keyframes=keyframes, **more)
    (outcome,) = correct(reel, who, wanted).results
    return outcome


def track_of(track_id: str) -> Track:
    found = ANNOTATIONS.find(track_id)
    assert found is not None
    assert isinstance(found.shape, Track)
    return found.shape


def places(track_id: str) -> dict[int, float]:
    return {it.frame: it.shape.x for it in track_of(track_id).keyframes if it.shape.type == "box"}


def expect_ledger_is_the_truth(reel: Frame) -> None:
    entries = list_corrections(reel.id)
    assert fold(entries) == {found.id: found for found in ANNOTATIONS.page({"frame_id": reel.id})}
    assert [entry.frame_seq for entry in entries] == list(range(1, len(entries) + 1))


@pytest.fixture
def reel(cast: Cast) -> Frame:
    return a_reel(cast.project)


def test_keyframes_are_set_and_taken_away_and_kept_in_order(cast: Cast, reel: Frame) -> None:
    track_id = draw(reel, cast.bob, shape=a_track(10, 20))
    outcome = rekey(reel, cast.bob, track_id, 1, {"15": says(90), "5": says(80, outside=True), "20": None})
    assert (outcome.status, outcome.revision) == ("applied", 2)
    assert places(track_id) == {5: 80, 10: 20, 15: 90}
    assert track_of(track_id).keyframes[0].outside
    newest = read_history(reel, track_id, before=None, limit=1).corrections[0]
    assert newest.kind == "rekey"
    assert newest.before is not None
    assert newest.before.shape == a_track(10, 20)


def test_two_people_on_different_keyframes_merge_and_on_the_same_one_choose(cast: Cast, reel: Frame) -> None:
    track_id = draw(reel, cast.bob, shape=a_track(10, 20))
    assert rekey(reel, cast.bob, track_id, 1, {"10": says(50)}).status == "applied"
    assert rekey(reel, cast.alice, track_id, 1, {"20": says(60), "30": says(70)}).status == "applied"
    assert rekey(reel, cast.rita, track_id, 1, {"30": says(99)}).status == "conflict"
    assert places(track_id) == {10: 50, 20: 60, 30: 70}
    expect_ledger_is_the_truth(reel)


def test_a_whole_track_conflicts_with_its_keyframes(cast: Cast, reel: Frame) -> None:
    track_id = draw(reel, cast.bob, shape=a_track(10, 20, 30))
    reshape = ask("reshape", annotation_id=track_id, revision=1, shape=a_track(10, 20))
    assert correct(reel, cast.bob, reshape).results[0].status == "applied"
    assert rekey(reel, cast.alice, track_id, 1, {"30": says(5)}).status == "conflict"
    assert rekey(reel, cast.alice, track_id, 1, {"15": says(5)}).status == "applied"
    late = ask("reshape", annotation_id=track_id, revision=2, shape=a_track(10))
    assert correct(reel, cast.bob, late).results[0].status == "conflict"
    expect_ledger_is_the_truth(reel)


def test_the_last_keyframe_stays_also_when_two_people_take_one_each(cast: Cast, reel: Frame) -> None:
    track_id = draw(reel, cast.bob, shape=a_track(10, 20))
    with pytest.raises(ShapeInvalid) as refused:
        rekey(reel, cast.bob, track_id, 1, {"10": None, "20": None})
    assert set(refused.value.fields) == {"corrections.0.keyframes"}
    assert rekey(reel, cast.bob, track_id, 1, {"10": None}).status == "applied"
    assert rekey(reel, cast.alice, track_id, 1, {"20": None}).status == "conflict"
    assert list(places(track_id)) == [20]


def test_a_repeated_rekey_is_answered_as_before_and_keeps_where_it_came_from(cast: Cast, reel: Frame) -> None:
    track_id = draw(reel, cast.bob, shape=a_track(10))
    source = a_propagation(reel, cast.bob, track_id)
    wanted = ask(
        "rekey", annotation_id=track_id, revision=1, keyframes={"12": says(7)}, propagation_id=source
    )
    first = correct(reel, cast.bob, wanted)
    again = correct(reel, cast.bob, wanted)
    assert (again.seq, again.results[0].repeated) == (first.seq, True)
    (entry,) = [entry for entry in list_corrections(reel.id) if entry.kind == "rekey"]
    assert entry.request.propagation_id == source


BOX: Json = {"type": "box", "x": 1, "y": 1, "width": 5, "height": 5}


@pytest.mark.parametrize(
    ("keyframes", "field"),
    [
        ({"100": says(1)}, "keyframes.100"),
        ({"5": says(10_000)}, "keyframes.5.shape"),
        ({"5": {"shape": {"type": "ellipse", "x": 50, "y": 50, "rx": 5, "ry": 5}}}, "keyframes.5.shape"),
        ({"5": {"shape": BOX, "attributes": {"hat": True}}}, "keyframes.5.attributes.hat"),
        ({"5": {"shape": BOX, "attributes": {"made": "old"}}}, "keyframes.5.attributes.made"),
        ({"5": {"shape": BOX, "attributes": {"pose": "upside down"}}}, "keyframes.5.attributes.pose"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_field(
    cast: Cast, reel: Frame, keyframes: Json, field: str
) -> None:
    asking(cast)
    track_id = draw(reel, cast.bob, shape=a_track(10))
    with pytest.raises((ShapeInvalid, AttributeInvalid)) as refused:
        rekey(reel, cast.bob, track_id, 1, keyframes)
    assert list(refused.value.fields) == [f"corrections.0.{field}"]
    assert places(track_id) == {10: 20}
    assert len(list_corrections(reel.id)) == 1


def asking(cast: Cast) -> None:
    asked = (
        Attribute(name="pose", type="select", values=("front", "side"), mutable=True),
        Attribute(name="made", type="text"),
    )
    labels = [label.model_copy(update={"attributes": asked}) for label in cast.project.labels]
    assert projects.replace_project(cast.project.model_copy(update={"labels": labels}))


def test_only_answers_that_may_change_along_a_track_stand_at_its_keyframes(cast: Cast, reel: Frame) -> None:
    asking(cast)
    track_id = draw(reel, cast.bob, shape=a_track(10, attributes={"pose": "front"}))
    rekey(reel, cast.bob, track_id, 1, {"12": says(3, attributes={"pose": "side"})})
    assert [it.attributes for it in track_of(track_id).keyframes] == [{"pose": "front"}, {"pose": "side"}]
    with pytest.raises(AttributeInvalid) as refused:
        draw(reel, cast.bob, shape=a_track(10, attributes={"made": "old"}))
    assert list(refused.value.fields) == ["corrections.0.shape.keyframes.0.attributes.made"]


def test_tracks_stand_on_reels_only_and_reels_take_nothing_else_but_tags(cast: Cast, reel: Frame) -> None:
    with pytest.raises(ShapeInvalid):
        draw(a_frame(cast.project), cast.bob, shape=a_track(1))
    with pytest.raises(ShapeInvalid) as refused:
        draw(reel, cast.bob)
    assert list(refused.value.fields) == ["corrections.0.shape"]
    with pytest.raises(ShapeInvalid):
        draw(reel, cast.bob, shape=a_track(100))
    still = a_frame(cast.project)
    box_id = draw(still, cast.bob)
    with pytest.raises(ShapeInvalid) as no_track:
        rekey(still, cast.bob, box_id, 1, {"5": says(1)})
    assert list(no_track.value.fields) == ["corrections.0.kind"]
    tag = ask("add", annotation_id=an_annotation_id(), label="cat", shape={"type": "tag"})
    assert correct(reel, cast.bob, tag).results[0].status == "applied"


@pytest.mark.parametrize(
    ("fields", "at_fault"),
    [
        ({}, "keyframes"),
        ({"kind": "reshape", "shape": a_track(1), "keyframes": {"1": None}}, "keyframes"),
        ({"kind": "reshape", "shape": a_track(1), "propagation_id": "prp_" + "0" * 32}, "propagation_id"),
    ],
)
def test_keyframes_are_the_business_of_rekey(cast: Cast, reel: Frame, fields: Json, at_fault: str) -> None:
    track_id = draw(reel, cast.bob, shape=a_track(1))
    wanted = {"kind": "rekey", "annotation_id": track_id, "revision": 1, **fields}
    with pytest.raises(InputInvalid) as refused:
        correct(reel, cast.bob, ask(**wanted))
    assert list(refused.value.fields) == [f"corrections.0.{at_fault}"]


STEPS = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.integers(0, 2),
        st.dictionaries(
            st.sampled_from("2468"), st.one_of(st.none(), st.integers(0, 300)), min_size=1, max_size=2
        ),
    ),
    max_size=10,
)


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_the_track_is_the_fold_of_its_ledger(
    cast: Cast, steps: list[tuple[int, int, dict[str, int | None]]]
) -> None:
    reel = a_reel(cast.project)
    track_id = draw(reel, cast.bob, shape=a_track(2, 6))
    expected = places(track_id)
    for who, behind, said in steps:
        current = ANNOTATIONS.find(track_id)
        assert current is not None
        keyframes = {frame: None if x is None else says(float(x)) for frame, x in said.items()}
        try:
            done = rekey(
                reel, (cast.bob, cast.alice)[who], track_id, max(1, current.revision - behind), keyframes
            )
        except ShapeInvalid:
            continue
        if done.status == "applied":
            for frame, x in said.items():
                expected.pop(int(frame), None)
                if x is not None:
                    expected[int(frame)] = x
        assert places(track_id) == expected
    expect_ledger_is_the_truth(reel)


def test_people_who_speak_of_different_keyframes_at_once_are_all_heard(cast: Cast, reel: Frame) -> None:
    track_id = draw(reel, cast.bob, shape=a_track(0))
    people, ready = (cast.alice, cast.bob, cast.rita), threading.Barrier(6)

    def speak(number: int) -> str:
        ready.wait(10)
        return rekey(reel, people[number % 3], track_id, 1, {str(number + 1): says(float(number))}).status

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(speak, range(6))) == ["applied"] * 6
    assert places(track_id) == {0: 10, **{number + 1: number for number in range(6)}}
    assert reread(reel).seq == 7
    expect_ledger_is_the_truth(reel)
