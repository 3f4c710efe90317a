"""The client of the media room: gives one untrusted file to a confined process and checks its answer."""

import errno
import os
import threading
import weakref
from typing import BinaryIO

from pydantic import TypeAdapter, ValidationError

from annotations.domain.frame_table import FrameTable
from annotations.domain.tiles import TileFormat, count_levels, count_tiles
from annotations.media import refusals
from annotations.media.confine import Confinement
from annotations.media.limits import MediaLimits
from annotations.media.process import ZygoteGone, ZygoteProcess
from annotations.media.records import (
    Answer,
    FramesRead,
    Prepared,
    Refusal,
    Tiled,
    VideoProbe,
    WrittenPicture,
)
from annotations.media.sniff import HEAD_BYTES, Container, identify
from annotations.media.tile_pack import check_pack
from annotations.media.wanted import SIGNATURE_BINS, FramesWanted
from annotations.media.wire import NO_SPACE, Request

PRODUCT_OPERATIONS = "annotations.media.operations:OPERATIONS"

_ATTEMPTS = 2
_ANSWER = TypeAdapter(dict[str, Answer])
_PICTURE_TYPES = {Container.JPEG: "image/jpeg", Container.PNG: "image/png", Container.WEBP: "image/webp"}
_TILE_CONTAINERS: dict[TileFormat, frozenset[Container]] = {
    "jpeg": frozenset({Container.JPEG}),
    "mixed": frozenset({Container.JPEG, Container.PNG}),
}
_sandboxes: "weakref.WeakSet[Sandbox]" = weakref.WeakSet()


def identify_file(source: BinaryIO | int) -> Container | Refusal:
    """Find the container of an open file from its first bytes.

    Args:
        source: Open file or descriptor; its position is not moved.

    Returns:
        The container, or why the file is not taken.
    """
    head = os.pread(_descriptor(source), HEAD_BYTES, 0)
    if not head:
        return refusals.empty()
    return identify(head) or refusals.unsupported(head)


class Sandbox:
    """Prepares untrusted files, each in its own short-lived process without rights.

    One instance may serve many threads. The zygote behind it starts with the first file and again
    whenever it is lost; a forked process starts its own.
    """

    def __init__(self, limits: MediaLimits | None = None, operations: str = PRODUCT_OPERATIONS) -> None:
        """Remember how to start.

        Args:
            limits: Ceilings for each file.
            operations: `module:table` of operations the decoding processes offer.
        """
        self.limits = limits or MediaLimits()
        self.starts = 0
        self._operations = operations
        self._lock = threading.Lock()
        self._process: ZygoteProcess | None = None
        _sandboxes.add(self)

    @property
    def confinement(self) -> Confinement:
        """Return the protections this machine granted; starts the zygote if needed."""
        return self._zygote().confinement

    @property
    def zygote_pid(self) -> int | None:
        """Return the process id of the running zygote, for health pages."""
        return self._process.pid if self._process is not None else None

    def prepare(
        self,
        source: BinaryIO | int,
        container: Container,
        rendition_out: BinaryIO,
        thumbnail_out: BinaryIO,
    ) -> Prepared | Refusal:
        """Decode one file and write its browser-safe pictures; of a video the table of frames and a poster.

        Args:
            source: Open file or descriptor to read; its position is neither used nor moved.
            container: What `identify_file` said.
            rendition_out: Empty writable file with a descriptor; rewound afterwards. Of a video it holds
                the bytes of a `FrameTable`.
            thumbnail_out: As `rendition_out`.

        Returns:
            What was found and written, or why the file is not taken. After a refusal both outputs are
            empty.

        Raises:
            OSError: There is no space for the outputs.
            SandboxUnavailable: No decoding process can be started.
        """
        operation = "video" if container.is_video else "image"
        return self.run(operation, source, container, rendition_out, thumbnail_out)

    def run(
        self,
        operation: str,
        source: BinaryIO | int,
        container: Container,
        rendition_out: BinaryIO,
        thumbnail_out: BinaryIO,
    ) -> Prepared | Refusal:
        """Run a named operation of the sandbox's table; otherwise as `prepare`."""
        outputs = (rendition_out, thumbnail_out)
        answer = self._carry_out(Request(operation, container), source, outputs)
        return answer if isinstance(answer, Prepared | Refusal) else refusals.crashed()

    def cut_tiles(
        self, rendition: BinaryIO | int, container: Container, pack_out: BinaryIO
    ) -> Tiled | Refusal:
        """Cut a rendition that we wrote into tiles.

        Args:
            rendition: Open file or descriptor to read; its position is neither used nor moved.
            container: The rendition's format.
            pack_out: Empty writable file with a descriptor; rewound afterwards, and empty after a refusal.

        Returns:
            What was written, or why nothing was.

        Raises:
            OSError: There is no space for the pack.
            SandboxUnavailable: No decoding process can be started.
        """
        # A request carries two outputs; here the second is the first once more, and nobody writes to it.
        answer = self._carry_out(Request("tiles", container), rendition, (pack_out, pack_out))
        return answer if isinstance(answer, Tiled | Refusal) else refusals.crashed()

    def read_frames(
        self, source: BinaryIO | int, container: Container, wanted: FramesWanted, pack_out: BinaryIO
    ) -> FramesRead | Refusal:
        """Write exactly the wanted frames of a video as JPEG.

        Args:
            source: Open file or descriptor to read; its position is neither used nor moved.
            container: What `identify_file` said.
            wanted: Which frames, as `frames_wanted` says it from a table, and in what form.
            pack_out: Empty writable file with a descriptor; rewound afterwards, and empty after a refusal.
                `tile_pack.read_tile(pack_out, place)` returns the picture of `indices[place]`.

        Returns:
            Which frames were written, or why none was.

        Raises:
            OSError: There is no space for the pack.
            SandboxUnavailable: No decoding process can be started.
        """
        answer = self._carry_out(Request("frames", container, wanted), source, (pack_out, pack_out))
        return answer if isinstance(answer, FramesRead | Refusal) else refusals.crashed()

    def _carry_out(
        self, request: Request, source: BinaryIO | int, outputs: tuple[BinaryIO, BinaryIO]
    ) -> Answer:
        answer: Answer = refusals.crashed()
        for _ in range(_ATTEMPTS):
            _rewind(outputs, clear=True)
            try:
                encoded = self._exchange(request, _descriptor(source), outputs)
            except ZygoteGone:
                continue
            answer = self._check(encoded, request, outputs)
            break
        _rewind(outputs, clear=isinstance(answer, Refusal))
        return answer

    def close(self) -> None:
        """End the zygote and every decoding process; a later call starts anew."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.stop()

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def forget_inherited_process(self) -> None:
        """Drop, in a forked process, what belongs to its parent."""
        self._lock = threading.Lock()
        if self._process is not None:
            self._process.abandon()
            self._process = None

    def _zygote(self) -> ZygoteProcess:
        with self._lock:
            if self._process is None or not self._process.is_alive():
                if self._process is not None:
                    self._process.stop()
                self._process = ZygoteProcess(self._operations, self.limits)
                self.starts += 1
            return self._process

    def _exchange(self, request: Request, source: int, outputs: tuple[BinaryIO, BinaryIO]) -> bytes:
        process = self._zygote()
        # A descriptor of its own: read-only, and with its own position.
        private = os.open(f"/proc/self/fd/{source}", os.O_RDONLY)
        try:
            return process.ask(request, (private, outputs[0].fileno(), outputs[1].fileno()))
        finally:
            os.close(private)

    def _check(self, encoded: bytes, request: Request, outputs: tuple[BinaryIO, BinaryIO]) -> Answer:
        if encoded == NO_SPACE:
            raise OSError(errno.ENOSPC, "no space left to write pictures")
        # The answer comes from a process that hostile bytes may have taken over.
        try:
            (answer,) = _ANSWER.validate_json(encoded).values()
        except (ValidationError, ValueError):
            return refusals.crashed()
        if isinstance(answer, Refusal):
            return answer
        if isinstance(answer, Tiled):
            return answer if self._is_whole(answer, outputs[0]) else refusals.crashed()
        if isinstance(answer, FramesRead):
            good = request.wanted is not None and self._are_wanted(answer, request.wanted, outputs[0])
            return answer if good else refusals.crashed()
        probe = answer.probe
        if probe.container is not request.container or not self._is_size(probe.width, probe.height):
            return refusals.crashed()
        if isinstance(probe, VideoProbe) and not _is_table_of(probe, outputs[0]):
            return refusals.crashed()
        for written, output in zip((answer.rendition, answer.thumbnail), outputs, strict=True):
            if written is not None and not _is_as_described(written, output):
                return refusals.crashed()
        return answer

    def _is_whole(self, tiled: Tiled, pack: BinaryIO) -> bool:
        width, height = tiled.width, tiled.height
        if not self._is_size(width, height):
            return False
        return tiled.levels == count_levels(width, height) and check_pack(
            pack.fileno(), count_tiles(width, height), _TILE_CONTAINERS[tiled.tile_format]
        )

    def _are_wanted(self, read: FramesRead, wanted: FramesWanted, pack: BinaryIO) -> bool:
        spoken_of = sorted({*read.indices, *read.missing})
        return (
            (not read.indices or self._is_size(read.width, read.height))
            and spoken_of == wanted.indices[: len(read.indices) + len(read.missing)]
            and read.indices == sorted(read.indices)
            and len(read.signatures) == (len(read.indices) if wanted.signatures else 0)
            and all(len(signature) == SIGNATURE_BINS for signature in read.signatures)
            and check_pack(pack.fileno(), len(read.indices), {Container.JPEG}, most=len(wanted.indices))
        )

    def _is_size(self, width: int, height: int) -> bool:
        return all(0 < side <= self.limits.max_side for side in (width, height))


def _is_table_of(probe: VideoProbe, output: BinaryIO) -> bool:
    size = os.fstat(output.fileno()).st_size
    try:
        table = FrameTable.from_bytes(os.pread(output.fileno(), size, 0))
    except ValueError:
        return False
    return (len(table), table.width, table.height) == (probe.frame_count, probe.width, probe.height)


def _is_as_described(written: WrittenPicture, output: BinaryIO) -> bool:
    container = identify(os.pread(output.fileno(), HEAD_BYTES, 0))
    size = os.fstat(output.fileno()).st_size
    return (
        size == written.size_bytes
        and container is not None
        and _PICTURE_TYPES.get(container) == written.content_type
    )


def _descriptor(source: BinaryIO | int) -> int:
    return source if isinstance(source, int) else source.fileno()


def _rewind(outputs: tuple[BinaryIO, BinaryIO], *, clear: bool) -> None:
    for output in outputs:
        output.flush()
        output.seek(0)
        if clear:
            output.truncate(0)


def _forget_all() -> None:
    for sandbox in list(_sandboxes):
        sandbox.forget_inherited_process()


os.register_at_fork(after_in_child=_forget_all)
