"""Own the embedded MongoDB and Valkey as a pair: started, watched and stopped together."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from portal.env import PROJECT_ROOT, child_environment
from portal.supervisor.console import say, say_nothing
from portal.supervisor.errors import StartFailed
from portal.supervisor.logs import last_lines
from portal.supervisor.mongod import become_primary, find_mongod, mongod_command, mongodb_uri
from portal.supervisor.ports import remembered_port
from portal.supervisor.process import ProcessSpec, SupervisedProcess, describe_exit, stop_together
from portal.supervisor.state import Home, HomeLock, ProcessTable, end_leftovers, write_private
from portal.supervisor.valkey import find_valkey, redis_url, serves, valkey_command
from portal.supervisor.waiting import Pause, plain_pause, poll_until

# A member whose old port was taken by a program that never answers spends 30 s on finding out that it moved.
READY_SECONDS = 60.0
CRASHES_BEFORE_GIVING_UP = 3


@dataclass(frozen=True, slots=True)
class Services:
    """Running services: where they are, and how to end them."""

    mongodb_uri: str
    redis_url: str
    processes: tuple[SupervisedProcess, ...]
    table: ProcessTable
    lock: HomeLock | None = None

    def stop(self) -> None:
        """End both servers, leave nothing running and let go of the home."""
        stop_together(reversed(self.processes))
        if self.lock is not None:
            self.table.close()
            self.lock.release()


def start_services(home: Path) -> Services:
    """Start both embedded servers on `home`, silently, and return when they can be used.

    Raises:
        HomeInUse: another supervisor is running on `home`.
        ServerMissing: this platform has no such server.
        StartFailed: one did not become ready.
    """
    place = Home(home)
    place.make_folders()
    lock = HomeLock(place)
    lock.take()
    end_leftovers(place)
    table = ProcessTable(place)
    try:
        started = start_embedded(place, table, given_mongodb=None, given_redis=None, say=say_nothing)
    except BaseException:
        table.close()
        lock.release()
        raise
    return Services(started.mongodb_uri, started.redis_url, started.processes, table, lock)


def start_embedded(
    home: Home,
    table: ProcessTable,
    *,
    given_mongodb: str | None,
    given_redis: str | None,
    pause: Pause = plain_pause,
    say: Callable[[str, str], None] = say,
) -> Services:
    """Start the servers whose address is not given, both at once, and wait until they serve."""
    began = time.monotonic()
    processes: list[SupervisedProcess] = []
    ready: list[Callable[[], bool]] = []
    mongodb, redis = given_mongodb, given_redis
    if mongodb is None:
        port = remembered_port(home.run / "mongod.port")
        command = mongod_command(find_mongod(home.root), folder=home.root / "mongod", port=port)
        processes.append(_supervised(home, table, "mongod", command, port, say))
        ready.append(lambda: become_primary(port))
        mongodb = mongodb_uri(port)
    if redis is None:
        valkey_port = remembered_port(home.run / "valkey.port")
        command = valkey_command(find_valkey(home.root), folder=home.root / "valkey", port=valkey_port)
        processes.append(_supervised(home, table, "valkey", command, valkey_port, say))
        redis = local_redis = redis_url(valkey_port)
        ready.append(lambda: serves(local_redis))
    for process in processes:
        table.add(process)
        process.start()
    try:
        for process, is_ready in zip(processes, ready, strict=True):
            await_ready(process, is_ready, timeout=READY_SECONDS, pause=pause)
            say(process.name, f"ready on port {process.spec.port} after {time.monotonic() - began:.1f} s")
    except BaseException:
        stop_together(processes)
        raise
    write_private(home.addresses, json.dumps({"MONGODB_URI": mongodb, "REDIS_URL": redis}))
    return Services(mongodb, redis, tuple(processes), table)


def await_ready(
    process: SupervisedProcess, is_ready: Callable[[], bool], *, timeout: float, pause: Pause
) -> None:
    """Wait until a started process serves.

    Raises:
        StartFailed: it kept crashing, or time ran out.
        StopRequested: somebody asked for a stop meanwhile.
    """

    def settled() -> bool:
        return process.restarts >= CRASHES_BEFORE_GIVING_UP or is_ready()

    in_time = poll_until(settled, timeout=timeout, pause=pause)
    if in_time and process.restarts < CRASHES_BEFORE_GIVING_UP:
        return
    reason = f"was not ready after {timeout:.0f} s" if not in_time else describe_exit(process.last_exit)
    log = process.spec.log_path
    raise StartFailed(f"{process.name} {reason}. The end of {log}:\n{last_lines(log)}")


def _supervised(
    home: Home,
    table: ProcessTable,
    name: str,
    command: tuple[str, ...],
    port: int,
    say: Callable[[str, str], None],
) -> SupervisedProcess:
    spec = ProcessSpec(name, command, child_environment({}), PROJECT_ROOT, home.log(name), port)
    return SupervisedProcess(spec, on_change=table.refresh, say=say)
