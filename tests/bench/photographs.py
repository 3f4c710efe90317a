"""Make distinct photographs of 1080p from the few sample ones, so that no two have the same bytes."""

import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inference.convert.photographs import ensure_sample_photographs

WIDTH, HEIGHT = 1920, 1080
QUALITY = 90
NOISE = 3.0


def ensure_photographs(home: Path, count: int) -> list[Path]:
    """Return `count` photographs under `home`, made once and the same on every machine."""
    folder = home / "bench" / "photographs"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [folder / f"{number:04d}.jpg" for number in range(count)]
    missing = [number for number, path in enumerate(wanted) if not path.exists()]
    if missing:
        samples = ensure_sample_photographs(home / "cache" / "photographs")
        make = partial(_make, folder=folder, samples=samples)
        with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
            list(pool.map(make, missing, chunksize=4))
    return wanted


def _make(number: int, *, folder: Path, samples: list[Path]) -> None:
    chance = np.random.default_rng(number)
    with Image.open(samples[number % len(samples)]) as opened:
        picture = opened.convert("RGB")
    # The crop keeps the middle, where the sample photographs show what they are about.
    share = chance.uniform(0.82, 1.0)
    width, height = round(picture.width * share), round(picture.height * share)
    left = int(chance.integers(0, picture.width - width + 1))
    top = int(chance.integers(0, picture.height - height + 1))
    picture = picture.crop((left, top, left + width, top + height))
    if chance.random() < 0.5:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    picture = picture.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    grain_hwc = chance.normal(0.0, NOISE, (HEIGHT // 4, WIDTH // 4, 3)).astype(np.float32)
    noisy_hwc: NDArray[np.float32] = np.asarray(picture, np.float32) + np.tile(grain_hwc, (4, 4, 1))
    part = folder / f".{number:04d}.{os.getpid()}.part"
    Image.fromarray(np.clip(noisy_hwc, 0, 255).astype(np.uint8)).save(part, "JPEG", quality=QUALITY)
    part.replace(folder / f"{number:04d}.jpg")
