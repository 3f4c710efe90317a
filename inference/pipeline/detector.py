"""Runs one model version over pictures: prepare, run, decode, cut."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from inference.errors import ModelFileInvalid
from inference.manifest import InputSpec, Manifest
from inference.pipeline.decoders.decode import decode
from inference.pipeline.detections import Detections, select
from inference.pipeline.preprocess import prepare, stack
from inference.runtime.session import Session, TensorSpec

_DTYPES = {"float32": "tensor(float)", "uint8": "tensor(uint8)"}


class Detector:
    """A manifest and a loaded graph that were found to fit each other."""

    def __init__(self, manifest: Manifest, session: Session, *, max_batch: int = 8) -> None:
        """Join a manifest and a session.

        Args:
            manifest: What the graph expects and how its answer is read.
            session: The loaded graph.
            max_batch: Pictures run at once when the graph takes any number; bounds the memory of a run.

        Raises:
            ModelFileInvalid: The graph's input or outputs are not those of the manifest.
        """
        self.manifest = manifest
        self._session = session
        batchable = _check_input(session.inputs(), manifest.input).batchable
        _check_outputs(session.outputs(), manifest)
        self.batch_size = max_batch if batchable else 1

    @property
    def labels(self) -> tuple[str | None, ...]:
        """Labels by index; None marks a slot the model never answers with."""
        return self.manifest.labels

    @property
    def kind(self) -> Literal["box", "tag"]:
        """The shape of what this model says."""
        return self.manifest.kind

    def detect(self, picture: NDArray[np.uint8]) -> Detections:
        """Detect in one RGB picture [height, width, 3] of type uint8."""
        return self.detect_many([picture])[0]

    def detect_many(self, images: Sequence[NDArray[np.uint8]]) -> list[Detections]:
        """Detect in RGB pictures [height, width, 3] of type uint8, which may differ in size.

        Returns:
            One `Detections` for each picture, in order.

        Raises:
            ModelFileInvalid: The graph fails, or answers in another shape than its manifest says.
            ValueError: A picture is not an RGB uint8 array.
        """
        answers: list[Detections] = []
        for start in range(0, len(images), self.batch_size):
            answers.extend(self._detect_batch(images[start : start + self.batch_size]))
        return answers

    def _detect_batch(self, images: Sequence[NDArray[np.uint8]]) -> list[Detections]:
        prepared = [prepare(image, self.manifest.input) for image in images]
        outputs = self._session.run({self.manifest.input.name: stack([tensor for tensor, _ in prepared])})
        decoded = decode(outputs, self.manifest)
        if len(decoded) != len(images):
            raise ModelFileInvalid(f"The model answers for {len(decoded)} pictures when given {len(images)}.")
        return [
            select(candidates, transform, self.manifest)
            for candidates, (_, transform) in zip(decoded, prepared, strict=True)
        ]


def _check_input(inputs: list[TensorSpec], spec: InputSpec) -> TensorSpec:
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


def _check_outputs(outputs: list[TensorSpec], manifest: Manifest) -> None:
    found = {item.name for item in outputs}
    missing = [name for name in manifest.output_names if name not in found]
    if missing:
        raise ModelFileInvalid(
            f"The model has no output {missing[0]}; it has {', '.join(sorted(found)) or 'none'}.",
            {"decoder": f"no output {missing[0]} in the graph"},
        )
