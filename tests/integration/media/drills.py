"""Operations that misbehave on purpose, for a sandbox under test."""

import ctypes
import errno
import os
import socket
import threading

from annotations.media import refusals
from annotations.media.job import Job, OperationTable
from annotations.media.operations import OPERATIONS
from annotations.media.records import ImageProbe, Prepared, Tiled, WrittenPicture
from annotations.media.tile_pack import write_pack


def spin(job: Job) -> Prepared:
    while True:
        pass


def wait_forever(job: Job) -> Prepared:
    threading.Event().wait()
    raise AssertionError


def hog_memory(job: Job) -> Prepared:
    kept = []
    while True:
        kept.append(bytearray(64 * 1024 * 1024))


def crash(job: Job) -> Prepared:
    ctypes.string_at(0)
    raise AssertionError


def stumble(job: Job) -> Prepared:
    raise LookupError("a mistake of ours")


def flood_report(job: Job) -> Prepared:
    raise refusals.FileRefused(refusals.unsupported_content("x" * 1_000_000))


def fill_disk(job: Job) -> Prepared:
    while True:
        job.rendition.write(b"\x00" * 1_000_000)


def find_disk_full(job: Job) -> Prepared:
    raise OSError(errno.ENOSPC, "disk full")


def lie_about_output(job: Job) -> Prepared:
    job.thumbnail.write(b"<html><script>alert(1)</script></html>")
    job.thumbnail.flush()
    size = os.fstat(job.thumbnail.fileno()).st_size
    probe = ImageProbe(job.container, 1, 1, "L", 1, 1, ())
    return Prepared(probe, None, WrittenPicture("image/jpeg", size, 1, 1))


def lie_about_tiles(job: Job) -> Tiled:
    size = write_pack(job.rendition, 1, [b"<html><script>alert(1)</script></html>"])
    return Tiled(width=400, height=300, levels=1, tile_format="jpeg", size_bytes=size)


def try_to_escape(job: Job) -> Prepared:
    reached = []
    for name, attempt in (
        ("open", lambda: open("/etc/hostname", "rb").close()),
        ("write", lambda: open("/tmp/escaped", "wb").close()),
        ("socket", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()),
        ("fork", _fork),
        ("exec", lambda: os.execv("/bin/true", ["true"])),
        ("kill", lambda: os.kill(os.getppid(), 0)),
        ("source is writable", lambda: os.write(job.source.fileno(), b"x")),
        ("more descriptors", lambda: [os.dup(1) for _ in range(1000)]),
    ):
        try:
            attempt()
        except OSError:
            continue
        reached.append(name)
    raise refusals.FileRefused(refusals.unsupported_content(f"reached: {sorted(reached)}"))


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


DRILLS: OperationTable = {
    drill.__name__: drill
    for drill in (
        spin, wait_forever, hog_memory, crash, stumble, flood_report, fill_disk, lie_about_output,
        find_disk_full, try_to_escape,
    )
}  # fmt: skip
WITHOUT_TILES: OperationTable = {**OPERATIONS, "tiles": crash}
LYING_TILES: OperationTable = {"tiles": lie_about_tiles}
