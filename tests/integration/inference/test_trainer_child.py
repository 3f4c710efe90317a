"""A trainer as a child process: listened to, limited, stopped, and never left behind."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from inference.trainers.child import LONGEST_LINE, MOST_WAITING, ChildLimits, TrainerChild
from inference.trainers.table import PROJECT_ROOT, Trainer
from tests.waiting import wait_until

HEAD = "import json, os, pathlib, signal, sys, time\nfolder = pathlib.Path(sys.argv[1])\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "work").mkdir()
    return tmp_path


def start(folder: Path, script: str, *, grace: float = 10.0, **limits: int) -> TrainerChild:
    program = folder / "trainer.py"
    program.write_text(HEAD + script, encoding="utf-8")
    command = (sys.executable, "-I", "-S", str(program))
    trainer = Trainer("test", "Test", ("detection",), command, {"GREETING": "hello"}, False)
    return TrainerChild(
        trainer, folder, ChildLimits(cpu_seconds=60, grace_seconds=grace, **limits), threads=1
    )


def drain(child: TrainerChild) -> list[bytes]:
    found: list[bytes] = []
    while not child.is_over:
        found += child.read(5)[0]
    return found


def first_line(child: TrainerChild) -> bytes:
    lines, _left_out = child.read(20)
    assert lines
    return lines[0]


def test_it_is_heard_line_by_line_and_its_exit_code_is_told(folder: Path) -> None:
    with start(folder, "print('one', flush=True)\nsys.stderr.write('two')\nsys.exit(3)") as child:
        assert drain(child) == [b"one", b"two"]
        assert child.wait() == 3


def test_a_long_line_is_cut_and_a_flood_is_counted(folder: Path) -> None:
    flood = MOST_WAITING * 3
    script = f"print('x' * 100_000)\nfor n in range({flood}): print(n)\nsys.stdout.flush()"
    with start(folder, script) as child:
        child.wait()
        wait_until(lambda: child._said.is_over, 20, for_what="the end of what it says")
        lines, left_out = child.read(0)
    assert lines[0] == b"x" * LONGEST_LINE
    assert len(lines) + left_out == flood + 1
    assert len(lines) == MOST_WAITING


def test_it_gets_a_closed_environment_and_its_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONGODB_URI", "mongodb://secret")
    with start(folder, "print(json.dumps({**os.environ, 'cwd': os.getcwd(), 'nice': os.nice(0)}))") as child:
        told = json.loads(drain(child)[0])
    assert "secret" not in json.dumps(told)
    assert told["GREETING"] == "hello"
    assert (told["cwd"], told["HOME"]) == (str(folder), str(folder / "work"))
    assert told["nice"] >= 5
    assert not {name for name in told if "TANDEM" in name or "DJANGO" in name or "REDIS" in name}


def test_it_may_not_write_more_than_its_limit(folder: Path) -> None:
    script = "(folder / 'big').write_bytes(bytes(300_000))"
    with start(folder, script, file_bytes=100_000) as child:
        lines = drain(child)
        assert child.wait() != 0
    assert b"File too large" in lines[-1]


def test_asked_to_stop_it_ends_in_its_own_way(folder: Path) -> None:
    script = (
        "def stop(number, frame):\n    (folder / 'work' / 'saved').touch()\n    sys.exit(143)\n"
        "signal.signal(signal.SIGTERM, stop)\nprint('ready', flush=True)\nwhile True: signal.pause()"
    )
    with start(folder, script) as child:
        assert first_line(child) == b"ready"
        child.ask_to_stop()
        assert child.wait() == 143
    assert (folder / "work" / "saved").exists()


def test_one_that_does_not_stop_is_killed_after_its_grace(folder: Path) -> None:
    script = (
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('deaf', flush=True)\nwhile True: signal.pause()"
    )
    with start(folder, script, grace=0.3) as child:
        assert first_line(child) == b"deaf"
        child.ask_to_stop()
        assert child.wait() == 128 + signal.SIGKILL


def test_what_it_forked_ends_with_it_whatever_group_it_hides_in(folder: Path) -> None:
    script = (
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    if os.fork(): os._exit(0)\n"
        "    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "    print(os.getpid(), flush=True)\n"
        "    while True: signal.pause()\n"
        "os.wait()\nos.read(os.open(folder / 'go', os.O_RDONLY), 1)\n"
    )
    os.mkfifo(folder / "go")
    with start(folder, script) as child:
        hidden = int(first_line(child))
        (folder / "go").write_bytes(b"1")
        assert child.wait() == 0
        assert not psutil.pid_exists(hidden)
        assert drain(child) == []


@pytest.fixture
def worker(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that runs a trainer and waits for it, as a worker does."""
    (folder / "trainer.py").write_text(
        HEAD + "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "if os.fork() == 0:\n    while True: signal.pause()\n"
        "print(os.getpid(), flush=True)\nwhile True: signal.pause()\n"
    )
    script = (
        "import sys, pathlib\n"
        "from inference.trainers.child import *\nfrom inference.trainers.table import Trainer\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "command = (sys.executable, '-I', '-S', str(folder / 'trainer.py'))\n"
        "limits = ChildLimits(cpu_seconds=60, grace_seconds=0.2)\n"
        "with TrainerChild(Trainer('t', 't', (), command, {}, False), folder, limits, threads=1) as child:\n"
        "    print(child.pid, child.read(20)[0][0].decode(), flush=True)\n"
        "    while not child.is_over: child.read(1)\n"
    )
    started = subprocess.Popen(
        [sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE, cwd=PROJECT_ROOT
    )
    yield started
    started.kill()
    started.wait()
    assert started.stdout is not None
    started.stdout.close()


@pytest.mark.parametrize("victim", ["worker", "warden"])
def test_nothing_is_left_when_the_worker_or_the_warden_is_killed(
    worker: "subprocess.Popen[bytes]", victim: str
) -> None:
    assert worker.stdout is not None
    warden, trainer = (int(word) for word in worker.stdout.readline().split())
    family = [trainer, *(child.pid for child in psutil.Process(trainer).children())]
    os.kill(worker.pid if victim == "worker" else warden, signal.SIGKILL)
    wait_until(lambda: not any(map(psutil.pid_exists, family)), 10, for_what="the family's end")


def test_a_program_that_is_not_there_says_so(folder: Path) -> None:
    trainer = Trainer("gone", "Gone", ("detection",), ("/no/such/program",), {}, False)
    with TrainerChild(trainer, folder, ChildLimits(cpu_seconds=9), threads=1) as child:
        (line,) = drain(child)
        assert child.wait() == 127
    assert b"cannot be started" in line
    assert "not on this machine" in (trainer.why_missing() or "")
