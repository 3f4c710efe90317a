"""Finds the container of a file from its first bytes, never from its name."""

from enum import StrEnum
from pathlib import PurePath

HEAD_BYTES = 1024
"""How many leading bytes `identify` wants to see."""

ACCEPTED_FORMATS = (
    "JPEG, PNG, WebP, TIFF, BMP, GIF, HEIC and AVIF pictures, or MP4, MOV, MKV, WebM, AVI and MPEG-TS video"
)


class Container(StrEnum):
    """File formats we read."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    TIFF = "tiff"
    BMP = "bmp"
    GIF = "gif"
    HEIF = "heif"
    AVIF = "avif"
    MP4 = "mp4"
    MOV = "mov"
    MKV = "mkv"
    WEBM = "webm"
    AVI = "avi"
    MPEG_TS = "mpeg-ts"

    @property
    def is_video(self) -> bool:
        """Tell videos from pictures."""
        return self in _VIDEO

    @property
    def media_type(self) -> str:
        """Return the MIME type of original files in this container."""
        return _MEDIA_TYPES[self]


_VIDEO = frozenset(
    {Container.MP4, Container.MOV, Container.MKV, Container.WEBM, Container.AVI, Container.MPEG_TS}
)

_MEDIA_TYPES = {
    Container.JPEG: "image/jpeg",
    Container.PNG: "image/png",
    Container.WEBP: "image/webp",
    Container.TIFF: "image/tiff",
    Container.BMP: "image/bmp",
    Container.GIF: "image/gif",
    Container.HEIF: "image/heif",
    Container.AVIF: "image/avif",
    Container.MP4: "video/mp4",
    Container.MOV: "video/quicktime",
    Container.MKV: "video/x-matroska",
    Container.WEBM: "video/webm",
    Container.AVI: "video/x-msvideo",
    Container.MPEG_TS: "video/mp2t",
}

_EXTENSIONS = {
    Container.JPEG: {"jpg", "jpeg", "jpe", "jfif", "mpo"},
    Container.PNG: {"png", "apng"},
    Container.WEBP: {"webp"},
    Container.TIFF: {"tif", "tiff"},
    Container.BMP: {"bmp", "dib"},
    Container.GIF: {"gif"},
    Container.HEIF: {"heic", "heif", "heics", "heifs", "hif"},
    Container.AVIF: {"avif", "avifs"},
    Container.MP4: {"mp4", "m4v", "3gp", "3g2"},
    Container.MOV: {"mov", "qt"},
    Container.MKV: {"mkv"},
    Container.WEBM: {"webm"},
    Container.AVI: {"avi"},
    Container.MPEG_TS: {"ts", "m2ts", "mts"},
}

_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_ANY_STILL_BRANDS = frozenset({b"mif1", b"msf1", b"miaf"})
_OLD_MOV_BOXES = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
_BMP_HEADER_SIZES = frozenset({12, 16, 40, 52, 56, 64, 108, 124})

_REFUSED_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF"),
    (b"%!PS", "PostScript"),
    (b"\xc5\xd0\xd3\xc6", "EPS"),
    (b"\x00\x00\x01\x00", "Windows icon"),
    (b"\x00\x00\x02\x00", "Windows cursor"),
    (b"icns", "Apple icon"),
    (b"8BPS", "Photoshop"),
    (b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
    (b"DDS ", "DirectDraw"),
    (b"qoif", "QOI"),
    (b"\x76\x2f\x31\x01", "OpenEXR"),
    (b"PK\x03\x04", "ZIP"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"FLV\x01", "Flash video"),
    (b"OggS", "Ogg"),
    (b"FUJIFILMCCD-RAW", "camera raw"),
)


def identify(head: bytes) -> Container | None:
    """Return the container these leading bytes belong to.

    Args:
        head: The first `HEAD_BYTES` of the file, or all of a shorter one.

    Returns:
        None when the file is not one that we read.
    """
    if head.startswith(b"\xff\xd8\xff"):
        return Container.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Container.PNG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return Container.GIF
    if head.startswith((b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")):
        return None if head[8:10] == b"CR" else Container.TIFF
    if head.startswith(b"RIFF"):
        return {b"WEBP": Container.WEBP, b"AVI ": Container.AVI}.get(head[8:12])
    if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _BMP_HEADER_SIZES:
        return Container.BMP
    if head.startswith(b"\x1aE\xdf\xa3"):
        return _identify_matroska(head)
    if head[4:8] == b"ftyp":
        return _identify_boxes(head)
    if head[4:8] in _OLD_MOV_BOXES:
        return Container.MOV
    if _is_transport_stream(head):
        return Container.MPEG_TS
    return None


def explain_unsupported(head: bytes) -> str:
    """Return one sentence for the owner of a file that `identify` did not know."""
    name = _name_refused(head)
    what = f"This is a {name} file" if name else "The content is not a picture or video that we know"
    return f"{what}; upload {ACCEPTED_FORMATS}."


def note_wrong_extension(name: str, container: Container) -> str | None:
    """Return a note when the file name promises another format, else None."""
    extension = PurePath(name).suffix.lower().lstrip(".")
    if not extension or extension in _EXTENSIONS[container]:
        return None
    if not extension.isalnum() or len(extension) > 8:
        return f"the name has an unusual ending; the file is {container.value.upper()}"
    return f"named .{extension} but the file is {container.value.upper()}"


def _identify_matroska(head: bytes) -> Container | None:
    if b"webm" in head[:64]:
        return Container.WEBM
    return Container.MKV if b"matroska" in head[:64] else None


def _identify_boxes(head: bytes) -> Container | None:
    length = min(int.from_bytes(head[:4], "big"), len(head))
    major = head[8:12]
    brands = {major} | {head[at : at + 4] for at in range(16, length - 3, 4)}
    if major in _AVIF_BRANDS:
        return Container.AVIF
    if major in _HEIF_BRANDS:
        return Container.HEIF
    if major in _ANY_STILL_BRANDS:
        return Container.AVIF if brands & _AVIF_BRANDS else Container.HEIF
    if major == b"crx ":
        return None
    return Container.MOV if major == b"qt  " else Container.MP4


def _is_transport_stream(head: bytes) -> bool:
    for packet, start in ((188, 0), (192, 4)):
        marks = range(start, len(head), packet)
        if len(marks) >= 3 and all(head[at] == 0x47 for at in marks):
            return True
    return False


def _name_refused(head: bytes) -> str | None:
    for magic, name in _REFUSED_MAGIC:
        if head.startswith(magic):
            return name
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"ffconcat", b"#extm3u", b"[playlist]")) or b"\nfile " in b"\n" + text[:200]:
        return "playlist"
    if text.startswith((b"<svg", b"<?xml", b"<!doctype svg")):
        return "SVG" if b"<svg" in text else "XML"
    if text.startswith((b"<!doctype html", b"<html", b"<script", b"<!--")):
        return "HTML"
    if head[4:12] == b"ftypcrx " or head[8:10] == b"CR":
        return "camera raw"
    return None
