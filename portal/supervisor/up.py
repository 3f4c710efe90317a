"""Own the order in which the whole portal starts, the line that says so, and the order in which it ends."""

import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec

from portal.env import Environment
from portal.supervisor.console import say, say_plain
from portal.supervisor.embedded import await_ready, start_embedded
from portal.supervisor.errors import PortInUse, StopRequested
from portal.supervisor.oneshot import run_once
from portal.supervisor.orphans import OrphanCollector, adopt_orphans, end_orphans
from portal.supervisor.ports import LOOPBACK, is_free
from portal.supervisor.prepared import hash_sources, is_prepared, note_prepared
from portal.supervisor.process import ProcessSpec, SupervisedProcess, stop_together
from portal.supervisor.readiness import is_ready, portal_address
from portal.supervisor.services import (
    background_specs,
    child_variables,
    frontend_spec,
    prepare_spec,
    web_spec,
)
from portal.supervisor.state import Home, HomeLock, ProcessTable, end_leftovers
from portal.supervisor.waiting import StopSignals

PREPARE_SECONDS = 300.0
READY_SECONDS = 120.0
COLLECT_SECONDS = 1.0


def run_portal(environment: Environment, *, dev: bool = False) -> None:
    """Start everything, say that it is ready, watch over it, and stop it when asked to.

    Raises:
        HomeInUse, PortInUse, ServerMissing, StartFailed: it could not be started; nothing is left running.
    """

    def start_rest(supervisor: Supervisor) -> None:
        supervisor.start_applications(dev=dev)
        if find_spec("torch") is None:
            say("trainer", "not installed: corrections are kept and counted; make trainer adds it (200 MB)")
        say_plain(supervisor.ready_line())

    _run(environment, start_rest, needs_port=True, dev=dev)


def run_services(environment: Environment) -> None:
    """Start MongoDB and Valkey alone, print their addresses, and stop them when asked to."""

    def print_addresses(supervisor: Supervisor) -> None:
        say_plain(f"MONGODB_URI={supervisor.mongodb_uri}")
        say_plain(f"REDIS_URL={supervisor.redis_url}")

    _run(environment, print_addresses, needs_port=False, dev=False)


class Supervisor:
    """Hold what runs, in the order in which it was started."""

    def __init__(self, environment: Environment, home: Home, signals: StopSignals, *, dev: bool) -> None:
        self.mongodb_uri = ""
        self.redis_url = ""
        self._environment = environment
        self._home = home
        self._signals = signals
        self._debug = environment.debug or dev
        self._table = ProcessTable(home)
        self._tiers: list[list[SupervisedProcess]] = []
        self._began = time.monotonic()
        self._dev_address: str | None = None
        self._password_was_kept = home.first_password.exists()

    def start_services(self) -> None:
        """Start the embedded servers whose addresses were not given."""
        given = self._environment
        services = start_embedded(
            self._home,
            self._table,
            given_mongodb=given.mongodb_uri if given.mongodb_given else None,
            given_redis=given.redis_url if given.redis_given else None,
            pause=self._signals.pause,
        )
        self._tiers.append(list(services.processes))
        self.mongodb_uri, self.redis_url = services.mongodb_uri, services.redis_url

    def start_applications(self, *, dev: bool) -> None:
        """Prepare the database, start web, relay, workers and beat, and wait until the portal answers."""
        environment, home = self._environment, self._home
        variables = child_variables(
            environment, home, mongodb_uri=self.mongodb_uri, redis_url=self.redis_url, debug=self._debug
        )
        specs = [web_spec(environment, home, variables, reload=dev), *background_specs(home, variables)]
        if dev:
            frontend = frontend_spec(home, variables)
            self._dev_address = f"http://{LOOPBACK}:{frontend.port}"
            specs.append(frontend)
        self._prepare(variables)
        processes = self._start_tier(specs)
        await_ready(
            processes[0], lambda: is_ready(environment), timeout=READY_SECONDS, pause=self._signals.pause
        )
        say("web", f"ready {time.monotonic() - self._began:.1f} s after the start")

    def _prepare(self, variables: Mapping[str, str]) -> None:
        began, sources = time.monotonic(), hash_sources()
        place = (self.mongodb_uri, self._environment.database)
        if is_prepared(*place, sources):
            say("prepare", "nothing to do: these sources have prepared this database")
            return
        say("prepare", "database, administrator, model, sample project")
        run_once(prepare_spec(self._home, variables), timeout=PREPARE_SECONDS, pause=self._signals.pause)
        note_prepared(*place, sources)
        say("prepare", f"done after {time.monotonic() - began:.1f} s")

    def ready_line(self) -> str:
        """Return the one line that tells where the portal is and how to sign in."""
        start = f"Tandem is ready at {portal_address(self._environment)}  "
        if self._dev_address:
            start = f"{start}pages reload at {self._dev_address}  "
        kept = self._home.first_password
        if kept.exists() and not self._password_was_kept:
            return f"{start}sign in: admin / {kept.read_text(encoding='utf-8').strip()}"
        if kept.exists():
            return f"{start}sign in as admin (first password: {kept})"
        if self._environment.admin_password:
            return f"{start}sign in as admin (password: TANDEM_ADMIN_PASSWORD)"
        return f"{start}sign in as admin"

    def stop(self) -> None:
        """Stop the tiers in reverse order."""
        for tier in reversed(self._tiers):
            stop_together(reversed(tier))
        self._table.close()

    def _start_tier(self, specs: list[ProcessSpec]) -> list[SupervisedProcess]:
        tier = [SupervisedProcess(spec, on_change=self._table.refresh) for spec in specs]
        self._tiers.append(tier)
        for process in tier:
            self._table.add(process)
            process.start()
        return tier


def _run(
    environment: Environment, start_rest: Callable[[Supervisor], None], *, needs_port: bool, dev: bool
) -> None:
    home = Home(environment.home)
    home.make_folders()
    lock = HomeLock(home)
    lock.take()
    signals = StopSignals()
    signals.listen()
    try:
        if needs_port and not is_free(environment.host_bind, environment.port):
            raise PortInUse(
                f"Port {environment.port} is in use; choose another: make up PORT={environment.port + 1}"
            )
        adopt_orphans()
        for name in end_leftovers(home):
            say(name, "was left over from a supervisor that died; ended")
        home.keep_secret_key()
        _watch(Supervisor(environment, home, signals, dev=dev), start_rest, signals)
    finally:
        lock.release()


def _watch(supervisor: Supervisor, start_rest: Callable[[Supervisor], None], signals: StopSignals) -> None:
    try:
        supervisor.start_services()
        start_rest(supervisor)
        orphans = OrphanCollector()
        while not signals.pause(COLLECT_SECONDS):
            orphans.collect()
    except StopRequested:
        say("supervisor", "stopped before it was ready")
    finally:
        say("supervisor", "stopping")
        supervisor.stop()
        end_orphans()
        say("supervisor", "stopped; nothing is left running")
