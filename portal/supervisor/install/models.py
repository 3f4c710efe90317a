"""Own bringing the default model into place; the converter itself knows what is already there."""

import sys
from pathlib import Path

from portal.env import read_environment
from portal.supervisor.install.commands import run_step
from portal.supervisor.install.frontend import node_environment

CONVERTER = "inference.convert.default_model"


def make_models(root: Path) -> None:
    """Bring the default model's files into place.

    Raises:
        InstallFailed: they could not be fetched or converted.
    """
    command = [sys.executable, "-m", CONVERTER, "--home", str(read_environment().home)]
    run_step(command, folder=root, environment=node_environment())
