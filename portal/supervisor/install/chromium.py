"""Own the browser for the tests that drive one: Debian's Chromium."""

import shutil
from pathlib import Path

from portal.supervisor.install.commands import InstallFailed, is_root, run_step, say_step

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> Path | None:
    """Return the browser's program, or None where there is none."""
    for program in PROGRAMS:
        found = shutil.which(program)
        if found:
            return Path(found)
    return None


def install_chromium() -> None:
    """Install Chromium unless there is one.

    Raises:
        InstallFailed: this user cannot install it; the message says how.
    """
    if find_chromium() is not None:
        return
    if not (is_root() and shutil.which("apt-get")):
        raise InstallFailed("The browser tests need Chromium. Install it: sudo apt-get install chromium")
    say_step("Installing Chromium")
    apt_get = ["apt-get", "-o", "DPkg::Lock::Timeout=300"]
    run_step([*apt_get, "update"], folder=Path("/"))
    run_step(
        [*apt_get, "install", "--yes", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
        folder=Path("/"),
    )
