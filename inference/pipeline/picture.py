"""Reads a rendition that we wrote, no larger than a model needs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Image.MAX_IMAGE_PIXELS = (
    None  # The media room has held the file to its own limit before it wrote the rendition.
)


@dataclass(frozen=True)
class Picture:
    """RGB pixels, uint8 [height, width, 3], possibly a whole fraction of the stored size."""

    pixels: NDArray[np.uint8]


def read_picture(source: BinaryIO, *, least_width: int, least_height: int) -> Picture:
    """Decode a rendition at the smallest JPEG scale that still has `least_width` × `least_height` pixels.

    Only bytes that we wrote come here; a person's file is decoded in the media room's child process.
    """
    with Image.open(source, formats=("JPEG", "PNG", "WEBP")) as image:
        # JPEG decodes at 1/2, 1/4 or 1/8 for a fraction of the work; `draft` never goes below what is asked.
        image.draft("RGB", (least_width, least_height))
        return Picture(np.asarray(image.convert("RGB")))
