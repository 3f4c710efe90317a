"""Own running the installers' commands: quiet when they work, all their words when they fail."""

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path


class InstallFailed(Exception):
    """A step of the installation cannot be done; the message says what is missing."""


def say_step(text: str) -> None:
    """Print one line about a step of the installation."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def run_step(command: Sequence[str], *, folder: Path, environment: Mapping[str, str] | None = None) -> None:
    """Run a command and return when it has ended well.

    Raises:
        InstallFailed: it failed; the message holds its output.
    """
    try:
        done = subprocess.run(
            list(command),
            cwd=folder,
            env=None if environment is None else dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    except OSError as error:
        raise InstallFailed(f"{command[0]} cannot be started: {error.strerror}") from error
    if done.returncode:
        words = done.stdout.decode("utf-8", "replace").rstrip()
        raise InstallFailed(f"{words}\n{shlex.join(command)} ended with code {done.returncode}")


def is_root() -> bool:
    """Return whether this user may install system packages."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
