"""The trial itself, run inside the confined child: parse, load, run a blank picture, answer in JSON."""

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable

import numpy as np

from inference.errors import ManifestInvalid, ModelFileInvalid
from inference.manifest import Manifest, parse_manifest_json
from inference.pipeline.detector import Detector
from inference.runtime.graph_rules import opset_of, parse_model
from inference.runtime.session import OrtSession, TensorSpec

_GREY = 114


def try_model(content: bytes, manifest: Manifest) -> dict[str, object]:
    """Load a model and run it on blank pictures.

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
    return describe_trial(session, content, opset=opset, run_seconds=run_seconds)


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
    answer_trial(lambda contents, manifest: try_model(contents[0], manifest))


if __name__ == "__main__":
    main()
