"""Own the environment of a test run: its home, its two ports, and Django set up on them."""

import atexit
import os
import shutil
import signal
import socket
import tempfile
from pathlib import Path

import django

from portal.supervisor.mongod import mongodb_uri
from portal.supervisor.ports import LOOPBACK, choose_port
from portal.supervisor.valkey import redis_url

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "tandem_test"
PREFIX = "tandem-test-"
LENT = ("models", "cache")
"""Folders of the real home that hold what was fetched once: a test run borrows them."""
HELD: list[socket.socket] = []
"""Keeps the chosen ports from every other run, until the servers start on them."""


def set_stage() -> Path:
    """Point every variable at a fresh home and at servers that are not running yet; return the home.

    The servers start with the first test that asks for them, on the ports that are written down here, so
    that the settings can be read now and a run without such tests starts nothing.
    """
    given = os.environ.get("TANDEM_HOME")
    real = Path(given).resolve() if given else ROOT / "var"
    home = Path(tempfile.mkdtemp(prefix=PREFIX))
    # However the run ends: pytest calls no hook of ours when it refuses its own command line.
    atexit.register(strike_stage, home, os.getpid())
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for name in LENT:
        (real / name).mkdir(parents=True, exist_ok=True)
        (home / name).symlink_to(real / name, target_is_directory=True)
    (home / "run").mkdir(mode=0o700)
    mongod, valkey = hold_port(), hold_port()
    (home / "run" / "mongod.port").write_text(f"{mongod}\n", encoding="ascii")
    (home / "run" / "valkey.port").write_text(f"{valkey}\n", encoding="ascii")
    os.environ |= {
        "TANDEM_HOME": str(home),
        "TANDEM_DB": DATABASE,
        "MONGODB_URI": mongodb_uri(mongod),
        "REDIS_URL": redis_url(valkey),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    django.setup()
    return home


def hold_port() -> int:
    """Choose a free port and sit on it."""
    holder = socket.create_server((LOOPBACK, choose_port()))
    HELD.append(holder)
    return int(holder.getsockname()[1])


def release_ports() -> None:
    """Let the servers have their ports."""
    while HELD:
        HELD.pop().close()


def strike_stage(home: Path, owner: int) -> None:
    """Remove the home of the process `owner`, not of its forks; what was borrowed stays."""
    if os.getpid() == owner:
        shutil.rmtree(home, ignore_errors=True)
