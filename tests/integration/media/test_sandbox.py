"""Whatever a decoding process does, its zygote, its client and the machine stay as they were."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from annotations.media.limits import MIB, MediaLimits
from annotations.media.process import SandboxUnavailable
from annotations.media.sandbox import Sandbox
from annotations.media.sniff import Container
from tests.builders_media import a_picture_file
from tests.integration.media.rooms import Outcome, open_descriptors, put_through
from tests.waiting import wait_until

DRILLS = "tests.integration.media.drills:DRILLS"
TIGHT = MediaLimits(
    cpu_seconds=1, wall_seconds=3.0, memory_bytes=512 * MIB, output_bytes=4 * MIB, report_bytes=8192
)
PROJECT_ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def drill_room() -> Iterator[Sandbox]:
    with Sandbox(TIGHT, DRILLS) as room:
        yield room


def drill(room: Sandbox, name: str) -> Outcome:
    return put_through(room, b"anything", Container.PNG, name)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("spin", "too_slow"),
        ("wait_forever", "too_slow"),
        ("hog_memory", "too_much_memory"),
        ("crash", "crashed"),
        ("stumble", "crashed"),
        ("flood_report", "crashed"),
        ("fill_disk", "too_large"),
        ("lie_about_output", "crashed"),
        ("no_such_operation", "crashed"),
    ],
)
def test_a_misbehaving_process_becomes_a_reason(drill_room: Sandbox, name: str, code: str) -> None:
    assert drill(drill_room, name).code == code
    assert drill_room.starts == 1


def test_a_decoding_process_can_reach_nothing(drill_room: Sandbox) -> None:
    if not drill_room.confinement.calls_filtered:
        pytest.skip("this machine grants no system call filter")
    assert drill(drill_room, "try_to_escape").message == "reached: []."


def test_a_full_disk_is_not_blamed_on_the_file(drill_room: Sandbox) -> None:
    with pytest.raises(OSError, match="no space left"):
        drill(drill_room, "find_disk_full")


def test_a_sandbox_that_cannot_start_is_not_blamed_on_the_file() -> None:
    room = Sandbox(operations="annotations.media.limits:NO_SUCH_TABLE")
    with pytest.raises(SandboxUnavailable):
        put_through(room, a_picture_file())


def test_decoding_processes_live_without_a_network(drill_room: Sandbox) -> None:
    if not drill_room.confinement.network_removed:
        pytest.skip("this machine grants no network namespace")
    assert os.readlink(f"/proc/{drill_room.zygote_pid}/ns/net") != os.readlink("/proc/self/ns/net")


def test_a_lost_zygote_is_replaced(tmp_path: Path) -> None:
    with Sandbox() as room:
        assert put_through(room, a_picture_file()).code == "prepared"
        zygote = psutil.Process(room.zygote_pid)
        zygote.kill()
        zygote.wait(10)
        assert put_through(room, a_picture_file()).code == "prepared"
        assert room.starts == 2


def test_a_zygote_lost_while_it_works_is_replaced_and_the_file_tried_again() -> None:
    with Sandbox(TIGHT, DRILLS) as room:
        assert drill(room, "stumble").code == "crashed"
        zygote = psutil.Process(room.zygote_pid)
        outcomes: list[Outcome] = []
        worker = threading.Thread(target=lambda: outcomes.append(drill(room, "wait_forever")))
        worker.start()
        (child,) = wait_for_children(zygote)
        zygote.kill()
        worker.join(30)
        assert [outcome.code for outcome in outcomes] == ["too_slow"]
        assert room.starts == 2
        assert_gone([child])


def test_many_threads_share_one_zygote() -> None:
    with Sandbox() as room:
        codes: list[str] = []
        pictures = [a_picture_file("PNG", 40 + number, 30) for number in range(12)]
        threads = [
            threading.Thread(target=lambda picture=picture: codes.append(put_through(room, picture).code))
            for picture in pictures
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert codes == ["prepared"] * len(pictures)
        assert room.starts == 1


def test_a_forked_process_starts_its_own_zygote_and_leaves_its_parents() -> None:
    with Sandbox() as room:
        assert put_through(room, a_picture_file()).code == "prepared"
        zygote = psutil.Process(room.zygote_pid)
        fork = os.fork()
        if fork == 0:
            outcome = put_through(room, a_picture_file())
            room.close()
            os._exit(0 if outcome.code == "prepared" and room.starts == 2 else 1)
        assert os.waitpid(fork, 0)[1] == 0
        assert zygote.is_running()
        assert put_through(room, a_picture_file()).code == "prepared"
        assert room.starts == 1


def test_nothing_is_left_behind() -> None:
    before = open_descriptors()
    room = Sandbox(TIGHT, DRILLS)
    assert room.confinement is not None  # Ready: all it needs is open.
    zygote = psutil.Process(room.zygote_pid)
    inside = zygote.num_fds()
    for name in ("stumble", "crash", "try_to_escape") * 7:
        drill(room, name)
    # The answer leaves a moment before its socket is closed.
    wait_until(lambda: zygote.num_fds() == inside, for_what="closed descriptors in the zygote")
    assert zygote.children() == []
    room.close()
    assert open_descriptors() == before
    assert_gone([zygote])


def test_killing_the_client_leaves_no_process(tmp_path: Path) -> None:
    script = (
        "import sys, threading, psutil\n"
        "from tests.integration.media.test_sandbox import DRILLS, TIGHT, drill, wait_for_children\n"
        "from annotations.media.sandbox import Sandbox\n"
        "room = Sandbox(operations=DRILLS)\n"
        "room.confinement\n"
        "zygote = psutil.Process(room.zygote_pid)\n"
        "threading.Thread(target=lambda: drill(room, 'wait_forever')).start()\n"
        "(child,) = wait_for_children(zygote)\n"
        "print(zygote.pid, child.pid, flush=True)\n"
        "threading.Event().wait()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=PROJECT_ROOT, stdout=subprocess.PIPE, text=True
    ) as client:
        assert client.stdout is not None
        left = [psutil.Process(int(pid)) for pid in client.stdout.readline().split()]
        assert len(left) == 2
        client.send_signal(signal.SIGKILL)
        client.wait(10)
    assert_gone(left)


def test_the_source_keeps_its_place_and_outputs_are_rewound() -> None:
    with Sandbox() as room, tempfile.TemporaryFile() as source:
        source.write(a_picture_file())
        source.seek(5)
        with tempfile.TemporaryFile() as rendition, tempfile.TemporaryFile() as thumbnail:
            room.prepare(source, Container.PNG, rendition, thumbnail)
            assert (rendition.tell(), thumbnail.tell()) == (0, 0)
            assert rendition.read(4) == b"\x89PNG"
        assert source.tell() == 5


def test_a_file_larger_than_the_output_limit_says_so() -> None:
    with Sandbox(MediaLimits(output_bytes=1000)) as room:
        outcome = put_through(room, a_picture_file("PNG", 640, 480))
        assert outcome.code == "too_large"
        assert outcome.rendition == b""


def wait_for_children(process: psutil.Process) -> list[psutil.Process]:
    """Return the children of a process as soon as it has one."""
    wait_until(process.children, for_what="a decoding process")
    return process.children()


def assert_gone(processes: list[psutil.Process]) -> None:
    """Fail if any of the processes still runs after ten seconds."""
    _, alive = psutil.wait_procs(processes, timeout=10)
    assert alive == []
