"""Takes rights away from a process: network, new privileges, resources, system calls."""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from dataclasses import dataclass
from functools import cache

from annotations.media.limits import MediaLimits

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000

_STEP = "=HBBI"
_LOAD_WORD = 0x20
_JUMP_IF_EQUAL = 0x15
_KEEP_BITS = 0x54
_RETURN = 0x06
_ALLOW = 0x7FFF0000
_FAIL_EPERM = 0x00050001
_FAIL_ENOSYS = 0x00050026
_KILL_PROCESS = 0x80000000

# Reading, writing and mapping memory is all that decoding needs once every file is open. There is no
# open, socket, fork, exec, kill or ioctl here. Threads are let through below: the HEIC decoder makes some.
_ALLOWED_CALLS_X86_64 = {
    "read": 0, "write": 1, "close": 3, "fstat": 5, "lseek": 8, "mmap": 9, "mprotect": 10, "munmap": 11,
    "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "pread64": 17, "pwrite64": 18,
    "readv": 19, "writev": 20, "sched_yield": 24, "mremap": 25, "madvise": 28, "dup": 32, "getpid": 39,
    "exit": 60, "fcntl": 72, "ftruncate": 77, "getrusage": 98, "sysinfo": 99, "sigaltstack": 131,
    "getcwd": 79, "gettid": 186, "futex": 202, "sched_getaffinity": 204, "restart_syscall": 219,
    "fadvise64": 221, "clock_gettime": 228, "clock_getres": 229, "clock_nanosleep": 230, "exit_group": 231,
    "newfstatat": 262, "set_robust_list": 273, "getrandom": 318, "membarrier": 324, "statx": 332,
    "rseq": 334,
}  # fmt: skip
_ALLOWED_CALLS_AARCH64 = {
    "read": 63, "write": 64, "close": 57, "fstat": 80, "lseek": 62, "mmap": 222, "mprotect": 226,
    "munmap": 215, "brk": 214, "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139,
    "pread64": 67, "pwrite64": 68, "readv": 65, "writev": 66, "sched_yield": 124, "mremap": 216, "getcwd": 17,
    "madvise": 233, "dup": 23, "getpid": 172, "exit": 93, "fcntl": 25, "ftruncate": 46, "getrusage": 165,
    "sysinfo": 179, "sigaltstack": 132, "gettid": 178, "futex": 98, "sched_getaffinity": 123,
    "restart_syscall": 128, "fadvise64": 223, "clock_gettime": 113, "clock_getres": 114,
    "clock_nanosleep": 115, "exit_group": 94, "newfstatat": 79, "set_robust_list": 99, "getrandom": 278,
    "membarrier": 283, "statx": 291, "rseq": 293,
}  # fmt: skip
_CLONE_THREAD = 0x00010000
_CLONE3 = 435
_NUMBER_OFFSET = 0
_ARCHITECTURE_OFFSET = 4
_FIRST_ARGUMENT_OFFSET = 16


@dataclass(frozen=True, slots=True)
class _Machine:
    audit_code: int
    clone: int
    allowed: frozenset[int]


_MACHINES = {
    "x86_64": _Machine(0xC000003E, 56, frozenset(_ALLOWED_CALLS_X86_64.values())),
    "aarch64": _Machine(0xC00000B7, 220, frozenset(_ALLOWED_CALLS_AARCH64.values())),
}


class _FilterProgram(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


@dataclass(frozen=True, slots=True)
class Confinement:
    """Which protections this machine granted to the decoding processes.

    Attributes:
        network_removed: They live in a network namespace without any interface.
        no_new_privileges: They cannot gain rights by executing something.
        calls_filtered: They may only read, write and map memory (seccomp).
    """

    network_removed: bool
    no_new_privileges: bool
    calls_filtered: bool


def confine_zygote() -> Confinement:
    """Drop the network and the way to new privileges, once, for this process and its children."""
    if not sys.platform.startswith("linux"):
        return Confinement(network_removed=False, no_new_privileges=False, calls_filtered=False)
    _volunteer_for_memory_killer()
    libc = _c_library()
    network = libc.unshare(_CLONE_NEWNET) == 0 or libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0
    privileges = libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    return Confinement(network, privileges, calls_filtered=privileges and _filter_works(libc))


def confine_child(limits: MediaLimits, confinement: Confinement) -> None:
    """Apply the limits of one file to this freshly forked process; cannot be undone."""
    if sys.platform.startswith("linux"):
        libc = _c_library()
        libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    for kind, soft, hard in (
        (resource.RLIMIT_AS, limits.memory_bytes, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1),
        (resource.RLIMIT_FSIZE, limits.output_bytes, limits.output_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files, limits.open_files),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        _lower(kind, soft, hard)
    if confinement.calls_filtered and not _install_filter(libc):
        raise OSError(ctypes.get_errno(), "the system call filter was refused")


def _lower(kind: int, soft: int, hard: int) -> None:
    _, ceiling = resource.getrlimit(kind)
    if ceiling != resource.RLIM_INFINITY:
        soft, hard = min(soft, ceiling), min(hard, ceiling)
    resource.setrlimit(kind, (soft, hard))


def _volunteer_for_memory_killer() -> None:
    # When the whole machine runs short, decoding is what to lose first.
    try:
        with open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:
            score.write("1000")
    except OSError:
        return


@cache
def _c_library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


@cache
def _filter_code() -> bytes:
    machine = _MACHINES[platform.machine()]
    numbers = sorted(machine.allowed)
    steps = [
        (_LOAD_WORD, 0, 0, _ARCHITECTURE_OFFSET),
        (_JUMP_IF_EQUAL, 1, 0, machine.audit_code),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_LOAD_WORD, 0, 0, _NUMBER_OFFSET),
        (_JUMP_IF_EQUAL, 0, 1, _CLONE3),
        (_RETURN, 0, 0, _FAIL_ENOSYS),  # Its flags are out of reach; the C library then uses clone.
    ]
    # Each jump counts the steps it skips; the last two steps are "fail" and "allow".
    steps += [(_JUMP_IF_EQUAL, len(numbers) - at + 4, 0, number) for at, number in enumerate(numbers)]
    steps += [
        (_JUMP_IF_EQUAL, 0, 3, machine.clone),
        (_LOAD_WORD, 0, 0, _FIRST_ARGUMENT_OFFSET),
        (_KEEP_BITS, 0, 0, _CLONE_THREAD),
        (_JUMP_IF_EQUAL, 1, 0, _CLONE_THREAD),
        (_RETURN, 0, 0, _FAIL_EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack(_STEP, *step) for step in steps)


def _install_filter(libc: ctypes.CDLL) -> bool:
    code = ctypes.create_string_buffer(_filter_code())
    program = _FilterProgram(len(_filter_code()) // struct.calcsize(_STEP), ctypes.addressof(code))
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _filter_works(libc: ctypes.CDLL) -> bool:
    if platform.machine() not in _MACHINES or sys.maxsize < 2**32:
        return False
    _filter_code()  # Made once here, for every child.
    trial = os.fork()
    if trial == 0:
        os._exit(0 if _install_filter(libc) and os.getpid() > 0 else 1)
    return os.waitpid(trial, 0)[1] == 0
