"""Own the trainers' packages: an extra of its own, because torch is larger than everything else together."""

import sys
from pathlib import Path

from portal.supervisor.install.commands import InstallFailed, run_step, say_step
from portal.supervisor.install.stamps import hash_files, is_current, put_stamp

LOCK = "requirements-training.lock"
_MISSING = (
    "The trainers' packages could not be installed. They need torch 2.13.0 in its CPU build (a wheel named "
    "torch-2.13.0+cpu-…, for Python 3.11 on Linux x86_64). Where pip does not find it by itself, tell pip "
    "where it is, with PIP_FIND_LINKS=/folder/with/wheels or PIP_EXTRA_INDEX_URL, and run make trainer "
    "again. Everything but training works without it."
)


def install_trainer(root: Path) -> None:
    """Bring `.venv` to what requirements-training.lock says; instant when it already is there.

    Raises:
        InstallFailed: a package cannot be had; the message says which and where it may be put.
    """
    lock, stamp = root / LOCK, root / ".venv" / ".tandem-trainer"
    wanted = hash_files(root, [lock], also=sys.version)
    if is_current(stamp, wanted):
        return
    say_step("Installing the trainers' packages (torch, about 200 MB)")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--require-hashes",
        "-r",
        str(lock),
    ]
    try:
        run_step(command, folder=root)
    except InstallFailed as error:
        raise InstallFailed(f"{error}\n{_MISSING}") from error
    put_stamp(stamp, wanted)
