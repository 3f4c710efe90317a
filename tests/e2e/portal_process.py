"""Owns the portal that the journeys run against: started as a person starts it, and gone afterwards."""

import os
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import psutil

from portal.env import PROJECT_ROOT, child_environment
from portal.supervisor.ports import LOOPBACK, choose_port
from portal.supervisor.process import LAUNCHER
from portal.supervisor.state import Home, ProcessRow, read_table
from tests.waiting import wait_until

START_SECONDS = 110.0
STOP_SECONDS = 60.0
BACK_SECONDS = 60.0
READY = "Tandem is ready"
LENT = ("models", "cache")
BRIEF = "brief"
"""The built-in trainer of detectors under another name, with settings that an operator may give it."""
OWN_PREFIXES = ("TANDEM_", "MONGODB_", "REDIS_", "DJANGO_", "PORT", "HOST_BIND")


def lasting_home() -> Path:
    """Return the home whose fetched models outlive a test run, whatever home the run itself was given."""
    given = os.environ.get("TANDEM_HOME")
    return (Path(given) / "models").resolve().parent if given else PROJECT_ROOT / "var"


def brief_trainer() -> str:
    """Return an operator's file that names the built-in trainer anew: few steps on any machine."""
    words = ", ".join(f"'{word}'" for word in (sys.executable, "-P", "-m", "inference.training", "{folder}"))
    return (
        f"[{BRIEF}]\ncommand = [{words}]\nenvironment = {{ PYTHONPATH = '{PROJECT_ROOT}' }}\n"
        "settings = { steps = 8, views = 4, refit = false }\n"
    )


class RunningPortal:
    """One supervisor with everything under it."""

    def __init__(self, home: Path) -> None:
        """Prepare a home that borrows what was fetched and converted before."""
        self.home = home
        self.port = choose_port()
        self.password = secrets.token_urlsafe(12)
        self.output: list[str] = []
        self._process: subprocess.Popen[str] | None = None
        self._frozen: set[str] = set()
        home.mkdir(parents=True)
        self.trainers = home / "trainers.toml"
        self.trainers.write_text(brief_trainer(), encoding="utf-8")
        for name in LENT:
            lent = lasting_home() / name
            lent.mkdir(parents=True, exist_ok=True)
            (home / name).symlink_to(lent, target_is_directory=True)

    @property
    def url(self) -> str:
        """Where the portal answers."""
        return f"http://{LOOPBACK}:{self.port}"

    def start(self) -> None:
        """Start everything and return when the ready line is there."""
        own = {
            "TANDEM_HOME": str(self.home),
            "PORT": str(self.port),
            "TANDEM_ADMIN_PASSWORD": self.password,
            "TANDEM_TRAINERS": str(self.trainers),
        }
        inherited = child_environment({}).items()
        kept = {name: value for name, value in inherited if not name.startswith(OWN_PREFIXES)}
        # The launcher makes the supervisor end with this process, however this process ends.
        launch = (sys.executable, "-I", "-S", str(LAUNCHER), str(os.getpid()))
        self._process = process = subprocess.Popen(
            [*launch, sys.executable, "-m", "portal.supervisor", "up"],
            cwd=PROJECT_ROOT,
            env=kept | own,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        settled = threading.Event()

        def read() -> None:
            with process.stdout or open(os.devnull, encoding="utf-8") as lines:
                for line in lines:
                    self.output.append(line)
                    if line.startswith(READY):
                        settled.set()
            settled.set()

        self._reader = threading.Thread(target=read, name="supervisor-output", daemon=True)
        self._reader.start()
        assert settled.wait(START_SECONDS), "".join(self.output)
        assert any(line.startswith(READY) for line in self.output), "".join(self.output)

    def stop(self) -> None:
        """Stop everything as Ctrl-C does, and make sure that nothing is left running."""
        process, self._process = self._process, None
        if process is None:
            return
        family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        process.send_signal(signal.SIGTERM)
        try:
            code = process.wait(STOP_SECONDS)
            self._reader.join(5)
            assert code == 0, "".join(self.output)
            assert "nothing is left running" in "".join(self.output[-3:]), "".join(self.output)
            wait_until(lambda: not self._left_of(family), 10, for_what="the end of every process")
        finally:
            for left in self._left_of(family):
                left.kill()

    def table(self) -> dict[str, ProcessRow]:
        """Return the processes by name, as the supervisor notes them."""
        return read_table(Home(self.home))

    def pid(self, name: str) -> int:
        """Return the process id of one part: web, relay, worker-bulk…"""
        pid = self.table()[name]["pid"]
        assert pid is not None, f"{name} is not running"
        return pid

    def kill(self, name: str) -> int:
        """End a part with SIGKILL, and return the process id that it had."""
        pid = self.pid(name)
        os.kill(pid, signal.SIGKILL)
        return pid

    def await_successor(self, name: str, killed: int) -> None:
        """Wait until the supervisor has started a part again."""

        def is_back() -> bool:
            row = self.table().get(name)
            return row is not None and row["pid"] not in {None, killed}

        wait_until(is_back, BACK_SECONDS, for_what=f"a new {name}")

    def pause(self, *names: str) -> None:
        """Freeze parts with everything that they started."""
        self._frozen.update(names)
        for name in names:
            os.killpg(self.pid(name), signal.SIGSTOP)

    def resume(self, *names: str) -> None:
        """Let frozen parts go on."""
        self._frozen.difference_update(names)
        for name in names:
            os.killpg(self.pid(name), signal.SIGCONT)

    def thaw(self) -> None:
        """Let everything go on that a journey which failed has left frozen."""
        self.resume(*self._frozen)

    def pools_of(self, *names: str) -> tuple[set[int], set[int]]:
        """Return the process ids of the pool processes of workers, and of the decoding zygotes under them."""
        pools = {child.pid: child for name in names for child in psutil.Process(self.pid(name)).children()}
        zygotes = {child.pid for pool in pools.values() for child in pool.children()}
        return set(pools), zygotes

    def logs(self, lines: int = 40) -> str:
        """Return the end of every log, for a failure's report."""
        parts = []
        for path in sorted((self.home / "log").glob("*.log")):
            tail = path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
            parts.append("\n".join([f"--- {path.name}", *tail]))
        return "\n".join(parts)

    def _left_of(self, family: Sequence[psutil.Process]) -> list[psutil.Process]:
        """Return what still lives of a family, and every process started for this home since."""
        found = {process.pid: process for process in family if _lives(process)}
        for process in psutil.process_iter():
            try:
                if process.environ().get("TANDEM_HOME") == str(self.home) and _lives(process):
                    found[process.pid] = process
            except psutil.Error:
                continue
        return list(found.values())


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
