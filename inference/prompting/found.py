"""What a prompt found: a mask of a window of the picture, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.prompting.prompt import Area


@dataclass(frozen=True)
class Found:
    """A mask [window.height, window.width] in pixels of the picture that was looked at; score 0..1."""

    mask: NDArray[np.bool_]
    window: Area
    score: float
