"""One supervised child comes back when it dies, ends when told, and never leaves a relative behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from portal.supervisor.backoff import Backoff
from portal.supervisor.console import say_nothing
from portal.supervisor.process import ProcessSpec, SupervisedProcess, describe_exit, stop_together
from tests.waiting import wait_until

StartChild = Callable[..., SupervisedProcess]
SLEEPER = (sys.executable, "-c", "import signal; signal.pause()")
STUBBORN = (
    "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); signal.pause()"
)


@pytest.fixture
def start_child(tmp_path: Path) -> Iterator[StartChild]:
    started: list[SupervisedProcess] = []

    def start(*command: str, backoff: Backoff | None = None) -> SupervisedProcess:
        spec = ProcessSpec("child", command, dict(os.environ), tmp_path, tmp_path / "child.log")
        process = SupervisedProcess(spec, say=say_nothing, backoff=backoff or Backoff(first=0.05))
        started.append(process)
        process.start()
        wait_until(lambda: process.pid or process.last_exit is not None, for_what="the first start")
        return process

    yield start
    stop_together(started, grace=0.5)


def pid_of(process: SupervisedProcess) -> int:
    wait_until(lambda: process.pid is not None, for_what="a running child")
    assert process.pid is not None
    return process.pid


def is_alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def logged(process: SupervisedProcess, words: str) -> bool:
    return words in process.spec.log_path.read_text()


def test_a_killed_child_comes_back(start_child: StartChild) -> None:
    process = start_child(*SLEEPER)
    first = pid_of(process)
    os.kill(first, signal.SIGKILL)
    wait_until(
        lambda: process.restarts == 1 and process.pid not in {None, first}, for_what="the second start"
    )
    assert not is_alive(first)


def test_a_child_that_keeps_crashing_is_started_again_and_again(start_child: StartChild) -> None:
    process = start_child(sys.executable, "-c", "raise SystemExit(3)")
    wait_until(lambda: process.restarts >= 3, for_what="three restarts")
    assert process.last_exit == 3


def test_stopping_ends_the_wait_before_the_next_start(start_child: StartChild) -> None:
    process = start_child("/bin/false", backoff=Backoff(first=600, longest=600))
    wait_until(lambda: process.last_exit == 1, for_what="the crash")
    stop_together([process])
    assert process.join(0)
    assert process.restarts == 0


def test_a_child_that_ignores_the_request_is_killed(start_child: StartChild) -> None:
    process = start_child(sys.executable, "-c", STUBBORN)
    wait_until(lambda: logged(process, "deaf"), for_what="the child's handler")
    pid = pid_of(process)
    stop_together([process], grace=0.3)
    assert process.join(0)
    assert not is_alive(pid)
    assert describe_exit(process.last_exit) == "was ended by SIGKILL"


def test_grandchildren_go_with_a_killed_child(start_child: StartChild) -> None:
    process = start_child(
        "/bin/sh", "-c", f'"{sys.executable}" -c "import signal; signal.pause()" & echo up $!; wait'
    )
    wait_until(lambda: logged(process, "up "), for_what="the grandchild")
    grandchild = int(process.spec.log_path.read_text().split()[1])
    assert is_alive(grandchild)
    os.kill(pid_of(process), signal.SIGKILL)
    wait_until(lambda: not is_alive(grandchild), for_what="the grandchild's end")


def test_a_program_that_is_missing_is_named_in_the_log(start_child: StartChild) -> None:
    process = start_child("/nowhere/program")
    wait_until(lambda: process.last_exit == 127, for_what="the failed start")
    assert logged(process, "/nowhere/program cannot be started: No such file or directory")


def test_a_child_ends_when_its_supervisor_is_killed(tmp_path: Path) -> None:
    script = f"""
import os, sys, threading
from pathlib import Path
from portal.supervisor.process import ProcessSpec, SupervisedProcess
folder = Path({str(tmp_path)!r})
spec = ProcessSpec("child", {SLEEPER!r}, dict(os.environ), folder, folder / "child.log")
process = SupervisedProcess(spec)
process.start()
while process.pid is None:
    threading.Event().wait(0.01)
print(process.pid, flush=True)
threading.Event().wait()
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout is not None
        child = int(supervisor.stdout.readline())
        assert is_alive(child)
        # Once the launcher has become the program, it has asked the kernel for the signal.
        wait_until(
            lambda: "launch.py" not in " ".join(psutil.Process(child).cmdline()), for_what="the program"
        )
        supervisor.kill()
    wait_until(lambda: not is_alive(child), for_what="the child's end")


def test_a_large_log_is_turned_over_at_the_next_start(start_child: StartChild, tmp_path: Path) -> None:
    log = tmp_path / "child.log"
    with log.open("wb") as out:
        out.truncate(11 * 1024 * 1024)
    start_child(sys.executable, "-c", STUBBORN)
    wait_until(lambda: log.read_text() == "deaf\n", for_what="a new log")
    assert (tmp_path / "child.log.1").stat().st_size == 11 * 1024 * 1024
