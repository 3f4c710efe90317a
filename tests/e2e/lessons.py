"""Owns pictures to learn from, made of the sample photographs: one thing on each, and where it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from tests.builders_media import encode

THINGS = {
    "Tabby": ("cat", (1, 3, 403, 298)),
    "Mug": ("coffee", (173, 23, 415, 254)),
    "Pilot": ("astronaut", (27, 8, 368, 480)),
}
"""Names that no model has heard: the photograph that shows each, and its corners there."""
WIDTH, HEIGHT = 400, 300
SHARES = (0.55, 0.9)


@dataclass(frozen=True)
class Lesson:
    """A picture file and the one thing on it."""

    name: str
    content: bytes
    label: str
    box_xywh: tuple[int, int, int, int]


def make_lessons(photographs: Mapping[str, Path], count: int) -> list[Lesson]:
    """Paste the things in turn onto even grounds, each time in another size and place."""
    return [_make(photographs, number) for number in range(count)]


def _make(photographs: Mapping[str, Path], number: int) -> Lesson:
    chance = np.random.default_rng([7, number])
    label = list(THINGS)[number % len(THINGS)]
    photograph, corners = THINGS[label]
    with Image.open(photographs[photograph]) as image:
        thing = image.convert("RGB").crop(corners)
    scale = chance.uniform(*SHARES) * min(WIDTH / thing.width, HEIGHT / thing.height)
    width, height = round(thing.width * scale), round(thing.height * scale)
    left = int(chance.integers(0, WIDTH - width))
    top = int(chance.integers(0, HEIGHT - height))
    thing = thing.resize((width, height))
    ground = chance.integers(110, 150, (4, 4, 3), dtype=np.uint8)
    picture = Image.fromarray(ground).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    picture.paste(ImageOps.mirror(thing) if number % 2 else thing, (left, top))
    return Lesson(f"{number:02}.jpg", encode(picture, "JPEG"), label, (left, top, width, height))
