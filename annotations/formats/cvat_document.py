"""The XML of one video as CVAT lays it out: its head, its tracks, then what stands on single frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from annotations.domain.attribute import Value
from annotations.domain.geometry import Shape, Skeleton, Tag, Track
from annotations.domain.interpolation import place_over
from annotations.domain.snapshot import PackedFrame, Snapshot
from annotations.domain.video import video_frame_id
from annotations.formats.cvat_meta import meta
from annotations.formats.cvat_shapes import joints, shape_fields
from annotations.formats.markup import answer_text, element, opened
from annotations.formats.sequences import Sequences
from annotations.formats.unroll import HeldTrack, Reel, ShownFrame, ShownObject, unroll_video

PIECE = 1 << 16


class CvatDocument:
    """Writes a video's XML once, and knows then which frames something was written of."""

    def __init__(
        self,
        snapshot: Snapshot,
        reel: Reel,
        sequences: Sequences,
        count_frame: Callable[[], None],
        *,
        interpolated: bool,
    ) -> None:
        self._snapshot = snapshot
        self._reel = reel
        self._sequences = sequences
        self._count_frame = count_frame
        self._interpolated = interpolated
        self._points = {entry.label: entry.points for entry in snapshot.skeletons}
        self._groups: dict[str, int] = {}
        self._tracks = 0
        self._told = bytearray(reel.video.frame_count)
        self._renditions: dict[int, str] = {}

    def pieces(self, rows: Iterator[PackedFrame]) -> Iterator[bytes]:
        """Yield the document in pieces."""
        waiting: list[str] = []
        length = 0
        for part in self._parts(rows):
            waiting.append(part)
            length += len(part)
            if length > PIECE:
                yield "".join(waiting).encode()
                waiting, length = [], 0
        yield "".join(waiting).encode()

    def frames(self) -> Iterator[ShownFrame]:
        """Yield the frames that something was written of, with nothing on them."""
        frame = self._reel.frame
        for index, told in enumerate(self._told):
            if told:
                yield ShownFrame(
                    video_frame_id(frame.asset_id, index),
                    frame.asset_id,
                    frame.asset_sha256,
                    frame.file_name,
                    frame.width,
                    frame.height,
                    self._renditions.get(index, ""),
                    [],
                    index,
                    self._reel.video,
                )

    def _parts(self, rows: Iterator[PackedFrame]) -> Iterator[str]:
        yield '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n<version>1.1</version>\n'
        yield from meta(self._snapshot, self._reel)
        for held in self._reel.tracks:
            yield from self._track(held)
        # The reel without its tracks: what is left stands on single frames.
        still = Reel(self._reel.frame, self._reel.video)
        for frame in unroll_video(still, rows, interpolated=self._interpolated):
            index = frame.index or 0
            self._told[index] = 1
            if frame.rendition:
                self._renditions[index] = frame.rendition
            for entry in frame.objects:
                yield from self._still(frame, index, entry)
            self._count_frame()
        yield "</annotations>\n"

    def _track(self, held: HeldTrack) -> Iterator[str]:
        entry, track = held.entry, held.open()
        yield self._begin(entry.label, entry.group)
        answers = dict(entry.attributes)
        keyframes = track.keyframes
        for place, here in enumerate(keyframes):
            if here.frame > self._reel.last:
                break
            answers |= here.attributes
            if here.outside:
                yield self._moment(
                    entry.label,
                    here.frame,
                    here.shape,
                    answers,
                    entry.z,
                    outside=True,
                    occluded=here.occluded,
                )
                continue
            yield from self._stretch(held, track, here.frame, self._end(track, place), answers)
        yield "</track>\n"

    def _end(self, track: Track, place: int) -> int:
        """Return the last frame that is written of a keyframe."""
        if not self._interpolated:
            return track.keyframes[place].frame
        following = track.keyframes[place + 1 : place + 2]
        return min(self._reel.last, following[0].frame - 1) if following else self._reel.last

    def _stretch(
        self, held: HeldTrack, track: Track, first: int, last: int, answers: dict[str, Value]
    ) -> Iterator[str]:
        entry = held.entry
        for index, placed in place_over(track, first, last):
            yield self._moment(
                entry.label,
                index,
                placed.shape,
                answers,
                entry.z,
                keyframe=placed.is_keyframe,
                occluded=placed.occluded,
            )
            self._told[index] = 1
        self._count_frame()

    def _still(self, frame: ShownFrame, index: int, entry: ShownObject) -> Iterator[str]:
        if isinstance(entry.shape, Tag):
            self._sequences.leave_out(frame.frame_id, entry.id, "tag")
            return
        yield self._begin(entry.label, entry.group)
        for at in (index, index + 1):
            if at <= self._reel.last:
                yield self._moment(
                    entry.label,
                    at,
                    entry.shape,
                    entry.attributes,
                    entry.z,
                    outside=at > index,
                    occluded=entry.occluded,
                )
        yield "</track>\n"

    def _begin(self, label: str, group: str | None) -> str:
        fields: list[tuple[str, str | int | float]] = [
            ("id", self._tracks),
            ("label", label),
            ("source", "manual"),
        ]
        if group:
            fields.append(("group_id", self._groups.setdefault(group, len(self._groups) + 1)))
        self._tracks += 1
        return f"{opened('track', fields)}\n"

    def _moment(
        self,
        label: str,
        index: int,
        shape: Shape,
        answers: dict[str, Value],
        z: int,
        *,
        outside: bool = False,
        occluded: bool = False,
        keyframe: bool = True,
    ) -> str:
        fields = [
            ("frame", index),
            ("keyframe", int(keyframe)),
            ("outside", int(outside)),
            ("occluded", int(occluded)),
            *shape_fields(shape),
            ("z_order", z),
        ]
        inner = [*joints(shape, self._points.get(label, ()))] if isinstance(shape, Skeleton) else []
        inner += [
            element("attribute", answer_text(said), [("name", name)])
            for name, said in sorted(answers.items())
        ]
        if not inner:
            return f"{opened(shape.type, fields, ends=True)}\n"
        return f"{opened(shape.type, fields)}{''.join(inner)}</{shape.type}>\n"
