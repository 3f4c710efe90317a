"""Start one program that dies with its supervisor: `launch.py SUPERVISOR_PID PROGRAM ARGUMENTS…`.

A separate step instead of subprocess's preexec_fn, which is unsafe in a process with threads.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> int:
    """Ask the kernel for SIGTERM when the supervisor dies, then become the program."""
    supervisor_pid, program = int(arguments[0]), arguments[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    # The supervisor may have died before the request above; then nobody would ever send the signal.
    if os.getppid() != supervisor_pid:
        return 1
    try:
        os.execvp(program[0], program)
    except OSError as error:
        sys.stderr.write(f"{program[0]} cannot be started: {error.strerror}\n")
        return 127


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
