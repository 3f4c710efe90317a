"""Frames whose pixels are really stored, for tests that run models on them."""

import hashlib
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from annotations.domain.asset import Frame
from annotations.domain.project import Project
from annotations.domain.tiles import TILE_SIZE, TileSet, count_levels, count_tiles, list_boxes
from annotations.media.tile_pack import write_pack
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


def tiled(frame: Frame, pixels: NDArray[np.uint8]) -> Frame:
    """Store tiles of a frame's pixels without any loss, and return the frame that names them."""
    level, tiles = Image.fromarray(pixels), []
    while True:
        for box in list_boxes(*level.size):
            tile = BytesIO()
            level.crop(box).save(tile, "PNG", compress_level=1)
            tiles.append(tile.getvalue())
        if count_levels(*level.size) == 1:
            break
        level = level.reduce(2)
    pack = BytesIO()
    write_pack(pack, count_tiles(frame.width, frame.height), tiles)
    sha256 = hashlib.sha256(pack.getvalue()).hexdigest()
    name = files.save_by_content("tiles", pack, sha256=sha256, suffix=".tiles")
    tile_set = TileSet(size=TILE_SIZE, levels=count_levels(frame.width, frame.height), format="mixed")
    changed = FRAMES.change({"_id": frame.id}, {"$set": {"tile_pack": name, "tiles": tile_set.model_dump()}})
    assert changed is not None
    return changed
