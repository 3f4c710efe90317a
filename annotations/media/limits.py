"""What one untrusted file may cost us: the single place for media limits."""

import json
from dataclasses import asdict, dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """Ceilings for one file, checked before decoding where the header allows it.

    Attributes:
        max_pixels: Pixels of one picture, counted before orientation.
        max_side: Longest side of a picture in pixels.
        max_video_pixels: Pixels of one video frame.
        memory_bytes: Address space of the decoding process.
        cpu_seconds: Processor time of the decoding process.
        wall_seconds: Time from request to answer.
        output_bytes: Size of any file the decoding process writes.
        report_bytes: Size of the answer it sends back.
        open_files: Highest descriptor number it may use.
        packet_count_seconds: Time spent counting video packets before we settle for an estimate.
        max_profile_bytes: Largest colour profile that is looked at.
        thumbnail_side: Longest side of a thumbnail in pixels.
        jpeg_quality: Quality of JPEG renditions.
        lossless_pixels: Pictures from lossless files up to this size keep exact pixels (PNG).
    """

    max_pixels: int = 200_000_000
    max_side: int = 40_000
    max_video_pixels: int = 36_000_000
    memory_bytes: int = 2048 * MIB
    cpu_seconds: int = 20
    wall_seconds: float = 30.0
    output_bytes: int = 1024 * MIB
    report_bytes: int = 64 * 1024
    open_files: int = 32
    packet_count_seconds: float = 5.0
    max_profile_bytes: int = 4 * MIB
    thumbnail_side: int = 320
    jpeg_quality: int = 88
    lossless_pixels: int = 1_048_576

    def to_json(self) -> str:
        """Return the limits as JSON for the decoding process."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, encoded: str) -> "MediaLimits":
        """Read limits written by `to_json`."""
        return cls(**json.loads(encoded))
