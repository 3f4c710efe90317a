"""Puts a model whose manifest is committed into the models folder: once, whole, its manifest beside it."""

from collections.abc import Callable
from pathlib import Path

from inference.convert.packages import has_sha256, write_whole
from inference.errors import ConversionFailed
from inference.manifest import Manifest, read_manifest
from inference.registry import MANIFEST_FILE

_COMMITTED = Path(__file__).resolve().parents[2] / "models"


def ensure_committed(
    models_dir: Path, name: str, version: str, make: Callable[[Manifest, str], bytes]
) -> Path:
    """Make a model unless its file is there with the sha256 that its committed manifest names.

    Args:
        models_dir: The run-time models folder; the model goes to `<name>/<version>/`.
        name: The model's name.
        version: Its version.
        make: Returns the file's bytes, given the manifest and the sha256 they must have.

    Returns:
        The ONNX file.

    Raises:
        ConversionFailed: The committed manifest names no hash.
    """
    committed = _COMMITTED / name / version / MANIFEST_FILE
    manifest = read_manifest(committed)
    if manifest.sha256 is None:
        raise ConversionFailed("The committed manifest names no sha256.")
    folder = models_dir / name / version
    target = folder / manifest.file
    if not has_sha256(target, manifest.sha256):
        write_whole(target, make(manifest, manifest.sha256))
    text = committed.read_bytes()
    beside = folder / MANIFEST_FILE
    if not beside.is_file() or beside.read_bytes() != text:
        write_whole(beside, text)
    return target
