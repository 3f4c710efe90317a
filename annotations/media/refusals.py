"""Words for files that are not taken: one sentence that tells the owner what to do."""

from annotations.media.limits import MIB, MediaLimits
from annotations.media.records import Refusal, RefusalCode
from annotations.media.sniff import Container, explain_unsupported


class FileRefused(Exception):
    """Carries a refusal out of nested decoding steps; never leaves the decoding process."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def empty() -> Refusal:
    """Refuse a file of zero bytes."""
    return Refusal(RefusalCode.EMPTY, "The file is empty; check that the copy finished and upload it again.")


def unsupported(head: bytes) -> Refusal:
    """Refuse a format that we do not read, given the file's first bytes."""
    return Refusal(RefusalCode.UNSUPPORTED, explain_unsupported(head))


def unsupported_content(reason: str) -> Refusal:
    """Refuse a known container with content we do not read; the reason ends without a full stop."""
    return Refusal(RefusalCode.UNSUPPORTED, f"{reason}.")


def unsupported_variant(container: Container) -> Refusal:
    """Refuse a file whose format has more variants than its reader."""
    return unsupported_content(
        f"The {_name(container)} file uses a variant of its format that we do not read; save it again as PNG"
    )


def truncated(container: Container) -> Refusal:
    """Refuse a file that stops before its content does."""
    return Refusal(
        RefusalCode.TRUNCATED,
        f"The {_name(container)} file ends before its content does; upload a complete copy.",
    )


def corrupt(container: Container) -> Refusal:
    """Refuse a file whose content cannot be decoded."""
    return Refusal(
        RefusalCode.CORRUPT,
        f"The {_name(container)} file is damaged and cannot be decoded; export it again from its source.",
    )


def too_wide(width: int, height: int, limits: MediaLimits) -> Refusal:
    """Refuse a picture with too long a side."""
    return Refusal(
        RefusalCode.TOO_LARGE,
        f"The picture is {width:,} × {height:,} pixels; the longest side may be {limits.max_side:,} pixels. "
        "Split or scale it and upload again.",
    )


def too_many_pixels(width: int, height: int, allowed: int) -> Refusal:
    """Refuse a picture or video frame with too large an area."""
    return Refusal(
        RefusalCode.TOO_LARGE,
        f"The picture is {width:,} × {height:,} = {width * height / 1e6:,.0f} megapixels; "
        f"{allowed / 1e6:,.0f} megapixels are allowed. Split or scale it and upload again.",
    )


def output_too_large(limits: MediaLimits) -> Refusal:
    """Refuse a picture whose re-encoded form is too big."""
    return Refusal(
        RefusalCode.TOO_LARGE,
        f"The picture needs more than {limits.output_bytes // MIB:,} MB when re-encoded; "
        "split or scale it and upload again.",
    )


def too_slow(limits: MediaLimits) -> Refusal:
    """Refuse a file that takes too long."""
    return Refusal(
        RefusalCode.TOO_SLOW,
        f"Reading the file took more than {limits.cpu_seconds} s of computing or "
        f"{limits.wall_seconds:g} s in all; split or scale it, or save it in a simpler format.",
    )


def too_much_memory(limits: MediaLimits) -> Refusal:
    """Refuse a file that needs too much memory."""
    return Refusal(
        RefusalCode.TOO_MUCH_MEMORY,
        f"Reading the file needs more than {limits.memory_bytes // MIB:,} MB of memory; "
        "split or scale it and upload again.",
    )


def crashed() -> Refusal:
    """Refuse a file that made the decoder fail in a way we did not foresee."""
    return Refusal(
        RefusalCode.CRASHED,
        "The decoder failed on this file; save it again with another program, for example as PNG.",
    )


def _name(container: Container) -> str:
    return "WebP" if container is Container.WEBP else container.value.upper()
