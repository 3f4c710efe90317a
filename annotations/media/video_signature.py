"""Says which colours a picture has, so that two pictures can be told to show the same scene or not."""

import numpy as np
from PIL import Image

from annotations.media.wanted import SIGNATURE_BINS

_LEVELS = 4
_SIDE = 64
_DIGITS = 4

_PLACE = np.clip(np.arange(256) * _LEVELS / 256 - 0.5, 0, _LEVELS - 1)
_FLOOR = np.minimum(_PLACE.astype(np.intp), _LEVELS - 2)
_LOWER = np.stack([_FLOOR, _FLOOR + 1], axis=1)
"""The two levels between which each of 256 values lies, and next how much it belongs to each."""
_SHARE = np.stack([1 - (_PLACE - _FLOOR), _PLACE - _FLOOR], axis=1)


def sign(picture: Image.Image) -> list[float]:
    """Return the shares of the picture's pixels in each cell of a cube of 4 × 4 × 4 colours.

    A colour between the middles of two cells counts for both in part: a flicker of one grey level moves no
    pixel from one cell to the next.
    """
    step_y, step_x = (max(1, side // _SIDE) for side in (picture.height, picture.width))
    sampled = np.asarray(picture)[::step_y, ::step_x].reshape(-1, 3)
    # One entry for each of the eight corners around a colour: red, green, blue, each lower or upper.
    bins = np.zeros((len(sampled), 1), np.intp)
    weights = np.ones((len(sampled), 1))
    for channel in range(3):
        lower, share = _LOWER[sampled[:, channel]], _SHARE[sampled[:, channel]]
        bins = (bins[:, :, None] * _LEVELS + lower[:, None]).reshape(len(sampled), -1)
        weights = (weights[:, :, None] * share[:, None]).reshape(len(sampled), -1)
    counted = np.bincount(bins.ravel(), weights.ravel(), minlength=SIGNATURE_BINS)
    return [round(float(part), _DIGITS) for part in counted / len(sampled)]
