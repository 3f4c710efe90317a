"""From a manifest and its files to what answers prompts."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from inference.errors import ModelFileInvalid
from inference.manifest import Manifest, SamDecoder
from inference.prompting.found import Found
from inference.prompting.prompt import Prompt
from inference.prompting.saliency import SaliencyPrompter
from inference.prompting.sam import SamPrompter
from inference.runtime.session import OrtSession


class Prompter(Protocol):
    """What answers prompts on a picture."""

    manifest: Manifest

    def segment(self, key: str, pixels: NDArray[np.uint8], prompt: Prompt) -> Found:
        """Find the object that a prompt in pixels of the array means; `key` names the picture."""


def load_prompter(manifest: Manifest, files: list[bytes], *, intra_threads: int = 1) -> Prompter:
    """Load the model of a manifest from its files: the one, or encoder and decoder.

    Raises:
        ModelFileInvalid: The files are not those of the manifest, or do not fit it.
    """
    if not manifest.is_prompted:
        raise ModelFileInvalid("This model speaks by itself; it does not answer prompts.")
    decoder = manifest.decoder
    if len(files) != (2 if isinstance(decoder, SamDecoder) else 1):
        raise ModelFileInvalid(
            "An encoder needs its decoder beside it, and no other model has a second file."
        )
    first = OrtSession(files[0], sha256=manifest.sha256, intra_threads=intra_threads)
    if not isinstance(decoder, SamDecoder):
        return SaliencyPrompter(manifest, first)
    second = OrtSession(files[1], sha256=decoder.sha256, intra_threads=intra_threads)
    return SamPrompter(manifest, first, second)
