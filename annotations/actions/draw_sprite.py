"""Draw small pictures of a video's key frames side by side into one file, from pictures that we wrote."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import closing
from functools import partial

from PIL import Image

from annotations.actions.look_ahead import in_order
from annotations.actions.share_worker import spare_threads
from annotations.domain.asset import Asset, Frame, SpriteFacts
from annotations.domain.video import video_frame_id
from annotations.store import assets, files

MOST_TILES, TILE_WIDTH, COLUMNS = 200, 160, 20
QUALITY = 75


def draw_sprite(asset: Asset, keys: Sequence[int]) -> SpriteFacts | None:
    """Store the sprite of a video's key frames, evenly chosen; None when none of them is kept."""
    every = -(-len(keys) // MOST_TILES) if keys else 1
    frames = assets.find_frames([video_frame_id(asset.id, index) for index in keys[::every]])
    shown = [frame for frame in frames if frame.rendition]
    if not shown or not asset.width or not asset.height:
        return None
    height = max(1, round(TILE_WIDTH * asset.height / asset.width))
    columns = min(COLUMNS, len(shown))
    sheet = Image.new("RGB", (columns * TILE_WIDTH, -(-len(shown) // columns) * height))
    with closing(in_order(partial(_draw, height=height), shown, threads=spare_threads())) as tiles:
        for place, tile in enumerate(tiles):
            row, column = divmod(place, columns)
            sheet.paste(tile, (column * TILE_WIDTH, row * height))
    with tempfile.TemporaryFile() as target:
        sheet.save(target, "JPEG", quality=QUALITY)
        sha256, _size = files.hash_of(target)
        name = files.save_by_content("sprites", target, sha256=sha256, suffix=".jpg")
    return SpriteFacts(
        name=name,
        tile_width=TILE_WIDTH,
        tile_height=height,
        columns=columns,
        indices=[frame.index for frame in shown],
    )


def _draw(frame: Frame, *, height: int) -> Image.Image:
    with files.open_stored(frame.rendition) as source, Image.open(source, formats=("JPEG",)) as picture:
        picture.draft("RGB", (TILE_WIDTH, height))
        return picture.convert("RGB").resize((TILE_WIDTH, height), Image.Resampling.BILINEAR)
