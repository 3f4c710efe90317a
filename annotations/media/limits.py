"""What one untrusted file may cost us: the single place for media limits."""

import json
from dataclasses import asdict, dataclass, replace

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
        video_cpu_seconds: As `cpu_seconds`, for a video.
        video_wall_seconds: As `wall_seconds`, for a video.
        output_bytes: Size of any file the decoding process writes.
        report_bytes: Size of the answer it sends back.
        open_files: Highest descriptor number it may use.
        table_decode_seconds: Time to list a video's frames by decoding all, where packets do not tell.
        table_check_seconds: Time to hold the listed frames against decoded ones.
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
    video_cpu_seconds: int = 600
    video_wall_seconds: float = 900.0
    output_bytes: int = 1024 * MIB
    report_bytes: int = 160 * 1024
    open_files: int = 32
    table_decode_seconds: float = 480.0
    table_check_seconds: float = 2.0
    max_profile_bytes: int = 4 * MIB
    thumbnail_side: int = 320
    jpeg_quality: int = 88
    lossless_pixels: int = 1_048_576

    def for_video(self) -> "MediaLimits":
        """Return the limits with the times that hold for a video."""
        return replace(self, cpu_seconds=self.video_cpu_seconds, wall_seconds=self.video_wall_seconds)

    def to_json(self) -> str:
        """Return the limits as JSON for the decoding process."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, encoded: str) -> "MediaLimits":
        """Read limits written by `to_json`."""
        return cls(**json.loads(encoded))
