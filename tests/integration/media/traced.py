"""The product's operations in processes that die if they try to open a file, a socket or a program."""

import ctypes
import platform
import struct
import sys

from annotations.media.job import Job, OperationTable
from annotations.media.operations import OPERATIONS
from annotations.media.records import Prepared

_CALLS = {
    # open, creat, openat, openat2, socket, connect, execve, execveat
    "x86_64": (2, 85, 257, 437, 41, 42, 59, 322),
    "aarch64": (56, 437, 198, 203, 221, 281),
}
_SET_SECCOMP, _FILTER, _NO_NEW_PRIVILEGES = 22, 2, 38
_LOAD_NUMBER, _IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_KILL, _ALLOW = 0x80000000, 0x7FFF0000

IS_KNOWN = platform.machine() in _CALLS


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_void_p)]


def open_a_file(job: Job) -> Prepared:
    """Do what no operation may."""
    with open("/etc/hostname", "rb"):
        raise AssertionError


def _die_of_opening() -> None:
    """Let the kernel kill this process and its children at these calls, before anything else judges them."""
    numbers = _CALLS[platform.machine()]
    # Each jump counts the steps that it skips, to the last one.
    steps = [(_LOAD_NUMBER, 0, 0, 0)]
    steps += [(_IF_EQUAL, len(numbers) - place, 0, number) for place, number in enumerate(numbers)]
    steps += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _KILL)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = _Program(len(steps), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no filter of system calls is granted here")


TRACED: OperationTable = {**OPERATIONS, "open": open_a_file}
if getattr(sys.modules["__main__"].__spec__, "name", "") == "annotations.media.zygote":
    # It loads this module last, and opens nothing after that.
    _die_of_opening()
