"""Own finding server programs inside installed packages and making sure that they may be executed."""

import importlib.util
import os
import shutil
from collections.abc import Sequence
from pathlib import Path


def package_folders(package: str) -> Sequence[Path]:
    """Return the folders of an installed package without importing it; none when it is not installed."""
    try:
        found = importlib.util.find_spec(package)
    except ModuleNotFoundError:
        return ()
    return tuple(Path(folder) for folder in (found.submodule_search_locations or ())) if found else ()


def make_executable(program: Path, home: Path) -> Path:
    """Return the program with its exec bit set; a copy under `home` where the original cannot be changed."""
    if os.access(program, os.X_OK):
        return program
    try:
        program.chmod(program.stat().st_mode | 0o111)
    except PermissionError:
        copy = home / "bin" / program.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(program, copy)
        copy.chmod(0o700)
        return copy
    return program
