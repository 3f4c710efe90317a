"""Decodes one untrusted picture and writes its rendition and thumbnail; runs in a decoding process."""

import os
import struct
import warnings
import zlib

import pi_heif
from PIL import (
    AvifImagePlugin,
    ExifTags,
    Image,
    ImageFile,
    MpoImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
from PIL.TiffImagePlugin import TiffImageFile

from annotations.media import refusals
from annotations.media.colour import to_display
from annotations.media.encode import write_rendition, write_thumbnail
from annotations.media.endings import ends_early
from annotations.media.job import Job
from annotations.media.limits import MediaLimits
from annotations.media.records import ImageProbe, Prepared, Refusal
from annotations.media.refusals import FileRefused
from annotations.media.sniff import Container

# What Pillow's readers are known to raise on damaged input. Anything else ends the process and is
# reported as a crash, so that it is seen.
_DECODE_ERRORS = (
    OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError,
    AssertionError, RuntimeError, EOFError, struct.error, zlib.error,
)  # fmt: skip

_PILLOW_FORMATS = {
    Container.JPEG: ("JPEG", "MPO"),
    Container.PNG: ("PNG",),
    Container.WEBP: ("WEBP",),
    Container.TIFF: ("TIFF",),
    Container.BMP: ("BMP",),
    Container.GIF: ("GIF",),
    Container.HEIF: ("HEIF",),
    Container.AVIF: ("AVIF",),
}
_PLUGINS_LOADED = (AvifImagePlugin, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin)
"""Pillow readers beyond those of its `preinit`; no others are imported at all."""

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_NOT_READ_WORDS = ("unsupported", "not supported", "unknown", "not configured")
_TIFF_PLACES = ((273, 279), (324, 325))
_TIFF_REDUCED_COPY = 254
_TIFF_DNG_VERSION = 50706


def set_up_decoders() -> None:
    """Configure Pillow once for this process: our own limits, no threads, no leniency."""
    Image.MAX_IMAGE_PIXELS = None  # `_check_size` is stricter and explains itself.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    Image.preinit()
    warnings.simplefilter("ignore")


def prepare_image(job: Job) -> Prepared:
    """Write a browser-safe rendition and a thumbnail of the picture's first frame.

    Args:
        job: The picture and where to write.

    Returns:
        What the picture is and what was written.

    Raises:
        FileRefused: The picture is damaged, too large or of a kind we do not read.
    """
    image = _open(job)
    notes: list[str] = []
    width, height = image.size
    _check_size(width, height, job.limits)
    frames = _count_frames(image, notes)
    mode = image.mode
    orientation, pending = _load(image, job)
    # A frame may turn out larger than the header said.
    _check_size(*image.size, job.limits)
    try:
        shown, colour_notes = to_display(image, job.limits)
    except ValueError as error:
        raise FileRefused(refusals.corrupt(job.container)) from error
    del image
    if pending in _TURNS:
        shown = shown.transpose(_TURNS[pending])
    rendition = write_rendition(shown, job.container, job.rendition, job.limits)
    thumbnail = write_thumbnail(shown, job.thumbnail, job.limits)
    probe = ImageProbe(
        container=job.container,
        width=shown.width,
        height=shown.height,
        mode=mode,
        orientation=orientation,
        frames_in_file=frames,
        notes=(*notes, *colour_notes),
    )
    return Prepared(probe=probe, rendition=rendition, thumbnail=thumbnail)


def _open(job: Job) -> Image.Image:
    try:
        image = Image.open(job.source, formats=_PILLOW_FORMATS[job.container])
    except _DECODE_ERRORS as error:
        raise FileRefused(_explain(error, job)) from error
    if isinstance(image, TiffImageFile) and (
        _TIFF_DNG_VERSION in image.tag_v2 or image.tag_v2.get(_TIFF_REDUCED_COPY, 0) == 1
    ):
        reason = "This is a camera raw file with only a small preview to read; export it as JPEG or TIFF"
        raise FileRefused(refusals.unsupported_content(reason))
    return image


def _check_size(width: int, height: int, limits: MediaLimits) -> None:
    if max(width, height) > limits.max_side:
        raise FileRefused(refusals.too_wide(width, height, limits))
    if width * height > limits.max_pixels:
        raise FileRefused(refusals.too_many_pixels(width, height, limits.max_pixels))


def _count_frames(image: Image.Image, notes: list[str]) -> int:
    try:
        frames = int(getattr(image, "n_frames", 1)) if getattr(image, "is_animated", False) else 1
    except _DECODE_ERRORS:
        notes.append("further frames are damaged; the first is used")
        image.seek(0)
        return 1
    if frames <= 1:
        return 1
    if image.format == "HEIF":
        notes.append(f"the file holds {frames} pictures; the main one is used")
    elif image.format in ("TIFF", "MPO"):
        notes.append(f"the file holds {frames} pages; the first is used")
    else:
        notes.append(f"animated: the first of {frames} frames is used")
    return frames


def _load(image: Image.Image, job: Job) -> tuple[int, int]:
    # Returns the orientation of the file and the one still to apply: Pillow turns TIFF pictures while
    # loading, and PNG may keep its orientation behind the pixels.
    try:
        before = _orientation(image)
        image.load()
        pending = _orientation(image)
    except _DECODE_ERRORS as error:
        if isinstance(image, TiffImageFile) and _tiff_data_ends_early(image, job):
            raise FileRefused(refusals.truncated(job.container)) from error
        raise FileRefused(_explain(error, job)) from error
    return (before if before != 1 else pending), pending


def _orientation(image: Image.Image) -> int:
    value = image.getexif().get(ExifTags.Base.Orientation, 1)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _explain(error: BaseException, job: Job) -> Refusal:
    text = str(error)
    if "memory" in text.lower():
        return refusals.too_much_memory(job.limits)
    if isinstance(error, EOFError) or "truncated" in text.lower() or ends_early(job.source, job.container):
        return refusals.truncated(job.container)
    if any(word in text.lower() for word in _NOT_READ_WORDS):
        return refusals.unsupported_variant(job.container)
    return refusals.corrupt(job.container)


def _tiff_data_ends_early(image: TiffImageFile, job: Job) -> bool:
    size = job.source.seek(0, os.SEEK_END)
    for offsets_tag, counts_tag in _TIFF_PLACES:
        offsets = image.tag_v2.get(offsets_tag, ())
        counts = image.tag_v2.get(counts_tag, ())
        if not (isinstance(offsets, tuple) and isinstance(counts, tuple)):
            continue
        if any(at + count > size for at, count in zip(offsets, counts, strict=False)):
            return True
    return False
