"""Frames whose pixels are really stored, for tests that run models on them."""

import hashlib
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from annotations.domain.asset import Frame
from annotations.domain.project import Project
from annotations.store import files
from annotations.store.tables import FRAMES
from tests.builders import a_frame


def a_stored_frame(project: Project, pixels: NDArray[np.uint8]) -> Frame:
    """Insert an asset and its frame of these RGB pixels [height, width, 3]."""
    stored = BytesIO()
    Image.fromarray(pixels).save(stored, "PNG", compress_level=1)
    sha256 = hashlib.sha256(stored.getvalue()).hexdigest()
    name = files.save_by_content("renditions", stored, sha256=sha256, suffix=".png")
    frame = a_frame(project)
    size = {"width": pixels.shape[1], "height": pixels.shape[0]}
    changed = FRAMES.change({"_id": frame.id}, {"$set": {"rendition": name, **size}})
    assert changed is not None
    return changed
