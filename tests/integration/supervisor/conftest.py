"""Own starting supervisors for these tests and making sure that none outlives its test."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from portal.supervisor.ports import choose_port
from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parents[3]

StartSupervisor = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def start_supervisor(home: Path) -> Iterator[StartSupervisor]:
    """Return a function that starts `python -m portal.supervisor …` on the test's own home."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **variables: str) -> "subprocess.Popen[str]":
        own = {"TANDEM_HOME": str(home), "PORT": str(choose_port()), **variables}
        foreign = {"MONGODB_URI", "REDIS_URL", "TANDEM_ADMIN_PASSWORD"}
        process = subprocess.Popen(
            [sys.executable, "-m", "portal.supervisor", *arguments],
            cwd=ROOT,
            env={**{k: v for k, v in os.environ.items() if k not in foreign}, **own},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
            process.wait(30)
        if process.stdout:
            process.stdout.close()
    for left in processes_of(home):
        left.kill()


def processes_of(home: Path) -> list[psutil.Process]:
    """Return every living process that was started for `home`."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and process.environ().get("TANDEM_HOME") == str(home):
                found.append(process)
        except psutil.Error:
            continue
    return found


def expect_nothing_runs(home: Path) -> None:
    """Fail unless every process of `home` ends within a few seconds."""
    wait_until(lambda: not processes_of(home), 10, for_what=f"no process of {home}")
