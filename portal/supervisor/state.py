"""Own what the supervisor keeps under TANDEM_HOME: folders, lock, table of processes, secret key."""

import fcntl
import json
import os
import secrets
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol, TypedDict

from portal.env import SECRET_KEY_FILE_NAME
from portal.supervisor.errors import HomeInUse
from portal.supervisor.process import ProcessSpec, kill_group
from portal.supervisor.waiting import poll_until

LEFTOVER_SECONDS = 10.0


class ProcessRow(TypedDict):
    """One line of processes.json; `born` tells a process from a later one with the same number."""

    pid: int | None
    port: int | None
    restarts: int
    born: int | None


class Listed(Protocol):
    """What the table needs to know of a process."""

    restarts: int

    @property
    def spec(self) -> ProcessSpec:
        """Return what is run."""

    @property
    def pid(self) -> int | None:
        """Return the process id, or None while it is down."""


@dataclass(frozen=True, slots=True)
class Home:
    """The paths under one TANDEM_HOME."""

    root: Path

    @property
    def run(self) -> Path:
        """Return the folder of ports, locks and the table of processes."""
        return self.root / "run"

    @property
    def table(self) -> Path:
        """Return the file with the running processes."""
        return self.run / "processes.json"

    @property
    def addresses(self) -> Path:
        """Return the file with the addresses of the running services; it can hold passwords."""
        return self.run / "services.json"

    @property
    def first_password(self) -> Path:
        """Return the file in which the first administrator's password is kept."""
        return self.root / "first-password"

    @property
    def secret_key(self) -> Path:
        """Return the file of the generated secret key."""
        return self.root / SECRET_KEY_FILE_NAME

    def log(self, name: str) -> Path:
        """Return the log file of one process."""
        return self.root / "log" / f"{name}.log"

    def make_folders(self) -> None:
        """Create the folders; only their owner may look inside."""
        for folder in (self.root, self.run, self.root / "log"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def keep_secret_key(self) -> None:
        """Generate the secret key unless there is one."""
        if not self.secret_key.exists():
            write_private(self.secret_key, f"{secrets.token_urlsafe(64)}\n")


class HomeLock:
    """Hold TANDEM_HOME for one supervisor; the kernel lets go when the process ends, however it ends."""

    def __init__(self, home: Home) -> None:
        self._path = home.run / "supervisor.lock"
        self._root = home.root
        self._descriptor: int | None = None

    def take(self) -> None:
        """Take the lock.

        Raises:
            HomeInUse: another supervisor has it.
        """
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise HomeInUse(
                f"Another supervisor (process {holder or 'unknown'}) is running on {self._root}; "
                "stop it, or choose another folder: make up TANDEM_HOME=… PORT=…"
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        """Let the next supervisor in."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class ProcessTable:
    """Keep processes.json true while processes come and go."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._listed: list[Listed] = []
        self._lock = threading.Lock()
        self._closed = False

    def add(self, process: Listed) -> None:
        """List one more process."""
        with self._lock:
            self._listed.append(process)

    def refresh(self) -> None:
        """Write the table as it is now."""
        with self._lock:
            if self._closed:
                return
            rows = {process.spec.name: _row(process) for process in self._listed}
            write_private(self._home.table, json.dumps(rows, indent=1))

    def close(self) -> None:
        """Remove the table: nothing runs any more."""
        with self._lock:
            self._closed = True
            self._home.table.unlink(missing_ok=True)
            self._home.addresses.unlink(missing_ok=True)


def read_table(home: Home) -> dict[str, ProcessRow]:
    """Return the processes by name; empty when no supervisor is running or the file is not ours."""
    try:
        rows: dict[str, ProcessRow] = json.loads(home.table.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return rows


def end_leftovers(home: Home) -> Sequence[str]:
    """Kill what a supervisor that died left running here, and return the names."""
    ended = []
    for name, row in read_table(home).items():
        pid, born = row["pid"], row["born"]
        if pid is not None and born is not None and birth_of(pid) == born:
            kill_group(pid)
            # Its lock on the database files goes with it, and the next server wants that at once.
            poll_until(partial(_is_gone, pid, born), timeout=LEFTOVER_SECONDS)
            ended.append(name)
    return ended


def birth_of(pid: int) -> int | None:
    """Return when a process started, in ticks since the machine did; None when it is dead or gone."""
    with suppress(OSError):
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        # The program's name, in parentheses, may itself hold blanks; state and start are fields 3 and 22.
        fields = stat.rpartition(")")[2].split()
        return None if fields[0] in "ZX" else int(fields[19])
    return None


def write_private(path: Path, text: str) -> None:
    """Write a file for its owner only, so that a reader sees the old or the new text and never a part."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    part.replace(path)


def _is_gone(pid: int, born: int) -> bool:
    return birth_of(pid) != born


def _row(process: Listed) -> ProcessRow:
    pid = process.pid
    return {
        "pid": pid,
        "port": process.spec.port,
        "restarts": process.restarts,
        "born": birth_of(pid) if pid else None,
    }
