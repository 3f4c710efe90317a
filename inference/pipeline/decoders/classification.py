"""Reads class scores that tag a whole frame."""

import numpy as np

from inference.manifest import ClassificationDecoder, InputSpec
from inference.pipeline.decoders.candidates import Candidates, Outputs, activate, check_size, pick_output


def decode_classification(
    outputs: Outputs, decoder: ClassificationDecoder, spec: InputSpec, label_count: int, floor: float
) -> list[Candidates]:
    """Read one output [b, c] (or [b, c, 1, 1]); each tag that reaches `floor` covers the whole input."""
    name = decoder.output
    if name in outputs and outputs[name].ndim == 4 and outputs[name].shape[2:] == (1, 1):
        outputs = {**outputs, name: outputs[name][:, :, 0, 0]}
    values = pick_output(outputs, name, 2)
    check_size(name, "scores", values.shape[1], label_count)
    whole = np.array([0, 0, spec.width, spec.height], np.float32)
    answers = []
    for scores in activate(values, decoder.activation):
        kept = np.flatnonzero(np.isfinite(scores) & (scores >= floor))
        answers.append(
            Candidates(np.tile(whole, (kept.size, 1)), scores[kept].astype(np.float32), kept.astype(np.int32))
        )
    return answers
