"""Own the portal that a run measures: started on its own home and port, and gone afterwards."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psutil
from pymongo import MongoClient
from pymongo.database import Database

from portal.env import PROJECT_ROOT, child_environment
from portal.supervisor.ports import LOOPBACK, choose_port
from portal.supervisor.process import LAUNCHER
from portal.supervisor.state import Home, read_table
from tests.bench.figures import BenchFailed

START_SECONDS = 240.0
STOP_SECONDS = 60.0
READY = "Tandem is ready"
_FOREIGN = ("MONGODB_URI", "REDIS_URL", "TANDEM_ADMIN_PASSWORD", "TANDEM_SECRET_KEY")
_DEFAULTED = ("TANDEM_ALLOWED_HOSTS", "TANDEM_ORIGINS", "TANDEM_PRODUCTION", "TANDEM_DEBUG", "TANDEM_DB")

Document = dict[str, Any]


class BenchPortal:
    """One supervisor with everything under it."""

    def __init__(self, home: Path, lent: Path) -> None:
        """Prepare a home that borrows the models and photographs already fetched under `lent`."""
        self.home = home
        self.port = choose_port()
        self.password = secrets.token_urlsafe(12)
        self._process: subprocess.Popen[str] | None = None
        self._clients: list[MongoClient[Document]] = []
        home.mkdir(parents=True)
        for name in ("models", "cache"):
            if (lent / name).is_dir():
                shutil.copytree(lent / name, home / name)

    @property
    def url(self) -> str:
        """Where the portal answers."""
        return f"http://{LOOPBACK}:{self.port}"

    def start(self) -> float:
        """Start everything and return the seconds until the ready line.

        Raises:
            BenchFailed: it did not become ready.
        """
        return self._start(("up",), READY)

    def start_services(self) -> float:
        """Start the database servers alone and return the seconds until both serve."""
        return self._start(("services",), "REDIS_URL=")

    def stop(self) -> float:
        """Stop everything and return how many seconds that took; harmless when nothing runs."""
        for client in self._clients:
            client.close()
        self._clients.clear()
        process, self._process = self._process, None
        began = time.monotonic()
        if process is not None:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        took = time.monotonic() - began
        for left in self._leftovers():
            left.kill()
        return took

    def pid(self, name: str) -> int:
        """Return the process id of one part: web, relay, worker-bulk…"""
        pid = read_table(Home(self.home))[name]["pid"]
        if pid is None:
            raise BenchFailed(f"{name} is not running")
        return pid

    def cpu_seconds(self) -> dict[str, float]:
        """Return the processor time that each part has used so far, with its children, living and ended."""
        return {name: _cpu_seconds(row["pid"]) for name, row in read_table(Home(self.home)).items()}

    def mongo(self, **options: Any) -> MongoClient[Document]:
        """Return a new client of the portal's MongoDB; closed when the portal stops."""
        client: MongoClient[Document] = MongoClient(
            self._addresses()["MONGODB_URI"], tz_aware=True, **options
        )
        self._clients.append(client)
        return client

    def database(self) -> Database[Document]:
        """Return the portal's own database."""
        return self.mongo(w="majority", journal=True)["tandem"]

    def redis_url(self) -> str:
        """Return the address of the portal's Valkey."""
        return self._addresses()["REDIS_URL"]

    def discard(self) -> None:
        """Stop, and remove everything that the run kept."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def _addresses(self) -> dict[str, str]:
        kept: dict[str, str] = json.loads(Home(self.home).addresses.read_text(encoding="utf-8"))
        return kept

    def _environment(self) -> dict[str, str]:
        own = {"TANDEM_HOME": str(self.home), "PORT": str(self.port), "TANDEM_ADMIN_PASSWORD": self.password}
        foreign = {name for base in _FOREIGN for name in (base, f"{base}_FILE")} | set(_DEFAULTED)
        return {name: value for name, value in child_environment({}).items() if name not in foreign} | own

    def _start(self, arguments: tuple[str, ...], last_line: str) -> float:
        began = time.monotonic()
        # The launcher makes the supervisor end with this process, however this process ends.
        launch = (sys.executable, "-I", "-S", str(LAUNCHER), str(os.getpid()))
        self._process = process = subprocess.Popen(
            [*launch, sys.executable, "-m", "portal.supervisor", *arguments],
            cwd=PROJECT_ROOT,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        lines: list[str] = []
        ready_at: list[float] = []
        settled = threading.Event()

        def read() -> None:
            for line in process.stdout or ():
                lines.append(line)
                if line.startswith(last_line):
                    ready_at.append(time.monotonic())
                    settled.set()
            settled.set()

        threading.Thread(target=read, name="supervisor-output", daemon=True).start()
        settled.wait(START_SECONDS)
        if not ready_at:
            self.stop()
            raise BenchFailed(f"the portal did not start:\n{''.join(lines[-20:])}")
        return ready_at[0] - began

    def _leftovers(self) -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("TANDEM_HOME") == str(self.home):
                    found.append(process)
            except psutil.Error:
                continue
        return found


def _cpu_seconds(pid: int | None) -> float:
    if pid is None:
        return 0.0
    used = 0.0
    top = psutil.Process(pid)
    for process in [top, *top.children(recursive=True)]:
        try:
            times = process.cpu_times()
        except psutil.Error:
            continue
        used += times.user + times.system + times.children_user + times.children_system
    return used
