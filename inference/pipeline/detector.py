"""Runs one model version over pictures: prepare, run, decode, cut."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from inference.errors import ModelFileInvalid
from inference.manifest import Manifest
from inference.pipeline.decoders.decode import decode
from inference.pipeline.detections import Detections, select
from inference.pipeline.fits import check_input, check_outputs
from inference.pipeline.preprocess import prepare, stack
from inference.runtime.session import Session


class Detector:
    """A manifest and a loaded graph that were found to fit each other."""

    def __init__(self, manifest: Manifest, session: Session, *, max_batch: int = 8) -> None:
        """Join a manifest and a session.

        Args:
            manifest: What the graph expects and how its answer is read.
            session: The loaded graph.
            max_batch: Pictures run at once when the graph takes any number; bounds the memory of a run.

        Raises:
            ModelFileInvalid: The graph's input or outputs are not those of the manifest, or it wants prompts.
        """
        if manifest.is_prompted:
            raise ModelFileInvalid("This model answers prompts; it does not speak by itself.")
        self.manifest = manifest
        self._session = session
        batchable = check_input(session.inputs(), manifest.input).batchable
        check_outputs(session.outputs(), manifest)
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
