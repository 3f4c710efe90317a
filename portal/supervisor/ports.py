"""Own the choice of loopback ports: which are free, and which one a service had last time."""

import errno
import random
import socket
from contextlib import closing
from pathlib import Path

from portal.supervisor.errors import SupervisorError

LOOPBACK = "127.0.0.1"
# Below the range that Linux uses for outgoing connections, so that none of those sits on it later.
FIRST_PORT, LAST_PORT = 20000, 29999
TRIES = 200


def is_free(host: str, port: int) -> bool:
    """Return whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise
    return True


def choose_port() -> int:
    """Return a free loopback port."""
    chooser = random.SystemRandom()
    for _ in range(TRIES):
        port = chooser.randint(FIRST_PORT, LAST_PORT)
        if is_free(LOOPBACK, port):
            return port
    raise SupervisorError(f"No free port between {FIRST_PORT} and {LAST_PORT} on {LOOPBACK}")


def remembered_port(path: Path) -> int:
    """Return the port kept in `path` when it is still free, else choose another and keep that."""
    kept = path.read_text(encoding="ascii").strip() if path.exists() else ""
    if kept.isdigit() and is_free(LOOPBACK, int(kept)):
        return int(kept)
    port = choose_port()
    path.write_text(f"{port}\n", encoding="ascii")
    return port
