"""Read CVAT for video 1.1: tracks by their keyframes; what CVAT interpolated is interpolated here again."""

from __future__ import annotations

from itertools import pairwise
from pathlib import PurePosixPath

from pydantic import ValidationError

from annotations.domain.asset import Asset
from annotations.domain.geometry import MOST_KEYFRAMES, Mask, Point, Skeleton, TrackedShape
from annotations.domain.incoming import ReadMoment, ReadTrack, ReadTracks
from annotations.errors import TracksInvalid
from annotations.formats.choose_member import choose_member
from annotations.formats.cvat_elements import SHAPES, flag, read_points, read_shape, whole
from annotations.formats.cvat_labels import LabelReader
from annotations.formats.parcel import Parcel
from annotations.formats.xml_events import Attributes, read_xml

MOST_MOMENTS, MOST_POINTS = 300_000, 5_000_000


def read_cvat_video(parcel: Parcel, asset: Asset) -> ReadTracks:
    """Read what a file says of a video.

    Raises:
        TracksInvalid: it cannot be read or does not fit the video; the message names the line.
    """
    name = parcel.names[0]
    if parcel.is_zip:
        found = [name for name in parcel.names if PurePosixPath(name).suffix.lower() == ".xml"]
        name = choose_member(parcel, found, asset_id=asset.id, asset_name=asset.name, kind="XML")
    reader = _Reader(asset)
    with parcel.open(name) as source:
        read_xml(source, reader)
    return ReadTracks(reader.tracks, list(reader.labels.found.values()))


class _Reader:
    """Builds tracks as their elements end."""

    def __init__(self, asset: Asset) -> None:
        self.tracks: list[ReadTrack] = []
        self.labels = LabelReader()
        self._asset = asset
        self._width, self._height = asset.width or 0, asset.height or 0
        self._path: list[str] = []
        self._track: tuple[int, Attributes] | None = None
        self._moments: list[ReadMoment] = []
        self._element: tuple[int, str, Attributes] | None = None
        self._joints: dict[str, tuple[Point, int]] = {}
        self._answers: dict[str, str] = {}
        self._answer = ""
        self._z = 0
        self._counted = self._points = 0

    def begin(self, line: int, name: str, attributes: Attributes) -> None:
        if not self._path and name != "annotations":
            message = f"Line {line}: CVAT's files begin with <annotations>, this one with <{name[:40]}>."
            raise TracksInvalid(message)
        self._path.append(name)
        depth = len(self._path)
        if name == "image" and depth == 2:
            message = f"Line {line}: this is “CVAT for images”. Export it from CVAT as “CVAT for video 1.1”."
            raise TracksInvalid(message)
        if name == "track" and depth == 2:
            self._track, self._moments = (line, attributes), []
        elif self._track is not None and depth == 3:
            if name not in SHAPES:
                message = f"Line {line}: there is no shape <{name[:40]}> in a track."
                raise TracksInvalid(message)
            self._element, self._answers, self._joints = (line, name, attributes), {}, {}
        elif self._element is not None and name == "attribute":
            self._answer = attributes.get("name", "")
        elif self._element is not None and name == "points" and self._element[1] == "skeleton":
            self._take_joint(line, attributes)

    def end(self, line: int, name: str, text: str) -> None:
        path = tuple(self._path)
        self._path.pop()
        if "meta" in path[:2]:
            self._end_in_meta(line, path, text)
        elif path == ("annotations", "track"):
            self._end_track()
        elif self._element is not None and len(path) == 3:
            self._end_element()
        elif self._element is not None and name == "attribute" and len(path) == 4:
            self._answers[self._answer] = text.strip()

    def _end_in_meta(self, line: int, path: tuple[str, ...], text: str) -> None:
        if "label" in path and "labels" in path:
            self.labels.end(line, path[path.index("label") :], text)
        expected = {"width": self._width, "height": self._height}.get(path[-1])
        if expected is not None and path[-2] == "original_size" and text.strip() != str(expected):
            message = (
                f"Line {line}: the file is of a video with {path[-1]} {text.strip()[:20]}; "
                f"“{self._asset.name}” is {self._width} × {self._height}."
            )
            raise TracksInvalid(message)

    def _take_joint(self, line: int, said: Attributes) -> None:
        points = read_points(line, said)
        seen = 0 if flag(line, said, "outside") else 1 if flag(line, said, "occluded") else 2
        name = said.get("label", "")
        if len(points) != 1 or name in self._joints:
            message = f"Line {line}: a skeleton has one point for each of its labels."
            raise TracksInvalid(message)
        self._joints[name] = (points[0], seen)

    def _end_element(self) -> None:
        if self._element is None:
            return
        line, name, said = self._element
        self._element = None
        if not flag(line, said, "keyframe", default=True) and name != "mask":
            return
        frame = whole(line, said, "frame")
        outside = flag(line, said, "outside", default=self._is_gone())
        count = self._asset.frame_count
        if outside and frame == count:
            return  # gone behind the end: nothing is left to say
        if not 0 <= frame < count:
            message = f"Line {line}: frame {frame} does not exist; the video's frames are 0 to {count - 1}."
            raise TracksInvalid(message)
        shape = self._shape(line, name, said)
        if not self._moments:
            self._z = whole(line, said, "z_order", 0)
        occluded = flag(line, said, "occluded")
        self._moments.append(ReadMoment(line, frame, shape, outside, occluded, self._answers))
        self._counted += 1
        self._points += len(getattr(shape, "points", ())) + len(getattr(shape, "counts", ()))
        if self._counted > MOST_MOMENTS or self._points > MOST_POINTS:
            message = f"Line {line}: the file has more than {MOST_MOMENTS:,} keyframes, or too many points."
            raise TracksInvalid(message)

    def _is_gone(self) -> bool:
        return bool(self._joints) and all(seen == 0 for _point, seen in self._joints.values())

    def _shape(self, line: int, name: str, said: Attributes) -> TrackedShape | Mask:
        if name != "skeleton":
            return read_shape(line, name, said, width=self._width, height=self._height)
        defined = self.labels.found.get(self._track[1].get("label", "") if self._track else "")
        order = defined.points if defined else ()
        joints = self._joints
        if set(order) == set(joints):
            joints = {name: joints[name] for name in order}
        points = [point for point, _seen in joints.values()]
        try:
            return Skeleton(points=points, visibility=[seen for _point, seen in joints.values()])  # type: ignore[misc]
        except ValidationError as fault:
            message = f"Line {line}: the skeleton has no points, or too many."
            raise TracksInvalid(message) from fault

    def _end_track(self) -> None:
        line, said = self._track or (0, {})
        self._track = None
        moments = sorted(self._moments, key=lambda moment: moment.frame)
        for before, after in pairwise(moments):
            if before.frame == after.frame:
                message = (
                    f"Line {after.line}: the track is on frame {after.frame} twice, see line {before.line}."
                )
                raise TracksInvalid(message)
        if len(moments) > MOST_KEYFRAMES:
            message = f"Line {line}: a track has at most {MOST_KEYFRAMES:,} keyframes."
            raise TracksInvalid(message)
        group = said.get("group_id", "")
        if moments:
            kept = group[:64] if group not in {"", "0"} else None
            self.tracks.append(ReadTrack(line, said.get("label", ""), moments, self._z, kept))
