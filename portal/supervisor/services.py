"""Own the table of Tandem's own processes: what each runs, and with which variables."""

import os
import sys
from collections.abc import Mapping

from portal.env import PROJECT_ROOT, Environment, child_environment
from portal.supervisor.errors import SupervisorError
from portal.supervisor.nodejs import node_folder
from portal.supervisor.ports import LOOPBACK, choose_port, is_free
from portal.supervisor.process import ProcessSpec
from portal.supervisor.state import Home

INTERACTIVE_QUEUES = "interactive,housekeeping"
BULK_QUEUES = "export,video,bulk"
"""What the bulk worker takes, first things first: a person waits for an export, nobody for an import."""
TRAINING_QUEUES = "training"
"""Trainings and their evaluations: one after the other, so that imports go on beside them."""
BULK_NICENESS, TRAINING_NICENESS = "5", "10"
PING_INTERVAL_SECONDS = 10
PING_TIMEOUT_SECONDS = 20
FRONTEND_DEV_PORT = 5173


def child_variables(
    environment: Environment, home: Home, *, mongodb_uri: str, redis_url: str, debug: bool
) -> dict[str, str]:
    """Return the variables with which every process of this portal runs."""
    return child_environment(
        {
            "PORT": str(environment.port),
            "HOST_BIND": environment.host_bind,
            "TANDEM_HOME": str(home.root),
            "MONGODB_URI": mongodb_uri,
            "MONGODB_URI_FILE": "",
            "REDIS_URL": redis_url,
            "REDIS_URL_FILE": "",
            "TANDEM_DEBUG": "true" if debug else "false",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "PYTHONUNBUFFERED": "1",
            # Compiled sources are kept whatever the caller's shell says: seven processes share them.
            "PYTHONDONTWRITEBYTECODE": "",
            # The workers are the parallel unit; a thread pool in each would fight over the same cores.
            "OMP_NUM_THREADS": str(environment.worker_threads),
        }
    )


def prepare_spec(home: Home, variables: Mapping[str, str]) -> ProcessSpec:
    """Return the one-off that migrates, makes indexes, the first administrator and the sample project."""
    return ProcessSpec("prepare", _manage("prepare"), variables, PROJECT_ROOT, home.log("prepare"))


def web_spec(
    environment: Environment, home: Home, variables: Mapping[str, str], *, reload: bool
) -> ProcessSpec:
    """Return the web process; with `reload` it watches its own sources."""
    serving = ("-m", "daphne", *_daphne_options(environment), "portal.asgi:application")
    command = (sys.executable, *serving)
    if reload:
        command = _manage("runserver", f"{environment.host_bind}:{environment.port}")
    return ProcessSpec("web", command, variables, PROJECT_ROOT, home.log("web"), environment.port)


def background_specs(home: Home, variables: Mapping[str, str]) -> tuple[ProcessSpec, ...]:
    """Return the relay, the workers and the beat."""
    cores = os.cpu_count() or 1
    commands = {
        "relay": _manage("relay"),
        "worker-interactive": _worker("interactive", INTERACTIVE_QUEUES, 2),
        # Bulk work gives way to the person who waits for one picture, and to saving.
        "worker-bulk": ("nice", "-n", BULK_NICENESS, *_worker("bulk", BULK_QUEUES, cores)),
        "worker-training": ("nice", "-n", TRAINING_NICENESS, *_worker("training", TRAINING_QUEUES, 1)),
        "beat": (*_celery("beat"), "--schedule", str(home.run / "beat-schedule"), "--pidfile="),
    }
    # One picture: one session on all cores. Many pictures: many processes of one thread each. A training
    # takes all cores that nobody else wants.
    threads = {"worker-interactive": cores, "worker-bulk": 1, "worker-training": cores}
    return tuple(
        ProcessSpec(name, command, _with_threads(variables, threads.get(name)), PROJECT_ROOT, home.log(name))
        for name, command in commands.items()
    )


def _with_threads(variables: Mapping[str, str], threads: int | None) -> Mapping[str, str]:
    return variables if threads is None else {**variables, "TANDEM_WORKER_THREADS": str(threads)}


def frontend_spec(home: Home, variables: Mapping[str, str]) -> ProcessSpec:
    """Return the front end's development server, which reloads the page as its sources change."""
    folder = node_folder()
    if folder is None:
        raise SupervisorError("No Node 20 or newer on this machine; run make dev, which installs one")
    path = f"{folder}{os.pathsep}{variables.get('PATH', '')}"
    # Its usual port, or another where a second portal is developed beside the first.
    port = FRONTEND_DEV_PORT if is_free(LOOPBACK, FRONTEND_DEV_PORT) else choose_port()
    options = ("--host", LOOPBACK, "--port", str(port), "--strictPort")
    command = (str(folder / "npm"), "run", "dev", "--", *options)
    return ProcessSpec(
        "frontend",
        command,
        {**variables, "PATH": path, "TANDEM_PORTAL": f"http://127.0.0.1:{variables['PORT']}"},
        PROJECT_ROOT / "frontend",
        home.log("frontend"),
        port,
    )


def _manage(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "manage.py", *arguments)


def _celery(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "celery", "-A", "portal", *arguments, "--loglevel", "INFO")


def _worker(name: str, queues: str, children: int) -> tuple[str, ...]:
    options = ("-Q", queues, "-c", str(children), "-n", f"{name}@%h", "--without-gossip", "--without-mingle")
    return (*_celery("worker"), *options)


def _daphne_options(environment: Environment) -> tuple[str, ...]:
    return (
        *("-b", environment.host_bind),
        *("-p", str(environment.port)),
        *("--ping-interval", str(PING_INTERVAL_SECONDS)),
        *("--ping-timeout", str(PING_TIMEOUT_SECONDS)),
        # Daphne would otherwise cut every canvas after a day.
        *("--websocket_timeout", "-1"),
        # No access log: formatting a line per save costs more than it tells.
        *("--verbosity", "0"),
        "--no-server-name",
    )
