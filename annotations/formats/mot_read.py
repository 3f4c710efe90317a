"""Read MOTChallenge ground truth: line by line, each object's boxes thinned to keyframes."""

from __future__ import annotations

import math
import re
from array import array
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePosixPath

from annotations.domain.asset import Asset
from annotations.domain.geometry import MOST_KEYFRAMES, Box
from annotations.domain.incoming import ReadLabel, ReadMoment, ReadTrack, ReadTracks
from annotations.errors import TracksInvalid
from annotations.formats.choose_member import choose_member
from annotations.formats.decimals import DECIMALS
from annotations.formats.parcel import Parcel, sibling
from annotations.formats.thin_boxes import Row, thin_boxes

MOST_ROWS, MOST_LABELS, MOST_MOMENTS = 2_000_000, 5_000, 300_000
FEWEST_COLUMNS, MOST_COLUMNS = 6, 10
STANDARD = (
    "pedestrian", "person on vehicle", "car", "bicycle", "motorbike", "non motorized vehicle",
    "static person", "distractor", "occluder", "occluder on the ground", "occluder full", "reflection",
)  # fmt: skip
"""The classes of the challenge, for files that come without `labels.txt`."""
VISIBLE = 0.5
"""Visible part from which on an object does not count as occluded."""
_NUMBERS = re.compile(r"[-+0-9.eE, \t]+")


@dataclass(slots=True)
class _Rows:
    """The lines of one object."""

    class_id: int
    line: int
    frames: array[int] = field(default_factory=lambda: array("q"))
    lines: array[int] = field(default_factory=lambda: array("q"))
    hidden: array[int] = field(default_factory=lambda: array("b"))
    boxes: array[float] = field(default_factory=lambda: array("d"))


def read_mot(parcel: Parcel, asset: Asset) -> ReadTracks:
    """Read what a file says of a video.

    Boxes are cut at the picture's edge, lines that are to be ignored (7th column 0) are left out, and an
    object is gone on frames without a line.

    Raises:
        TracksInvalid: a line cannot be read or does not fit the video; the message names it.
    """
    name = _ground_truth(parcel, asset)
    labels = _labels(parcel, sibling(name, "labels.txt"))
    _check_size(parcel, sibling(sibling(name, ""), "seqinfo.ini"), asset)
    ignored = count = 0
    objects: dict[int, _Rows] = {}
    for line, text in parcel.lines(name):
        if not text:
            continue
        count += 1
        if count > MOST_ROWS:
            message = f"The file has more than {MOST_ROWS:,} lines. Cut it into several files."
            raise TracksInvalid(message)
        ignored += not _take(line, _numbers(line, text), objects, asset, len(labels))
    tracks: list[ReadTrack] = []
    moments = 0
    for number in sorted(objects):
        track = _track(number, objects.pop(number), labels, asset)
        if track is not None:
            tracks.append(track)
            moments += len(track.moments)
        if moments > MOST_MOMENTS:
            message = f"The tracks need more than {MOST_MOMENTS:,} keyframes. Cut the file into several."
            raise TracksInvalid(message)
    notes = [f"{ignored} lines are marked to be ignored and were left out."] if ignored else []
    return ReadTracks(tracks, [ReadLabel(label) for label in labels], notes)


def _ground_truth(parcel: Parcel, asset: Asset) -> str:
    if not parcel.is_zip:
        return parcel.names[0]
    found = [name for name in parcel.names if PurePosixPath(name).name == "gt.txt"]
    return choose_member(parcel, found, asset_id=asset.id, asset_name=asset.name, kind="gt/gt.txt")


def _labels(parcel: Parcel, name: str) -> tuple[str, ...]:
    if not parcel.is_zip or name not in parcel.names:
        return STANDARD
    listed: list[str] = []
    for line, text in parcel.lines(name):
        if len(listed) == MOST_LABELS or len(text) > 100:
            message = f"Line {line} of {name}: a file has at most {MOST_LABELS:,} labels of 100 letters each."
            raise TracksInvalid(message)
        listed.append(text)
    return tuple(listed)


def _check_size(parcel: Parcel, name: str, asset: Asset) -> None:
    if name not in parcel.names:
        return
    wanted = {"imwidth": asset.width, "imheight": asset.height}
    for line, text in parcel.lines(name):
        key, _equals, value = text.partition("=")
        expected = wanted.get(key.strip().lower())
        if expected is not None and value.strip() != str(expected):
            message = (
                f"Line {line} of {name}: the file is of a video with {text}, “{asset.name}” is "
                f"{asset.width} × {asset.height}."
            )
            raise TracksInvalid(message)


def _numbers(line: int, text: str) -> list[float]:
    parts = text.split(",")
    if not FEWEST_COLUMNS <= len(parts) <= MOST_COLUMNS:
        message = f"Line {line}: it has {len(parts)} columns; MOT has {FEWEST_COLUMNS} to {MOST_COLUMNS}."
        raise TracksInvalid(message)
    try:
        numbers = [float(part) for part in parts] if _NUMBERS.fullmatch(text) else []
    except ValueError:
        numbers = []
    if not numbers or not all(math.isfinite(number) and abs(number) < 1e9 for number in numbers):
        message = f"Line {line}: not all columns are numbers."
        raise TracksInvalid(message)
    return numbers


def _take(line: int, numbers: list[float], objects: dict[int, _Rows], asset: Asset, classes: int) -> bool:
    """Note a line; False when it is to be ignored."""
    frame, number = _whole(line, numbers[0], "frame"), _whole(line, numbers[1], "track")
    if number < 0:
        message = f"Line {line}: it is of no track (its id is {number}); detections alone cannot be imported."
        raise TracksInvalid(message)
    if not 1 <= frame <= asset.frame_count:
        message = (
            f"Line {line}: frame {frame} does not exist; the video's frames are 1 to {asset.frame_count}."
        )
        raise TracksInvalid(message)
    if len(numbers) > 6 and numbers[6] == 0:
        return False
    class_id = _whole(line, numbers[7], "class") if len(numbers) > 7 else -1
    if class_id == -1 and classes == 1:
        class_id = 1
    if not 1 <= class_id <= classes:
        message = f"Line {line}: there is no class {class_id}; the file has the classes 1 to {classes}."
        raise TracksInvalid(message)
    rows = objects.setdefault(number, _Rows(class_id, line))
    if rows.class_id != class_id:
        message = f"Line {line}: track {number} has the class {rows.class_id} on line {rows.line}."
        raise TracksInvalid(message)
    if numbers[4] <= 0 or numbers[5] <= 0:
        message = f"Line {line}: the box has no area: width and height must be above 0."
        raise TracksInvalid(message)
    rows.frames.append(frame - 1)
    rows.lines.append(line)
    rows.hidden.append(len(numbers) > 8 and 0 <= numbers[8] < VISIBLE)
    rows.boxes.extend(numbers[2:6])
    return True


def _whole(line: int, number: float, column: str) -> int:
    if not number.is_integer():
        message = f"Line {line}: the {column} is not a whole number."
        raise TracksInvalid(message)
    return int(number)


def _track(number: int, rows: _Rows, labels: tuple[str, ...], asset: Asset) -> ReadTrack | None:
    order = sorted(range(len(rows.frames)), key=lambda place: rows.frames[place])
    for before, after in pairwise(order):
        if rows.frames[before] == rows.frames[after]:
            message = (
                f"Line {rows.lines[after]}: track {number} is on frame {rows.frames[after] + 1} twice, see "
                f"line {rows.lines[before]}."
            )
            raise TracksInvalid(message)
    cut = ((place, _cut(rows, place, asset)) for place in order)
    shown = [(place, row) for place, row in cut if row is not None]
    moments: list[ReadMoment] = []
    start = 0
    for end in range(1, len(shown) + 1):
        if end < len(shown) and rows.frames[shown[end][0]] == rows.frames[shown[end - 1][0]] + 1:
            continue
        moments += _stretch(rows, shown[start:end], asset)
        start = end
    if len(moments) > MOST_KEYFRAMES:
        message = (
            f"Line {rows.line}: track {number} needs {len(moments):,} keyframes; a track has at most "
            f"{MOST_KEYFRAMES:,}."
        )
        raise TracksInvalid(message)
    return ReadTrack(rows.line, labels[rows.class_id - 1], moments) if moments else None


def _cut(rows: _Rows, place: int, asset: Asset) -> Row | None:
    """Return a box without what lies outside the picture; None when nothing is left."""
    left, top, width, height = rows.boxes[4 * place : 4 * place + 4]
    right, bottom = min(left + width, float(asset.width or 0)), min(top + height, float(asset.height or 0))
    if left < 0 or right < left + width:
        left, width = max(left, 0.0), right - max(left, 0.0)
    if top < 0 or bottom < top + height:
        top, height = max(top, 0.0), bottom - max(top, 0.0)
    cut = (round(left, DECIMALS), round(top, DECIMALS), round(width, DECIMALS), round(height, DECIMALS))
    return cut if cut[2] > 0 and cut[3] > 0 else None


def _stretch(rows: _Rows, shown: list[tuple[int, Row]], asset: Asset) -> list[ReadMoment]:
    """Return the moments of boxes on successive frames; behind them the object is gone."""
    places = [place for place, _row in shown]
    turns = [at for at in range(1, len(places)) if rows.hidden[places[at]] != rows.hidden[places[at - 1]]]
    first = rows.frames[places[0]]
    moments = [
        _moment(rows, places[at], shown[at][1])
        for at in thin_boxes(first, [row for _place, row in shown], turns)
    ]
    last = moments[-1]
    if last.frame + 1 < asset.frame_count:
        moments.append(
            ReadMoment(last.line, last.frame + 1, last.shape, outside=True, occluded=last.occluded)
        )
    return moments


def _moment(rows: _Rows, place: int, row: Row) -> ReadMoment:
    box = Box(x=row[0], y=row[1], width=row[2], height=row[3])
    return ReadMoment(rows.lines[place], rows.frames[place], box, occluded=bool(rows.hidden[place]))
