"""Own the front end's packages and build: done again only when their sources have changed."""

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from portal.env import child_environment
from portal.supervisor.install.commands import InstallFailed, run_step, say_step
from portal.supervisor.install.stamps import hash_files, is_current, put_stamp
from portal.supervisor.nodejs import node_folder

NOT_SOURCES = frozenset({"node_modules", "dist", "out", "coverage"})


def install_frontend_packages(root: Path) -> None:
    """Bring node_modules to what package-lock.json says.

    Raises:
        InstallFailed: there is no Node, or npm failed.
    """
    folder = root / "frontend"
    stamp = folder / "node_modules" / ".tandem-packages"
    wanted = hash_files(
        folder, [folder / "package.json", folder / "package-lock.json"], also=str(node_folder())
    )
    if is_current(stamp, wanted):
        return
    say_step("Installing the front end's packages")
    # Not `npm ci`: it refuses a lock without the builds of Biome for other platforms, which a registry that
    # serves one platform only leaves out. This keeps to the lock as well and writes nothing into it.
    run_npm(folder, ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"])
    put_stamp(stamp, wanted)


def build_frontend(root: Path) -> None:
    """Build the pages into frontend/dist."""
    folder = root / "frontend"
    stamp = folder / "dist" / ".tandem-build"
    wanted = hash_files(folder, frontend_sources(folder))
    if is_current(stamp, wanted):
        return
    install_frontend_packages(root)
    say_step("Building the front end")
    run_npm(folder, ["run", "build"])
    put_stamp(stamp, wanted)


def frontend_sources(folder: Path) -> Iterator[Path]:
    """Yield the front end's files, without what is installed or built."""
    for entry in folder.iterdir():
        if entry.name in NOT_SOURCES:
            continue
        if entry.is_dir():
            yield from frontend_sources(entry)
        elif entry.suffix != ".tsbuildinfo":
            yield entry


def run_npm(folder: Path, arguments: Sequence[str]) -> None:
    """Run npm in a folder with the Node that was chosen."""
    run_step([npm_program(), *arguments], folder=folder, environment=node_environment())


def npm_program() -> str:
    """Return npm's path."""
    folder = _node_folder()
    return shutil.which("npm", path=str(folder)) or str(folder / "npm")


def node_environment() -> dict[str, str]:
    """Return this process's variables with the chosen Node first on PATH."""
    own = child_environment({})
    return {**own, "PATH": f"{_node_folder()}{os.pathsep}{own.get('PATH', '')}"}


def _node_folder() -> Path:
    folder = node_folder()
    if folder is None:
        raise InstallFailed("There is no Node 20 or newer, and the Python package that brings one is missing")
    return folder
