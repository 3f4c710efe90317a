"""Prompts answered by a saliency model: it looks at a window around what a person points at."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.errors import ModelFileInvalid
from inference.manifest import Manifest, SaliencyDecoder
from inference.pipeline.fits import check_input, check_outputs
from inference.pipeline.preprocess import prepare, stack
from inference.prompting.found import Found
from inference.prompting.prompt import FIRST_WINDOW, Area, Point, Prompt, window_of_box, window_of_clicks
from inference.prompting.refine import Refined, refine
from inference.runtime.session import Session

FloatArray = NDArray[np.float32]
BoolArray = NDArray[np.bool_]

LARGEST_SIDE = 1_600
"""Longest side of a window that is worked on pixel by pixel; larger ones are scaled down."""
CLICK_WINDOWS = (FIRST_WINDOW, 224, 112)
CLEAR_SHARE = 0.7
"""Share of a box's pixels about which the model must be sure, one way or the other."""
WIDER_MARGIN = 0.75
TOUCH_SHARE = 0.05


class SaliencyPrompter:
    """A loaded saliency graph and how its answer becomes the object that was meant."""

    def __init__(self, manifest: Manifest, session: Session) -> None:
        """Join a manifest and a session.

        Raises:
            ModelFileInvalid: They do not fit each other.
        """
        if not isinstance(manifest.decoder, SaliencyDecoder):
            raise ModelFileInvalid("The manifest does not describe a saliency model.")
        check_input(session.inputs(), manifest.input)
        check_outputs(session.outputs(), manifest)
        self.manifest = manifest
        self._decoder = manifest.decoder
        self._session = session

    def segment(self, key: str, pixels: NDArray[np.uint8], prompt: Prompt) -> Found:
        """Find the object that a prompt in pixels of the array means; `key` names the picture."""
        height, width = pixels.shape[:2]
        reach = prompt.reach(width, height)
        if reach is not None:
            return self._in_box(pixels, prompt, reach)
        return self._by_clicks(pixels, prompt)

    def _by_clicks(self, pixels: NDArray[np.uint8], prompt: Prompt) -> Found:
        """Look at ever smaller windows until what was clicked stands out, or larger ones until it fits."""
        height, width = pixels.shape[:2]
        side = FIRST_WINDOW
        for side in CLICK_WINDOWS:
            window = window_of_clicks(prompt.points, width, height, side=side)
            guess = self._look(pixels, window)
            if _stands_out(guess, window, prompt.positives):
                break
        found = self._in_window(pixels, prompt, window, guess, reach=None)
        # What stands out only in a smaller window is lost in a larger one.
        while side >= FIRST_WINDOW and _touches(found.mask, window, width, height):
            side *= 2
            window = window_of_clicks(prompt.points, width, height, side=side)
            found = self._in_window(pixels, prompt, window, self._look(pixels, window), reach=None)
        return found

    def _in_box(self, pixels: NDArray[np.uint8], prompt: Prompt, reach: Area) -> Found:
        height, width = pixels.shape[:2]
        window = window_of_box(reach, width, height)
        guess = self._look(pixels, window)
        part = guess[
            reach.top - window.top : reach.bottom - window.top,
            reach.left - window.left : reach.right - window.left,
        ]
        if (
            float(np.abs(part - 0.5).mean()) < CLEAR_SHARE / 2
            and window.width * window.height < 0.95 * width * height
        ):
            # So close to the object nothing stands out clearly: step back and look again.
            further = window_of_box(reach, width, height, margin=WIDER_MARGIN)
            wider = self._look(pixels, further)
            top, left = window.top - further.top, window.left - further.left
            guess = wider[top : top + window.height, left : left + window.width]
        return self._in_window(pixels, prompt, window, guess, reach=reach)

    def _look(self, pixels: NDArray[np.uint8], window: Area) -> FloatArray:
        """Run the model on a window and return its saliency, 0..1, at the window's own size."""
        crop = pixels[window.top : window.bottom, window.left : window.right]
        tensor, transform = prepare(crop, self.manifest.input)
        values = self._session.run({self.manifest.input.name: stack([tensor])})[self._decoder.output]
        shape = list(values.shape)
        if len(shape) < 2 or values.size != shape[-1] * shape[-2]:
            raise ModelFileInvalid(f"The saliency has the shape {shape}, not that of one plane.")
        plane: NDArray[np.float32] = values.reshape(shape[-2], shape[-1]).astype(np.float32)
        # Padding of a letterboxed input is cut away before the plane is stretched back.
        spec = self.manifest.input
        high, wide = transform.scale_y * window.height, transform.scale_x * window.width
        plane = plane[
            _span(transform.offset_y, high, shape[-2], spec.height),
            _span(transform.offset_x, wide, shape[-1], spec.width),
        ]
        if not np.isfinite(plane).all():
            raise ModelFileInvalid("The model answers with numbers that are not finite.")
        if self._decoder.activation == "sigmoid":
            plane = (1 / (1 + np.exp(-np.clip(plane, -50, 50)))).astype(np.float32)
        if self._decoder.stretch:
            low, top = float(plane.min()), float(plane.max())
            plane = ((plane - low) / max(top - low, 1e-6)).astype(np.float32)
        return np.asarray(
            cv2.resize(plane, (window.width, window.height), interpolation=cv2.INTER_LINEAR), np.float32
        )

    def _in_window(
        self,
        pixels: NDArray[np.uint8],
        prompt: Prompt,
        window: Area,
        guess: FloatArray,
        *,
        reach: Area | None,
    ) -> Found:
        crop = pixels[window.top : window.bottom, window.left : window.right]
        allowed = np.ones(guess.shape, np.bool_)
        if reach is not None:
            allowed[:] = False
            allowed[
                reach.top - window.top : reach.bottom - window.top,
                reach.left - window.left : reach.right - window.left,
            ] = True
        scale = min(1.0, LARGEST_SIDE / max(guess.shape))
        if scale < 1:
            size = (round(window.width * scale), round(window.height * scale))
            crop = cv2.resize(crop, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
            guess = cv2.resize(guess, size, interpolation=cv2.INTER_AREA).astype(np.float32)
            allowed = cv2.resize(allowed.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0

        def placed(points: tuple[Point, ...]) -> list[Point]:
            return [((x - window.left) * scale, (y - window.top) * scale) for x, y in points]

        refined = refine(
            np.ascontiguousarray(crop),
            guess,
            allowed,
            placed(prompt.positives),
            placed(prompt.negatives),
            touched_only=reach is None,
        )
        mask = refined.mask
        if scale < 1:
            mask = (
                cv2.resize(
                    mask.astype(np.uint8), (window.width, window.height), interpolation=cv2.INTER_NEAREST
                )
                > 0
            )
        return Found(mask, window, _score(guess, refined))


def _score(guess: FloatArray, refined: Refined) -> float:
    """How sure: what the model thinks of the chosen pixels, times how far the edges agreed."""
    if not refined.mask.any():
        return 0.0
    return round(float(guess[refined.mask].mean()) * (0.5 + 0.5 * refined.agreement), 4)


def _stands_out(guess: FloatArray, window: Area, points: tuple[Point, ...]) -> bool:
    """Whether the model sees the object at every positive click."""
    return all(float(guess[int(y) - window.top, int(x) - window.left]) > 0.5 for x, y in points)


def _touches(mask: BoolArray, window: Area, width: int, height: int) -> bool:
    """Whether a mask runs into a side of its window behind which the frame goes on."""
    sides = (
        (window.left > 0, mask[:, 0]),
        (window.top > 0, mask[0, :]),
        (window.right < width, mask[:, -1]),
        (window.bottom < height, mask[-1, :]),
    )
    return any(open_side and float(edge.mean()) > TOUCH_SHARE for open_side, edge in sides)


def _span(offset: float, length: float, cells: int, side: int) -> slice:
    first = round(offset * cells / side)
    return slice(first, max(first + 1, round((offset + length) * cells / side)))
