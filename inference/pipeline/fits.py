"""Checks that a loaded graph has the picture input and the outputs that its manifest says."""

from inference.errors import ModelFileInvalid
from inference.manifest import InputSpec, Manifest
from inference.runtime.session import TensorSpec

_DTYPES = {"float32": "tensor(float)", "uint8": "tensor(uint8)"}


def check_input(inputs: list[TensorSpec], spec: InputSpec) -> TensorSpec:
    """Check that a graph takes the one picture of a manifest, and nothing else.

    Raises:
        ModelFileInvalid: It does not.
    """
    found = {item.name: item for item in inputs}
    if spec.name not in found:
        raise ModelFileInvalid(
            f"The model has no input {spec.name}; it has {', '.join(sorted(found)) or 'none'}.",
            {"input.name": "no such input in the graph"},
        )
    if len(found) > 1:
        extra = ", ".join(sorted(set(found) - {spec.name}))
        raise ModelFileInvalid(
            f"The model wants more than a picture: {extra}.", {"input.name": "more than one input"}
        )
    tensor = found[spec.name]
    if tensor.dtype != _DTYPES[spec.dtype]:
        raise ModelFileInvalid(
            f"The input {spec.name} is {tensor.dtype}; the manifest says {spec.dtype}.",
            {"input.dtype": f"the graph says {tensor.dtype}"},
        )
    picture = (spec.height, spec.width, 3) if spec.layout == "nhwc" else (3, spec.height, spec.width)
    wanted = (1, *picture)
    fits = len(tensor.shape) == 4 and all(
        actual in (None, size) for actual, size in zip(tensor.shape, wanted, strict=True)
    )
    if not fits:
        shown = [item if item is not None else "any" for item in tensor.shape]
        raise ModelFileInvalid(
            f"The input {spec.name} has the shape {shown}; the manifest gives {list(wanted)}.",
            {"input": f"the graph has the shape {shown}"},
        )
    return tensor


def check_outputs(outputs: list[TensorSpec], manifest: Manifest) -> None:
    """Check that a graph has the outputs that a manifest reads.

    Raises:
        ModelFileInvalid: One is missing.
    """
    found = {item.name for item in outputs}
    missing = [name for name in manifest.output_names if name not in found]
    if missing:
        raise ModelFileInvalid(
            f"The model has no output {missing[0]}; it has {', '.join(sorted(found)) or 'none'}.",
            {"decoder": f"no output {missing[0]} in the graph"},
        )
