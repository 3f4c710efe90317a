"""Confines its own process, then becomes the trial of a model file; reads nothing of the file itself."""

import ctypes
import os
import resource
import sys

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_FREE_MEMORY = 2 * 1024**3
# Parsing holds the file twice, loading once or twice more.
_COPIES = 5


def confine(size: int, seconds: int) -> None:
    """Limit memory, processor time, open files and written files for this process and what it becomes."""
    memory = _FREE_MEMORY + _COPIES * size
    for kind, limit in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, max(1, seconds)),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (allowed, allowed))


def leave_network() -> bool:
    """Move into an empty network of its own where the kernel allows it; tell whether it did."""
    unshare = getattr(ctypes.CDLL(None, use_errno=True), "unshare", None)
    if unshare is None:
        return False
    return bool(unshare(_NEW_NET) == 0 or unshare(_NEW_USER | _NEW_NET) == 0)


def main() -> None:
    """Confine, then run the checks in a fresh interpreter: the limits survive the change of program."""
    checks, seconds, files = sys.argv[1], int(sys.argv[2]), [int(text) for text in sys.argv[3:]]
    leave_network()
    confine(sum(files[1::2]), seconds)
    for descriptor in files[::2]:
        os.set_inheritable(descriptor, True)
    os.execv(sys.executable, [sys.executable, "-B", "-m", checks, *(str(number) for number in files)])


if __name__ == "__main__":
    main()
