"""Opens the detector that a training starts from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inference.errors import ManifestInvalid, ModelFileInvalid
from inference.manifest import Manifest, SsdDecoder, read_manifest
from inference.training.anchors import Anchors, recover_anchors
from inference.training.cuts import find_cut
from inference.training.graph import SsdGraph, open_ssd
from inference.training.stop import Refused
from inference.training.task import Task


@dataclass(frozen=True)
class Parent:
    """The version to start from."""

    manifest: Manifest
    parts: SsdGraph
    anchors: Anchors
    cut: str

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of its input."""
        return self.manifest.input.width, self.manifest.input.height


def open_parent(folder: Path, task: Task) -> Parent:
    """Open the version to start from: `origin/` where it is wanted and there, else `parent/`.

    Raises:
        Refused: It is missing, broken, or no detector that this can go on from.
    """
    wanted = folder / "origin"
    if task.settings.start == "parent" or not (wanted / "manifest.toml").is_file():
        wanted = folder / "parent"
    try:
        manifest = read_manifest(wanted / "manifest.toml")
        content = (wanted / manifest.file).read_bytes()
        parts = open_ssd(content, manifest)
        decoder = manifest.decoder
        if (
            not isinstance(decoder, SsdDecoder)
            or (decoder.activation, decoder.background, decoder.box_format) != ("none", 0, "yxyx")
            or manifest.input.resize != "stretch"
        ):
            raise Refused("The version to start from is not built as the default detector is.")
        size = (manifest.input.width, manifest.input.height)
        return Parent(manifest, parts, recover_anchors(parts, decoder.boxes, size), find_cut(parts))
    except (ManifestInvalid, ModelFileInvalid) as error:
        raise Refused(f"The version to start from cannot be used: {error.message}") from error
    except OSError as error:
        raise Refused(f"The folder holds no version to start from: {wanted.name}/ cannot be read.") from error
