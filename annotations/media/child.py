"""The short life of one decoding process: confine, run one operation, report, end."""

import errno
import fcntl
import os
import traceback
from typing import NoReturn

from annotations.media import refusals
from annotations.media.confine import Confinement, confine_child
from annotations.media.job import Job, Operation, OperationTable
from annotations.media.limits import MediaLimits
from annotations.media.records import Answer
from annotations.media.wire import NO_SPACE, Request, encode_answer

_STANDARD_OUTPUT = 1
_STANDARD_ERROR = 2
_FIRST_FREE = 3
_ABOVE_STANDARD = 64
_TRACEBACK_CHARACTERS = 2000


def run_child(
    request: Request,
    files: list[int],
    report: int,
    operations: OperationTable,
    limits: MediaLimits,
    confinement: Confinement,
) -> NoReturn:
    """Run one operation in this freshly forked process and end it.

    Args:
        request: What to do.
        files: Source, rendition and thumbnail descriptors.
        report: Pipe that takes the answer as JSON.
        operations: Known operations by name.
        limits: Ceilings to apply to this process.
        confinement: What the zygote found this machine to support.
    """
    status, diagnostics = 1, _STANDARD_ERROR
    try:
        source, rendition, thumbnail, report, diagnostics = _keep_only([*files, report, _STANDARD_ERROR])
        os.dup2(_STANDARD_OUTPUT, _STANDARD_ERROR)  # C libraries write there what hostile files make them.
        confine_child(limits, confinement)
        # Not closed: leftovers of a failed write must not be flushed, and the process ends at once.
        job = Job(
            container=request.container,
            limits=limits,
            source=os.fdopen(source, "rb"),
            rendition=os.fdopen(rendition, "wb"),
            thumbnail=os.fdopen(thumbnail, "wb"),
            wanted=request.wanted,
        )
        answer = _answer(job, operations[request.operation])
        os.write(report, NO_SPACE if answer is None else encode_answer(answer))
        status = 0
    except BaseException:  # noqa: BLE001 - The process must end here: the zygote's loop is above us on the stack.
        os.write(diagnostics, traceback.format_exc()[-_TRACEBACK_CHARACTERS:].encode())
    finally:
        os._exit(status)


def _answer(job: Job, operation: Operation) -> Answer | None:
    try:
        return operation(job)
    except refusals.FileRefused as refused:
        return refused.refusal
    except MemoryError:
        return refusals.too_much_memory(job.limits)
    except OSError as error:
        if error.errno == errno.EFBIG:
            return refusals.output_too_large(job.limits)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return None
        raise


def _keep_only(files: list[int]) -> list[int]:
    high = [fcntl.fcntl(fd, fcntl.F_DUPFD, _ABOVE_STANDARD) for fd in files]
    os.closerange(_FIRST_FREE, _ABOVE_STANDARD)
    kept = [os.dup2(fd, _FIRST_FREE + position) for position, fd in enumerate(high)]
    os.closerange(_FIRST_FREE + len(kept), os.sysconf("SC_OPEN_MAX"))
    return kept
