"""Says which colours a picture has, so that two pictures can be told to show the same scene or not."""

import numpy as np
from PIL import Image

from annotations.media.wanted import SIGNATURE_BINS

_LEVELS = 4
_SIDE = 64
_DIGITS = 4


def sign(picture: Image.Image) -> list[float]:
    """Return the shares of the picture's pixels in each cell of a cube of 4 × 4 × 4 colours.

    A colour between the middles of two cells counts for both in part: a flicker of one grey level moves no
    pixel from one cell to the next.
    """
    pixels_hwc = np.asarray(picture)
    step_y, step_x = (max(1, side // _SIDE) for side in pixels_hwc.shape[:2])
    sampled = pixels_hwc[::step_y, ::step_x].reshape(-1, 3).astype(np.float64)
    levels = np.clip(sampled * _LEVELS / 256 - 0.5, 0, _LEVELS - 1)
    lower = np.minimum(levels.astype(np.intp), _LEVELS - 2)
    share = levels - lower
    counted = np.zeros(SIGNATURE_BINS)
    for corner in np.ndindex(2, 2, 2):
        red, green, blue = (lower + corner).T
        weights = np.where(corner, share, 1 - share).prod(axis=1)
        bins = (red * _LEVELS + green) * _LEVELS + blue
        counted += np.bincount(bins, weights, minlength=SIGNATURE_BINS)
    return [round(float(part), _DIGITS) for part in counted / len(sampled)]
