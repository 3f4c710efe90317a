"""Fetch the tiles that show a part of a large frame; frames without tiles are read whole elsewhere."""

from __future__ import annotations

import logging
from io import BytesIO

from annotations.domain.asset import Frame
from annotations.errors import NotFound
from annotations.media.tile_pack import PackDamaged, write_pack
from annotations.store import files
from inference.pipeline.tiled import TileSpan, tiles_in

log = logging.getLogger(__name__)


def read_tiles(frame: Frame, span: TileSpan) -> list[bytes] | None:
    """Return the tiles of a span as they are stored.

    Returns:
        None where they cannot be had: the frame's picture is good still, and read whole.
    """
    if frame.tile_pack is None:
        return None
    try:
        with files.open_stored(frame.tile_pack) as pack:
            return list(tiles_in(pack, (frame.width, frame.height), span))
    except (NotFound, PackDamaged) as fault:
        log.warning("no tiles for %s: %s", frame.id, fault)
        return None


def pack_tiles(frame: Frame, span: TileSpan) -> bytes:
    """Return the tiles of a span as a pack of their own.

    Raises:
        NotFound: they cannot be had.
    """
    tiles = read_tiles(frame, span)
    if tiles is None:
        message = "The stored tiles of this picture are damaged."
        raise NotFound(message)
    pack = BytesIO()
    write_pack(pack, span.count, tiles)
    return pack.getvalue()
