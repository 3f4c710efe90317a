"""Tracks in columns: what was packed comes back, and rows from before there were any are readable."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from annotations.domain.geometry import Box, Ellipse, Keyframe, Tag, Track
from annotations.domain.packed_tracks import PackedTracks, pack_tracks
from annotations.domain.prediction import PackedPredictions
from annotations.domain.record import utc_now

NUMBERS = st.floats(0, 5_000, allow_nan=False)
SIDES = st.floats(1, 500, allow_nan=False)
KEYFRAMES = st.builds(
    Keyframe,
    frame=st.integers(0, 200_000),
    shape=st.builds(Box, x=NUMBERS, y=NUMBERS, width=SIDES, height=SIDES),
    outside=st.booleans(),
    occluded=st.booleans(),
)
TRACKS = st.lists(KEYFRAMES, min_size=1, max_size=6, unique_by=lambda it: it.frame).map(
    lambda entries: Track(keyframes=sorted(entries, key=lambda it: it.frame))
)


def a_row(**columns: Any) -> dict[str, Any]:
    return {
        "id": "prd_1",
        "project_id": "prj_1",
        "asset_id": "ast_1",
        "frame_id": "frm_1",
        "frame_seq": 1,
        "model_version_id": "mdl_1",
        "replaces": None,
        "created_at": utc_now(),
        **columns,
    }


@settings(max_examples=50)
@given(st.lists(TRACKS, max_size=5))
def test_packed_and_unpacked_tracks_are_the_same(tracks: list[Track]) -> None:
    packed, boxes = pack_tracks(tracks)
    assert [packed.at(place, boxes) for place in range(len(packed))] == tracks
    row = PackedPredictions.model_validate(
        a_row(
            shape_type="track",
            labels=["cat"],
            label_index=[0] * len(tracks),
            scores=[0.5] * len(tracks),
            boxes=boxes,
            tracks=packed.model_dump(),
        )
    )
    assert [said.shape for said in row.unpack()] == tracks
    assert [said.id for said in row.unpack()] == [f"prd_1.{place}" for place in range(len(tracks))]
    assert row.shape_count == sum(len(track.keyframes) for track in tracks)


@pytest.mark.parametrize(
    ("shape_type", "boxes", "shape"),
    [("box", [1.0, 2.0, 3.0, 4.0], Box(x=1, y=2, width=3, height=4)), ("tag", [], Tag())],
)
def test_rows_from_before_there_were_tracks_are_readable(
    shape_type: str, boxes: list[float], shape: object
) -> None:
    old = a_row(shape_type=shape_type, labels=["cat"], label_index=[0], scores=[0.5], boxes=boxes)
    (said,) = PackedPredictions.model_validate(old).unpack()
    assert said.shape == shape


@pytest.mark.parametrize(
    "columns",
    [
        {"ends": [2], "frames": [1], "states": [0]},
        {"ends": [], "frames": [1], "states": [0]},
        {"ends": [1], "frames": [1], "states": []},
        {"ends": [1, 1], "frames": [1], "states": [0]},
        {"ends": [0], "frames": [], "states": []},
    ],
)
def test_columns_that_do_not_fit_together_are_refused(columns: dict[str, list[int]]) -> None:
    with pytest.raises(ValidationError):
        PackedTracks(**columns)


@pytest.mark.parametrize(
    "keyframe",
    [
        {"shape": Ellipse(x=5, y=5, rx=2, ry=2)},
        {"shape": Box(x=5, y=5, width=2, height=2, rotation=10)},
        {"shape": Box(x=5, y=5, width=2, height=2), "attributes": {"pose": "front"}},
    ],
)
def test_only_upright_boxes_without_answers_are_packed(keyframe: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="only tracks of upright boxes"):
        pack_tracks([Track(keyframes=[Keyframe(frame=1, **keyframe)])])
