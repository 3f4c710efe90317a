"""Decides which part of a large frame a prompt has to be answered on, and at which level of its tiles."""

from __future__ import annotations

from annotations.domain.region import Region
from annotations.domain.tiles import count_levels, level_size
from inference.manifest import Manifest, SaliencyDecoder
from inference.pipeline.tiled import TileSpan, choose_level, span_of
from inference.prompting import sam
from inference.prompting.prompt import Prompt, window_of_box
from inference.prompting.saliency import LARGEST_SIDE, WIDER_MARGIN

MOST_PIXELS = 48_000_000
"""Where all of a frame is looked at, the largest level with no more pixels is taken."""


def plan_part(manifest: Manifest, prompt: Prompt, width: int, height: int) -> TileSpan:
    """Return the tiles to look at for a prompt in pixels of a frame of `width` by `height`.

    A model of saliency looks at a window around a box, as sharp as it works on windows; a pair after Segment
    Anything sees the whole frame, always the same, so that its embeddings are kept.
    """
    size, whole = (width, height), Region(x=0, y=0, width=width, height=height)
    if not isinstance(manifest.decoder, SaliencyDecoder):
        longest = max(sam.LARGEST_SIDE, manifest.input.width, manifest.input.height)
        return span_of(size, whole, choose_level(size, whole, _least(whole, longest)))
    reach = prompt.reach(width, height)
    if reach is None:
        # What was clicked may be of any size: windows around it grow until it fits.
        levels = range(count_levels(width, height))
        fitting = (level for level in levels if _pixels(size, level) <= MOST_PIXELS)
        return span_of(size, whole, next(fitting, levels[-1]))
    near = window_of_box(reach, width, height)
    wide = window_of_box(reach, width, height, margin=WIDER_MARGIN)
    window = Region(x=near.left, y=near.top, width=near.width, height=near.height)
    around = Region(x=wide.left, y=wide.top, width=wide.width, height=wide.height)
    return span_of(size, around, choose_level(size, window, _least(window, LARGEST_SIDE)))


def _least(region: Region, longest: int) -> tuple[float, float]:
    share = longest / max(region.width, region.height)
    return region.width * share, region.height * share


def _pixels(size: tuple[int, int], level: int) -> int:
    across, down = level_size(*size, level)
    return across * down
