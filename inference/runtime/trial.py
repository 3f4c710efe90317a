"""Examines a person's model file in a short-lived child, so that a hostile or broken one harms nobody."""

import json
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from inference.errors import ModelFileInvalid
from inference.manifest import Manifest, SamDecoder

MOST_BYTES = 1024**3
PARTS = ("model", "decoder")
"""What the first and the second file are called where they are sent."""
_PROJECT_ROOT = Path(__file__).resolve().parents[2]
_CHILD = "inference.runtime.trial_child"
CHECKS, PROMPT_CHECKS = "inference.runtime.trial_checks", "inference.prompting.trial_checks"

# The commonest files people mistake for ONNX, by their first bytes.
_FOREIGN = (
    (b"PK\x03\x04", "a zip archive, such as a PyTorch checkpoint"),
    (b"\x80\x02", "a Python pickle"),
    (b"\x80\x03", "a Python pickle"),
    (b"\x80\x04", "a Python pickle"),
    (b"\x80\x05", "a Python pickle"),
    (b"\x89HDF", "an HDF5 file, such as a Keras model"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"version https://git-lfs", "a Git LFS pointer, not the file itself"),
    (b"<", "a web page"),
    (b"{", "JSON"),
)


class TrialTensor(BaseModel):
    """Name, shape (None where free) and element type of a graph input or output."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    shape: tuple[int | None, ...]
    dtype: str


class SampleRun(BaseModel):
    """What a model said of one real picture."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    predictions: int
    seconds: Annotated[float, Field(ge=0)]


class TrialReport(BaseModel):
    """What a trial learned of a model that passed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    inputs: tuple[TrialTensor, ...]
    outputs: tuple[TrialTensor, ...]
    batchable: bool
    opset: int
    sha256: str
    size: int
    decoder_sha256: str | None = None
    run_seconds: Annotated[float, Field(ge=0)]
    samples: tuple[SampleRun, ...] = ()
    fault: str = ""
    """Why the model cannot be used on the samples, although its file is sound."""
    memory_bytes: int = 0


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    report: TrialReport | None = None
    refusal: str = ""
    fields: dict[str, str] = {}


def examine(
    path: Path,
    manifest: Manifest,
    *,
    decoder_path: Path | None = None,
    samples: Sequence[bytes] = (),
    timeout_seconds: float = 60.0,
) -> TrialReport:
    """Try a model file against its manifest.

    The file is opened once and only ever read through that one descriptor. A child process with a limit on
    memory, processor time and open files, and with no network where the system allows it, parses the file,
    loads it and runs a blank picture through it.

    Args:
        path: The uploaded file.
        manifest: What its owner says of it.
        decoder_path: The second file of a pair of encoder and decoder.
        samples: Pictures that we wrote, as files; a model that answers prompts is not run on them.
        timeout_seconds: The child is stopped after this long.

    Returns:
        What the graph turned out to be.

    Raises:
        ModelFileInvalid: The file is refused; the message says why.
    """
    if isinstance(manifest.decoder, SamDecoder) != (decoder_path is not None):
        raise ModelFileInvalid(
            "An encoder needs its decoder beside it, and no other model has a second file.",
            {"decoder": "missing" if decoder_path is None else "not wanted"},
        )
    checks = PROMPT_CHECKS if manifest.is_prompted else CHECKS
    paths = [path] if decoder_path is None else [path, decoder_path]
    descriptors: list[int] = []
    try:
        for part, each in zip(PARTS, paths, strict=False):
            descriptors.append(_open_checked(each, part))
        descriptors += [_spool(sample) for sample in samples if not manifest.is_prompted]
        sizes = [os.fstat(descriptor).st_size for descriptor in descriptors]
        files = [str(number) for pair in zip(descriptors, sizes, strict=True) for number in pair]
        done = subprocess.run(
            [sys.executable, "-B", "-m", _CHILD, checks, str(int(timeout_seconds)), *files],
            input=manifest.model_dump_json(exclude_none=False).encode(),
            capture_output=True,
            cwd=_PROJECT_ROOT,
            # Nothing of ours goes along: no secret, no address of a database.
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            pass_fds=tuple(descriptors),
            timeout=timeout_seconds,
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ModelFileInvalid(f"The model was not ready within {timeout_seconds:.0f} seconds.") from error
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
    return _read_answer(done)


def _spool(sample: bytes) -> int:
    """Return a descriptor of a file without a name that holds a picture."""
    with tempfile.TemporaryFile() as spooled:
        spooled.write(sample)
        spooled.seek(0)
        return os.dup(spooled.fileno())


def _open_checked(path: Path, part: str) -> int:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        reason = f"The {part} file cannot be opened, or is a symbolic link."
        raise ModelFileInvalid(reason, {part: reason}) from error
    try:
        status = os.fstat(descriptor)
        reason = _refusal(status, os.pread(descriptor, 32, 0) if stat.S_ISREG(status.st_mode) else b"", part)
    except OSError as error:
        os.close(descriptor)
        reason = f"The {part} file cannot be read."
        raise ModelFileInvalid(reason, {part: reason}) from error
    if reason:
        os.close(descriptor)
        raise ModelFileInvalid(reason, {part: reason})
    return descriptor


def _refusal(status: os.stat_result, head: bytes, part: str) -> str:
    if not stat.S_ISREG(status.st_mode):
        return f"The {part} is not a regular file."
    if status.st_nlink != 1:
        return f"The {part} file has a second name (a hard link); it could change after the check."
    if status.st_size == 0:
        return f"The {part} file is empty."
    if status.st_size > MOST_BYTES:
        return f"The {part} file is larger than 1 GB."
    for magic, kind in _FOREIGN:
        if head.startswith(magic):
            return f"The {part} file is not ONNX: it looks like {kind}."
    return ""


def _read_answer(done: subprocess.CompletedProcess[bytes]) -> TrialReport:
    try:
        answer = _Answer.model_validate(json.loads(done.stdout)) if done.returncode == 0 else None
    except (ValueError, ValidationError):
        answer = None
    if answer is None:
        how = f"signal {-done.returncode}" if done.returncode < 0 else f"exit code {done.returncode}"
        raise ModelFileInvalid(
            f"The model brought the trial process down ({how}): too much memory or time, or malformed."
        )
    if answer.report is None:
        raise ModelFileInvalid(answer.refusal or "The model was refused.", answer.fields)
    return answer.report
