"""Own the virtual environment: made once, filled from requirements.lock, left alone while that is unchanged.

Runs under the machine's own Python, before any package is there, so it imports the standard library alone.
"""

import re
import shutil
import sys
import tempfile
import venv
from importlib.util import find_spec
from pathlib import Path

from portal.supervisor.install.commands import InstallFailed, is_root, run_step, say_step
from portal.supervisor.install.stamps import hash_files, is_current, put_stamp

OLDEST, NEWEST = (3, 11), (3, 13)
INSTALLER = "uv"


def install_packages(root: Path) -> None:
    """Bring `.venv` to what requirements.lock says; instant when it already is there.

    Raises:
        InstallFailed: Python is too old or too new, its venv module is missing, or a package cannot be had.
    """
    _check_python()
    folder, lock = root / ".venv", root / "requirements.lock"
    stamp = folder / ".tandem-packages"
    wanted = hash_files(root, [lock], also=sys.version)
    if is_current(stamp, wanted):
        return
    python = folder / "bin" / "python"
    if not _works(python, root):
        say_step("Making the virtual environment .venv")
        _make_venv(folder)
    installer = folder / "bin" / INSTALLER
    if not installer.exists():
        _install_installer(python, lock, root)
    say_step("Installing the Python packages")
    run_step(
        [
            str(installer),
            "pip",
            "install",
            "--quiet",
            # uv leaves compiling to the first import, which some shells forbid; then each start pays for it.
            "--compile-bytecode",
            "--python",
            str(python),
            "--require-hashes",
            "-r",
            str(lock),
        ],
        folder=root,
    )
    put_stamp(stamp, wanted)


def requirement_block(lock_text: str, package: str) -> str:
    """Return the lines of one package, its hashes included, from a requirements file."""
    found = re.search(rf"^{re.escape(package)}==.*(?:\n[ \t]+--hash=.*)*", lock_text, flags=re.MULTILINE)
    if found is None:
        raise InstallFailed(f"requirements.lock does not hold {package}; run make lock")
    return found[0].rstrip("\\ \n") + "\n"


def _check_python() -> None:
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise InstallFailed(
            f"Python {sys.version_info[0]}.{sys.version_info[1]} is not 3.11, 3.12 or 3.13. "
            "Name one: make PYTHON=/path/to/python3.11"
        )


def _works(python: Path, root: Path) -> bool:
    if not python.exists():
        return False
    try:
        run_step([str(python), "-m", "pip", "--version"], folder=root)
    except InstallFailed:
        return False
    return True


def _make_venv(folder: Path) -> None:
    if find_spec("ensurepip") is None:
        _install_venv_module()
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=True, symlinks=True)


def _install_venv_module() -> None:
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if not (is_root() and shutil.which("apt-get")):
        raise InstallFailed(f"Python's venv module is missing. Install it: apt-get install {package}")
    say_step(f"Installing {package}")
    run_step(["apt-get", "update"], folder=Path("/"))
    run_step(["apt-get", "install", "--yes", "--no-install-recommends", package], folder=Path("/"))


def _install_installer(python: Path, lock: Path, root: Path) -> None:
    block = requirement_block(lock.read_text(encoding="utf-8"), INSTALLER)
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as part:
        part.write(block)
        part.flush()
        run_step(
            [str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", part.name], folder=root
        )
