"""Reads the models folder: which versions lie there, whether their files are whole, and loads them."""

from dataclasses import dataclass
from pathlib import Path

from inference.errors import ManifestInvalid, ModelFileInvalid, ModelNotFound
from inference.manifest import Manifest, read_manifest
from inference.pipeline.detector import Detector
from inference.runtime.session import OrtSession

MANIFEST_FILE = "manifest.toml"


@dataclass(frozen=True)
class RegisteredModel:
    """One version found in the models folder."""

    manifest: Manifest
    folder: Path

    @property
    def file(self) -> Path:
        """The ONNX file; it need not exist yet."""
        return self.folder / self.manifest.file


def list_models(models_dir: Path) -> list[RegisteredModel]:
    """List every `<name>/<version>/manifest.toml`, by name and version.

    Raises:
        ManifestInvalid: A manifest is wrong or does not name the folder it lies in.
    """
    return [_read(path.parent) for path in sorted(models_dir.glob(f"*/*/{MANIFEST_FILE}"))]


def find_model(models_dir: Path, name: str, version: str) -> RegisteredModel:
    """Read one version.

    Raises:
        ModelNotFound: No such version lies in the folder.
        ManifestInvalid: Its manifest is wrong.
    """
    for path in models_dir.glob(f"*/*/{MANIFEST_FILE}"):
        # Compared, not joined: a name from outside never becomes part of a path.
        if (path.parent.parent.name, path.parent.name) == (name, version):
            return _read(path.parent)
    raise ModelNotFound(f"There is no model {name} {version}.")


def load_registered(model: RegisteredModel, *, intra_threads: int = 1) -> Detector:
    """Verify the sha256 of a registered version and load it.

    Raises:
        ModelFileInvalid: The file is absent, unnamed by a sha256, changed, or does not fit its manifest.
    """
    if model.manifest.sha256 is None:
        raise ModelFileInvalid("The manifest names no sha256.", {"sha256": "missing"})
    try:
        content = model.file.read_bytes()
    except OSError as error:
        raise ModelFileInvalid(
            f"The file {model.manifest.file} of {model.manifest.name} cannot be read."
        ) from error
    return load_detector(model.manifest, content, intra_threads=intra_threads)


def load_detector(manifest: Manifest, content: bytes, *, intra_threads: int = 1) -> Detector:
    """Load a model from its bytes, checking them against the manifest's sha256 where it has one.

    Raises:
        ModelFileInvalid: The bytes are not those of the manifest, or do not fit it.
    """
    return Detector(manifest, OrtSession(content, sha256=manifest.sha256, intra_threads=intra_threads))


def _read(folder: Path) -> RegisteredModel:
    manifest = read_manifest(folder / MANIFEST_FILE)
    if (manifest.name, manifest.version) != (folder.parent.name, folder.name):
        raise ManifestInvalid(
            f"The manifest in {folder.parent.name}/{folder.name} names {manifest.name} {manifest.version}.",
            {"name": "must be the folder's name", "version": "must be the folder's name"},
        )
    return RegisteredModel(manifest, folder)
