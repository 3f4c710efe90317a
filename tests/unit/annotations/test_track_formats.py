"""The pure parts of the formats of tracks: placing on frames, thinning, masks along rows, numbers."""

import io
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.domain.asset import Asset
from annotations.domain.geometry import Box, Keyframe, Mask, Track
from annotations.domain.interpolation import place_at, place_over
from annotations.domain.record import utc_now
from annotations.domain.snapshot import PackedFrame, PackedObject, PackedVideo
from annotations.domain.video import REEL_INDEX, video_frame_id
from annotations.errors import TracksInvalid
from annotations.formats.cvat_elements import read_shape
from annotations.formats.cvat_shapes import shape_fields
from annotations.formats.decimals import decimal
from annotations.formats.markup import escaped
from annotations.formats.mot import mot_box
from annotations.formats.mot_read import read_mot
from annotations.formats.parcel import Parcel
from annotations.formats.thin_boxes import thin_boxes
from annotations.formats.unroll import unroll

ASSET_ID = f"ast_{'a' * 32}"
LENGTH = 12
VIDEO = PackedVideo(frame_count=LENGTH, rate=25.0)


def packed(index: int, *objects: PackedObject) -> PackedFrame:
    return PackedFrame(
        frame_id=video_frame_id(ASSET_ID, index), asset_id=ASSET_ID, asset_sha256="0" * 64, file_name="a.mp4",
        width=100, height=80, rendition="", objects=list(objects), index=index,
        video=VIDEO if index == REEL_INDEX else None,
    )  # fmt: skip


def an_object(number: int, shape: Box | Track) -> PackedObject:
    return PackedObject(id=f"ann_{number:032x}", revision=1, label="cat", shape=shape.model_dump())


@st.composite
def tracks(draw: st.DrawFn) -> Track:
    frames = sorted(draw(st.sets(st.integers(0, LENGTH - 1), min_size=1, max_size=5)))
    gone = draw(st.lists(st.booleans(), min_size=len(frames), max_size=len(frames)))
    keyframes = [
        Keyframe(frame=frame, shape=Box(x=float(frame), y=1, width=5, height=5), outside=away)
        for frame, away in zip(frames, gone, strict=True)
    ]
    return Track(keyframes=keyframes)


@given(st.lists(tracks(), max_size=5), st.sets(st.integers(0, LENGTH - 1)), st.booleans())
@settings(max_examples=30, deadline=None)
def test_unrolling_shows_on_each_frame_what_stands_there(
    drawn: list[Track], rows: set[int], interpolated: bool
) -> None:
    parts = [
        packed(REEL_INDEX, *(an_object(place, track) for place, track in enumerate(drawn[half::2])))
        for half in (0, 1)
    ]
    still = an_object(99, Box(x=1, y=2, width=3, height=4))
    frames: Iterator[PackedFrame] = iter([*parts, *(packed(index, still) for index in sorted(rows))])
    in_order = [*drawn[0::2], *drawn[1::2]]
    found = {frame.index: frame.objects for frame in unroll(frames, interpolated=interpolated)}
    assert list(found) == sorted(found, key=lambda index: index or 0)
    for index in range(LENGTH):
        expected = {}
        for number, track in enumerate(in_order, start=1):
            placed = place_at(track, index)
            if placed is not None and (interpolated or placed.is_keyframe):
                expected[number] = placed.shape
        here = found.get(index, [])
        assert {entry.track: entry.shape for entry in here if entry.track} == expected
        assert [entry.id for entry in here if not entry.track] == ([still.id] if index in rows else [])


def test_a_track_is_opened_when_its_first_frame_comes() -> None:
    late = PackedObject(
        id="ann_x",
        revision=1,
        label="cat",
        shape={"type": "track", "keyframes": [{"frame": 9, "no": "shape"}]},
    )
    early = an_object(1, Track(keyframes=[Keyframe(frame=0, shape=Box(x=1, y=1, width=2, height=2))]))
    shown = unroll(iter([packed(REEL_INDEX, early, late)]), interpolated=True)
    assert [next(shown).index for _ in range(8)] == list(range(8)), "nobody has looked at the broken one yet"
    with pytest.raises(ValueError):
        next(shown)


sizes = st.floats(0.5, 500, allow_nan=False).map(lambda value: round(value, 3))


@given(st.lists(st.tuples(sizes, sizes, sizes, sizes), min_size=1, max_size=40), st.integers(0, 5))
@settings(max_examples=30, deadline=None)
def test_thinned_boxes_give_back_every_line(
    rows: list[tuple[float, float, float, float]], first: int
) -> None:
    kept = thin_boxes(first, rows)
    track = Track(
        keyframes=[
            Keyframe(
                frame=first + place,
                shape=Box(x=rows[place][0], y=rows[place][1], width=rows[place][2], height=rows[place][3]),
            )
            for place in kept
        ]
    )
    for place, row in enumerate(rows):
        placed = place_at(track, first + place)
        assert placed is not None
        assert mot_box(placed.shape) == tuple(decimal(value) for value in row)


def test_what_moves_evenly_needs_two_keyframes() -> None:
    ends = Box(x=1.25, y=5, width=20, height=8), Box(x=30.123457, y=5, width=3.1, height=8)
    track = Track(keyframes=[Keyframe(frame=3, shape=ends[0]), Keyframe(frame=92, shape=ends[1])])
    rows = []
    for _index, placed in place_over(track, 3, 92):
        left, top, width, height = (float(text) for text in mot_box(placed.shape))
        rows.append((left, top, width, height))
    assert thin_boxes(3, rows) == [0, 89]
    assert 40 in thin_boxes(3, rows, [40])
    assert thin_boxes(3, rows[:1]) == [0]


@given(st.lists(st.booleans(), min_size=35, max_size=35).filter(any))
@settings(max_examples=30, deadline=None)
def test_a_mask_along_the_rows_is_the_same_mask(pixels: list[bool]) -> None:
    counts, value = [0], False
    for pixel in pixels:
        if pixel != value:
            counts.append(0)
            value = pixel
        counts[-1] += 1
    mask = Mask(size=(7, 5), counts=counts)
    said = {name: str(value) for name, value in shape_fields(mask)}
    assert read_shape(1, "mask", said, width=5, height=7) == mask


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("a<b>&\"'", "a&lt;b&gt;&amp;&quot;'"),
        ("a\nb\x00\x1b", "a&#10;b\ufffd\ufffd"),
        ("ä😀", "ä😀"),
    ],
)
def test_what_xml_cannot_hold_is_escaped_or_replaced(text: str, expected: str) -> None:
    assert escaped(text) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(0.0, "0"), (-0.0000001, "0"), (1.5, "1.5"), (100.0, "100"), (1 / 3, "0.333333")]
)
def test_numbers_are_written_without_idle_zeros(value: float, expected: str) -> None:
    assert decimal(value) == expected


def a_video(**changes: object) -> Asset:
    made = Asset(
        id=ASSET_ID, project_id="prj_1", position="1", name="walk.mp4", status="ready", width=100, height=80,
        frame_count=LENGTH, created_at=utc_now(),
    )  # fmt: skip
    return made.model_copy(update=changes)


def two_videos(listing: str) -> Parcel:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for folder, line in (("one", "1,1,1,1,5,5,1,1,1"), ("two", "1,1,2,2,5,5,1,1,1\n2,2,-5,2,9,5,0,1,1")):
            archive.writestr(f"{folder}/gt/gt.txt", line)
        archive.writestr("videos.txt", listing)
    return Parcel(target, "x.zip")


def test_of_several_videos_the_one_of_that_name_is_read_and_ignored_lines_are_told() -> None:
    read = read_mot(two_videos('one\t"a.mp4"\ntwo\t"walk.mp4"\n'), a_video())
    (track,) = read.tracks
    assert [(moment.frame, moment.outside) for moment in track.moments] == [(0, False), (1, True)]
    assert track.moments[0].shape == Box(x=2, y=2, width=5, height=5)
    assert track.label == "pedestrian", "without labels.txt the classes are those of the challenge"
    assert read.notes == ["1 lines are marked to be ignored and were left out."]


@pytest.mark.parametrize("listing", ['one\t"a.mp4"\n', 'one\t"walk.mp4"\ntwo\t"walk.mp4"\n', "one\twalk\n"])
def test_of_several_videos_none_is_guessed(listing: str) -> None:
    with pytest.raises(TracksInvalid):
        read_mot(two_videos(listing), a_video())


def test_boxes_are_cut_at_the_edge_and_those_outside_are_gone() -> None:
    lines = b"1,4,-5,70,20,20,1,1,0.3\n2,4,200,5,10,10,1,1,1\n3,4,90,5,20,10,1,1,1\n"
    (track,) = read_mot(Parcel(io.BytesIO(lines), "gt.txt"), a_video()).tracks
    seen = [(moment.frame, moment.outside, moment.occluded, moment.shape) for moment in track.moments]
    first, last = Box(x=0, y=70, width=15, height=10), Box(x=90, y=5, width=10, height=10)
    assert seen == [
        (0, False, True, first),
        (1, True, True, first),
        (2, False, False, last),
        (3, True, False, last),
    ]
