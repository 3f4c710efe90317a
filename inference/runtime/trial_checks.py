"""The trial itself, run inside the confined child: parse, load, run a blank picture, answer in JSON."""

import hashlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inference.errors import ManifestInvalid, ModelFileInvalid
from inference.manifest import Manifest, parse_manifest_json
from inference.pipeline.detector import Detector
from inference.pipeline.picture import read_picture
from inference.runtime.graph_rules import opset_of, parse_model
from inference.runtime.session import OrtSession, TensorSpec

_GREY = 114
SAMPLES_SECONDS = 20.0
"""After this long no further sample is begun."""
SLOWEST_SECONDS = 10.0
"""A model that takes longer for one picture keeps people waiting and fills the queue."""


class Watched:
    """A session whose answers are looked at for numbers that are none."""

    def __init__(self, session: OrtSession) -> None:
        self._session = session
        self.inputs, self.outputs = session.inputs, session.outputs

    def run(self, feeds: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Run the graph once.

        Raises:
            ModelFileInvalid: An output holds what is no number.
        """
        answers = self._session.run(feeds)
        for name, values in answers.items():
            if np.issubdtype(values.dtype, np.floating) and np.isnan(values).any():
                raise ModelFileInvalid(f"Its output {name[:100]} holds values that are no numbers (NaN).")
        return answers


def try_samples(session: OrtSession, manifest: Manifest, samples: Sequence[bytes]) -> dict[str, object]:
    """Run a sound model on real pictures.

    Returns:
        The fields of a trial report about them: how each went, and the fault that ended it if one did.
    """
    detector = Detector(manifest, Watched(session), max_batch=1)
    runs: list[dict[str, object]] = []
    fault, began = "", time.perf_counter()
    for sample in samples:
        if time.perf_counter() - began > SAMPLES_SECONDS:
            break
        picture = read_picture(
            BytesIO(sample), least_width=manifest.input.width, least_height=manifest.input.height
        )
        started = time.perf_counter()
        try:
            found = detector.detect(picture.pixels)
        except ModelFileInvalid as error:
            fault = f"It fails on a picture of this project: {error.message}"
            break
        seconds = time.perf_counter() - started
        runs.append({"predictions": len(found.scores), "seconds": seconds})
        if seconds > SLOWEST_SECONDS:
            fault = f"It takes {seconds:.0f} seconds for one picture; {SLOWEST_SECONDS:.0f} are the most."
            break
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"samples": runs, "fault": fault, "memory_bytes": memory}


def try_model(content: bytes, manifest: Manifest, samples: Sequence[bytes] = ()) -> dict[str, object]:
    """Load a model and run it on blank pictures, then on samples.

    Returns:
        The fields of a trial report.

    Raises:
        ModelFileInvalid: The model is refused.
    """
    opset = opset_of(parse_model(content))
    session = OrtSession(content, sha256=manifest.sha256)
    detector = Detector(manifest, session, max_batch=2)
    blank = np.full((manifest.input.height, manifest.input.width, 3), _GREY, np.uint8)
    began = time.perf_counter()
    detector.detect(blank)
    run_seconds = time.perf_counter() - began
    if session.batchable:
        detector.detect_many([blank, blank])
    report = describe_trial(session, content, opset=opset, run_seconds=run_seconds)
    return report | try_samples(session, manifest, samples)


def describe_trial(
    session: OrtSession, content: bytes, *, opset: int, run_seconds: float
) -> dict[str, object]:
    """Return the fields of a trial report about a graph that passed."""
    return {
        "inputs": [_describe(spec) for spec in session.inputs()],
        "outputs": [_describe(spec) for spec in session.outputs()],
        "batchable": session.batchable,
        "opset": opset,
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "run_seconds": run_seconds,
    }


def _describe(spec: TensorSpec) -> dict[str, object]:
    return {"name": spec.name, "shape": list(spec.shape), "dtype": spec.dtype}


def answer_trial(check: Callable[[list[bytes], Manifest], dict[str, object]]) -> None:
    """Read the manifest from standard input and the files from descriptors; write one JSON answer.

    Args:
        check: Tries the files and returns the fields of a report.
    """
    numbers = [int(text) for text in sys.argv[1:]]
    answer_to = os.dup(1)
    # What a native library prints must not mix with the answer.
    os.dup2(2, 1)
    try:
        manifest = parse_manifest_json(sys.stdin.buffer.read())
        contents: list[bytes] = []
        for descriptor, size in zip(numbers[::2], numbers[1::2], strict=True):
            with os.fdopen(descriptor, "rb") as stream:
                contents.append(stream.read(size))
        answer: dict[str, object] = {"report": check(contents, manifest)}
    except (ModelFileInvalid, ManifestInvalid) as error:
        answer = {"refusal": error.message, "fields": error.fields}
    except MemoryError:
        answer = {"refusal": "The model needs more memory than a trial may use."}
    os.write(answer_to, json.dumps(answer).encode())
    # Leave at once: tearing down a half-loaded runtime may fail after the answer was given.
    os._exit(0)


def main() -> None:
    """Try one file that speaks by itself."""
    answer_trial(lambda contents, manifest: try_model(contents[0], manifest, contents[1:]))


if __name__ == "__main__":
    main()
