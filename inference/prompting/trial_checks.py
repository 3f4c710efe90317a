"""The trial of a model that answers prompts, run inside the confined child."""

import hashlib
import time

import numpy as np

from inference.errors import ModelFileInvalid
from inference.manifest import Manifest
from inference.prompting.load import load_prompter
from inference.prompting.prompt import Prompt
from inference.runtime.graph_rules import opset_of, parse_model
from inference.runtime.session import OrtSession
from inference.runtime.trial import PARTS
from inference.runtime.trial_checks import answer_trial, describe_trial

_GREY = 114


def try_prompter(contents: list[bytes], manifest: Manifest) -> dict[str, object]:
    """Load a model of one or two files and prompt it on a blank picture.

    Returns:
        The fields of a trial report.

    Raises:
        ModelFileInvalid: The model is refused.
    """
    opset = max(_opset(content, part) for content, part in zip(contents, PARTS, strict=False))
    prompter = load_prompter(manifest, contents)
    width, height = manifest.input.width, manifest.input.height
    blank = np.full((height, width, 3), _GREY, np.uint8)
    began = time.perf_counter()
    box, middle = (1.0, 1.0, width - 2.0, height - 2.0), (width / 2, height / 2)
    prompter.segment("blank", blank, Prompt(box, positives=(middle,), negatives=((1.0, 1.0),)))
    run_seconds = time.perf_counter() - began
    report = describe_trial(OrtSession(contents[0]), contents[0], opset=opset, run_seconds=run_seconds)
    if len(contents) > 1:
        report["decoder_sha256"] = hashlib.sha256(contents[1]).hexdigest()
    return report


def _opset(content: bytes, part: str) -> int:
    try:
        return opset_of(parse_model(content))
    except ModelFileInvalid as refused:
        raise ModelFileInvalid(refused.message, refused.fields or {part: refused.message}) from refused


if __name__ == "__main__":
    answer_trial(try_prompter)
