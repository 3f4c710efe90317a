"""Own one supervised child: its process group, its log, its restarts and its end."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from portal.supervisor.backoff import Backoff
from portal.supervisor.console import say
from portal.supervisor.logs import open_log

LAUNCHER = Path(__file__).with_name("launch.py")
STOP_GRACE_SECONDS = 8.0
REAP_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class ProcessSpec:
    """What to run: a name for people and logs, the program, its variables, folder and log."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)
    folder: Path
    log_path: Path
    port: int | None = None


class SupervisedProcess:
    """Keep one program running until told to stop.

    The child leads its own process group. When it ends, for whatever reason, what is left of the group is
    killed before the next start: a Celery parent killed with -9 leaves no pool children behind.
    """

    def __init__(
        self,
        spec: ProcessSpec,
        *,
        on_change: Callable[[], None] = lambda: None,
        say: Callable[[str, str], None] = say,
        backoff: Backoff | None = None,
    ) -> None:
        self.spec = spec
        self.restarts = 0
        self.last_exit: int | None = None
        self._on_change = on_change
        self._say = say
        self._backoff = backoff or Backoff()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        # The kernel ties the death signal to the thread that forks, so this thread outlives its child.
        self._thread = threading.Thread(target=self._supervise, name=f"supervise-{spec.name}", daemon=True)

    @property
    def name(self) -> str:
        """Return the name for people and logs."""
        return self.spec.name

    @property
    def pid(self) -> int | None:
        """Return the running child's process id, or None while there is none."""
        child = self._child
        return child.pid if child else None

    def start(self) -> None:
        """Start the child and keep it running."""
        self._thread.start()

    def terminate(self) -> None:
        """Ask the child to end; it will not be started again."""
        self._stopping.set()
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the child and everything in its group at once."""
        self._stopping.set()
        self._signal(signal.SIGKILL)

    def join(self, timeout: float) -> bool:
        """Return whether the child and its group are gone within `timeout` seconds."""
        if self._thread.ident is not None:
            self._thread.join(max(0.0, timeout))
        return not self._thread.is_alive()

    def _signal(self, number: signal.Signals) -> None:
        with self._lock:
            if self._child is None:
                return
            with suppress(ProcessLookupError):
                # SIGTERM goes to the leader alone: a Celery parent lets its children finish, and a signal
                # to them would end their work half-way.
                if number == signal.SIGKILL:
                    os.killpg(self._child.pid, number)
                else:
                    os.kill(self._child.pid, number)

    def _supervise(self) -> None:
        while True:
            started = time.monotonic()
            if not self._spawn():
                break
            self._await_end()
            self._on_change()
            if self._stopping.is_set():
                break
            delay = self._backoff.delay_after(time.monotonic() - started)
            self._say(self.name, f"{describe_exit(self.last_exit)}; starting again in {delay:.1f} s")
            if self._stopping.wait(delay):
                break
            self.restarts += 1
        self._on_change()

    def _spawn(self) -> bool:
        """Start the child unless a stop came first."""
        with self._lock, open_log(self.spec.log_path) as log:
            if self._stopping.is_set():
                return False
            self._child = subprocess.Popen(
                [sys.executable, "-I", "-S", str(LAUNCHER), str(os.getpid()), *self.spec.command],
                cwd=self.spec.folder,
                env=dict(self.spec.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._on_change()
        return True

    def _await_end(self) -> None:
        child = self._child
        if child is None:
            return
        if hasattr(os, "waitid"):
            # Leaves the dead leader unreaped, so that its number cannot be reused before the group is killed.
            os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        else:
            child.wait()
        with self._lock:
            kill_group(child.pid)
            self.last_exit = child.wait()
            self._child = None
        reap_group(child.pid)


def kill_group(group: int) -> None:
    """Kill every process of the group; a group that is gone is fine."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def reap_group(group: int) -> None:
    """Collect the killed members that the kernel handed to this process as their nearest subreaper."""
    deadline = time.monotonic() + REAP_SECONDS
    while time.monotonic() < deadline:
        try:
            collected, _ = os.waitpid(-group, os.WNOHANG)
        except ChildProcessError:
            return
        if not collected:
            threading.Event().wait(0.01)


def stop_together(processes: Iterable[SupervisedProcess], *, grace: float = STOP_GRACE_SECONDS) -> None:
    """Ask all to end at once, wait up to `grace` seconds, kill what is left."""
    stopping = list(processes)
    for process in stopping:
        process.terminate()
    deadline = time.monotonic() + grace
    for process in stopping:
        if not process.join(deadline - time.monotonic()):
            process.kill()
    for process in stopping:
        process.join(REAP_SECONDS * 2)


def describe_exit(code: int | None) -> str:
    """Put an exit code into words."""
    if code is None:
        return "ended"
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with code {code}"
