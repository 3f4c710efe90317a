"""Prompts answered by a pair after Segment Anything: embeddings once per picture, then a quick decoder."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.errors import ModelFileInvalid
from inference.manifest import Manifest, SamDecoder
from inference.pipeline.fits import check_input, check_outputs
from inference.pipeline.preprocess import plan, prepare, stack
from inference.prompting.byte_cache import ByteCache
from inference.prompting.found import Found
from inference.prompting.prompt import Area, Prompt
from inference.runtime.session import Session

MOST_EMBEDDING_BYTES = 64 * 1024 * 1024
LARGEST_SIDE = 2_048
"""Longest side of the mask that the decoder is asked for; larger pictures get it enlarged."""
_NEGATIVE, _POSITIVE, _TOP_LEFT, _BOTTOM_RIGHT, _PADDING = 0.0, 1.0, 2.0, 3.0, -1.0


class SamPrompter:
    """A loaded encoder and decoder that fit their manifest."""

    def __init__(
        self,
        manifest: Manifest,
        encoder: Session,
        decoder: Session,
        *,
        most_bytes: int = MOST_EMBEDDING_BYTES,
    ) -> None:
        """Join a manifest and its two sessions.

        Raises:
            ModelFileInvalid: They do not fit each other.
        """
        if not isinstance(manifest.decoder, SamDecoder):
            raise ModelFileInvalid("The manifest does not describe an encoder and a decoder.")
        check_input(encoder.inputs(), manifest.input)
        check_outputs(encoder.outputs(), manifest)
        self.manifest = manifest
        self.embeddings = ByteCache(most_bytes)
        self._names = manifest.decoder
        self._encoder = encoder
        self._decoder = decoder
        self._check_decoder()

    def segment(self, key: str, pixels: NDArray[np.uint8], prompt: Prompt) -> Found:
        """Find the object that a prompt in pixels of the array means.

        Args:
            key: Names the picture; its embeddings are kept under it.
            pixels: RGB, [height, width, 3].
            prompt: What was pointed at.
        """
        height, width = pixels.shape[:2]
        embeddings = self.embeddings.get(key, lambda: self._encode(pixels))
        coords, labels = self._place(prompt, width, height)
        scale = min(1.0, LARGEST_SIDE / max(width, height))
        asked = (max(1, round(height * scale)), max(1, round(width * scale)))
        names, side = self._names, self._names.mask_side
        answer = self._decoder.run(
            {
                names.embeddings_input: embeddings,
                names.point_coords: coords,
                names.point_labels: labels,
                names.mask_input: np.zeros((1, 1, side, side), np.float32),
                names.has_mask_input: np.zeros(1, np.float32),
                names.orig_im_size: np.array(asked, np.float32),
            }
        )
        masks, scores = answer[names.masks], answer[names.scores].reshape(-1)
        if list(masks.shape) != [1, len(scores), *asked]:
            raise ModelFileInvalid(
                f"The decoder answers masks {list(masks.shape)} with {len(scores)} scores for {list(asked)}."
            )
        if not np.isfinite(scores).all():
            raise ModelFileInvalid("The decoder answers with scores that are not finite.")
        best = int(np.argmax(scores))
        mask = masks[0, best] > self._names.mask_threshold
        if asked != (height, width):
            mask = cv2.resize(mask.astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR) > 0
        return Found(mask, Area(0, 0, width, height), float(np.clip(scores[best], 0.0, 1.0)))

    def _encode(self, pixels: NDArray[np.uint8]) -> NDArray[Any]:
        tensor, _ = prepare(pixels, self.manifest.input)
        embeddings = self._encoder.run({self.manifest.input.name: stack([tensor])})[self._names.embeddings]
        # A view would hold the runtime's own memory, which the cache does not count.
        return np.ascontiguousarray(embeddings)

    def _place(
        self, prompt: Prompt, width: int, height: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return coordinates [1,n,2] in pixels of the encoder's input, and their labels [1,n]."""
        places = [*prompt.positives, *prompt.negatives]
        labels = [_POSITIVE] * len(prompt.positives) + [_NEGATIVE] * len(prompt.negatives)
        if prompt.box is not None:
            x, y, box_width, box_height = prompt.box
            places += [(x, y), (x + box_width, y + box_height)]
            labels += [_TOP_LEFT, _BOTTOM_RIGHT]
        else:
            # The published decoders were exported to expect a filling point where there is no box.
            places.append((0.0, 0.0))
            labels.append(_PADDING)
        transform, _ = plan(width, height, self.manifest.input)
        scale = np.array([transform.scale_x, transform.scale_y], np.float32)
        offset = np.array([transform.offset_x, transform.offset_y], np.float32)
        coords = np.array(places, np.float32) * scale + offset
        if prompt.box is None:
            coords[-1] = 0
        return coords[None].astype(np.float32), np.array([labels], np.float32)

    def _check_decoder(self) -> None:
        names = self._names
        wanted = {
            names.embeddings_input, names.point_coords, names.point_labels, names.mask_input,
            names.has_mask_input, names.orig_im_size,
        }  # fmt: skip
        inputs = {spec.name for spec in self._decoder.inputs()}
        if inputs != wanted:
            odd = sorted(inputs ^ wanted)[0]
            raise ModelFileInvalid(
                f"The decoder's inputs are not those of the manifest: {odd}.", {"decoder": f"input {odd}"}
            )
        missing = sorted({names.masks, names.scores} - {spec.name for spec in self._decoder.outputs()})
        if missing:
            raise ModelFileInvalid(
                f"The decoder has no output {missing[0]}.",
                {"decoder": f"no output {missing[0]} in the graph"},
            )
