"""Own the installers' command line; every step is quick when there is nothing to do."""

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from portal.supervisor.install.chromium import install_chromium
from portal.supervisor.install.commands import InstallFailed, say_step
from portal.supervisor.install.frontend import build_frontend, install_frontend_packages
from portal.supervisor.install.models import make_models
from portal.supervisor.install.packages import install_packages
from portal.supervisor.install.training import install_trainer

ROOT = Path(__file__).resolve().parents[3]

STEPS: dict[str, Callable[[], None]] = {
    "packages": lambda: install_packages(ROOT),
    "frontend": lambda: build_frontend(ROOT),
    "frontend-packages": lambda: install_frontend_packages(ROOT),
    "models": lambda: make_models(ROOT),
    "chromium": install_chromium,
    "trainer": lambda: install_trainer(ROOT),
}


def main(names: Sequence[str]) -> int:
    """Do the named steps side by side and return the exit code."""
    unknown = [name for name in names if name not in STEPS]
    if unknown or not names:
        say_step(f"usage: python -m portal.supervisor.install STEP…  with steps {', '.join(STEPS)}")
        return 2
    with ThreadPoolExecutor(max_workers=len(names)) as pool:
        running = [pool.submit(STEPS[name]) for name in names]
    failures = [error for step in running if (error := step.exception()) is not None]
    for failure in failures:
        if not isinstance(failure, InstallFailed):
            raise failure
        say_step(str(failure))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
