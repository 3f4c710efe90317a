"""Builds media files for tests: pictures of every format, bombs, videos, and a public corpus."""

import io
import shutil
import struct
import subprocess
import sys
import tarfile
import zlib
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream
from PIL import Image

PILLOW_SOURCE = "pillow==13.0.0"
_CORPUS_MEMBERS = "/Tests/images/"

QUADRANT_COLOURS = ((230, 20, 20), (20, 230, 20), (20, 20, 230), (230, 230, 20))
"""Top left, top right, bottom left, bottom right of `a_quadrant_picture`."""

PICTURE_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "AVIF")


def a_quadrant_picture(width: int = 64, height: int = 48) -> Image.Image:
    """Return an RGB picture whose quadrants are red, green, blue and yellow."""
    image = Image.new("RGB", (width, height))
    middle_x, middle_y = width // 2, height // 2
    corners = ((0, 0), (middle_x, 0), (0, middle_y), (middle_x, middle_y))
    for (left, top), colour in zip(corners, QUADRANT_COLOURS, strict=True):
        image.paste(colour, (left, top, left + middle_x, top + middle_y))
    return image


def encode(image: Image.Image, picture_format: str, **options: object) -> bytes:
    """Return the picture as file bytes."""
    target = io.BytesIO()
    image.save(target, picture_format, **options)
    return target.getvalue()


def a_picture_file(picture_format: str = "PNG", width: int = 64, height: int = 48) -> bytes:
    """Return a small picture file."""
    return encode(a_quadrant_picture(width, height), picture_format)


def a_photo(width: int, height: int, seed: int = 7) -> Image.Image:
    """Return a smooth picture with noise, which costs codecs about what a photograph does."""
    generator = np.random.default_rng(seed)
    coarse = generator.integers(0, 255, (max(2, height // 16), max(2, width // 16), 3), dtype=np.uint8)
    smooth_rgb = np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC))
    noise_rgb = generator.integers(-6, 7, smooth_rgb.shape)
    return Image.fromarray(np.clip(smooth_rgb + noise_rgb, 0, 255).astype(np.uint8))


def write_large_photo(path: Path, width: int, height: int, seed: int = 7) -> None:
    """Write a JPEG of many megapixels: red grows to the right and green downwards, under noise."""
    noise = np.random.default_rng(seed).integers(-12, 13, (1_024, 1_024), dtype=np.int16)
    noise = np.tile(noise, (-(-height // 1_024), -(-width // 1_024)))[:height, :width]
    rgb = np.full((height, width, 3), 96, dtype=np.uint8)
    red, green = (np.linspace(20, 235, side).astype(np.int16) for side in (width, height))
    rgb[..., 0] = red[None, :] + noise
    rgb[..., 1] = green[:, None] + noise
    Image.fromarray(rgb).save(path, "JPEG", quality=90)


def a_one_colour_png(width: int, height: int) -> bytes:
    """Return a PNG of one colour, compressed line by line, so that its size in memory never matters."""
    squeeze = zlib.compressobj(9)
    line = bytes(1 + (width + 7) // 8)
    pieces = [squeeze.compress(line) for _ in range(height)]
    pixels = b"".join(pieces) + squeeze.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_png_chunk(name, body) for name, body in chunks)


def a_video_file(
    container: str = "mp4",
    codec: str = "mpeg4",
    frames: int = 12,
    width: int = 64,
    height: int = 48,
    rate: int = 10,
) -> bytes:
    """Return a video of red frames."""
    target = io.BytesIO()
    target.name = f"video.{container}"
    with av.open(target, "w", format=container) as output:
        stream = output.add_stream(codec, rate=Fraction(rate))
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        red_rgb = np.full((height, width, 3), (230, 20, 20), dtype=np.uint8)
        for _ in range(frames):
            output.mux(stream.encode(av.VideoFrame.from_ndarray(red_rgb, format="rgb24")))
        output.mux(stream.encode(None))
    return target.getvalue()


def a_sound_file() -> bytes:
    """Return an MP4 with a second of silence and no video track."""
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as output:
        stream = output.add_stream("aac", rate=44_100)
        assert isinstance(stream, AudioStream)
        frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
        frame.sample_rate = 44_100
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        for number in range(43):
            frame.pts = number * 1024
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return target.getvalue()


def fetch_pillow_corpus(cache_dir: Path) -> Path:
    """Return the folder of test pictures from Pillow's source package, fetching it once.

    Args:
        cache_dir: Where the pictures stay between runs.

    Returns:
        Folder with about a thousand pictures, many of them damaged or hostile.

    Raises:
        subprocess.CalledProcessError: The package index could not be used.
    """
    folder = cache_dir / PILLOW_SOURCE.replace("==", "-")
    if folder.is_dir():
        return folder
    download_dir = cache_dir / "download"
    download_dir.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [*_pip_command(), "download", "--quiet", "--no-binary", ":all:", "--no-deps", "--dest",
         str(download_dir), PILLOW_SOURCE],
        check=True,
    )  # fmt: skip
    (archive,) = download_dir.glob("pillow-*.tar.gz")
    unpacked = cache_dir / "unpacked"
    with tarfile.open(archive) as source:
        members = [member for member in source if _CORPUS_MEMBERS in member.name]
        source.extractall(unpacked, members=members, filter="data")
    (images,) = unpacked.glob("*/Tests/images")
    images.rename(folder)
    shutil.rmtree(unpacked)
    shutil.rmtree(download_dir)
    return folder


def _pip_command() -> list[str]:
    probe = subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False)
    if probe.returncode == 0:
        return [sys.executable, "-m", "pip"]
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    if Path(uv).exists():
        return [uv, "tool", "run", "pip"]
    return [shutil.which("pip") or "pip"]


def _png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
