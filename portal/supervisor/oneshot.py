"""Own running a command once to its end, its output in a log, ready to be interrupted."""

import subprocess

from portal.supervisor.errors import StartFailed
from portal.supervisor.logs import last_lines, open_log
from portal.supervisor.process import ProcessSpec, describe_exit, kill_group
from portal.supervisor.waiting import Pause, poll_until


def run_once(spec: ProcessSpec, *, timeout: float, pause: Pause) -> None:
    """Run the command and return when it has ended well.

    Raises:
        StartFailed: it failed or took longer than `timeout` seconds.
        StopRequested: somebody asked for a stop meanwhile; the command is gone.
    """
    with open_log(spec.log_path) as log:
        child = subprocess.Popen(
            list(spec.command),
            cwd=spec.folder,
            env=dict(spec.environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        in_time = poll_until(lambda: child.poll() is not None, timeout=timeout, pause=pause)
    finally:
        if child.poll() is None:
            kill_group(child.pid)
            child.wait()
    if not in_time or child.returncode:
        reason = describe_exit(child.returncode) if in_time else f"took longer than {timeout:.0f} s"
        raise StartFailed(f"{spec.name} {reason}. The end of {spec.log_path}:\n{last_lines(spec.log_path)}")
