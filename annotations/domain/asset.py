"""Assets (uploaded files) and their frames."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from annotations.domain.frame_scores import Waiting
from annotations.domain.record import Record
from annotations.domain.tiles import TileSet

AssetKind = Literal["image", "video", "unknown"]
AssetStatus = Literal["uploaded", "ready", "failed"]
Predicted = Literal["none", "queued", "done", "failed"]
Verdict = Literal["submitted", "skipped", "approved", "returned"]


class Fault(Record):
    """Why something ended badly: a stable code and a sentence for a person."""

    code: str
    message: str


class SpriteFacts(Record):
    """One stored picture with a tile for each of some key frames, row by row."""

    name: str
    tile_width: int
    tile_height: int
    columns: int
    indices: list[int]


class VideoFacts(Record):
    """What is known of a video.

    `table` names its frame table in the storage; `extracted` counts the key frames settled, in the
    order of `spread_keys`.
    """

    rate: float
    frame_count: int
    codec: str
    rotation: int
    time_base: tuple[int, int]
    table: str
    key_count: int
    extracted: int = 0
    scenes: list[int] = Field(default_factory=list)
    sprite: SpriteFacts | None = None
    is_variable: bool = False


class Asset(Record):
    """One uploaded file. Its bytes never change; status and tallies do."""

    id: str
    project_id: str
    position: str
    name: str
    status: AssetStatus
    kind: AssetKind = "unknown"
    predicted: Predicted = "none"
    image_uri: str | None = None
    sha256: str | None = None
    byte_size: int = 0
    prepared_bytes: int = 0
    """What the pictures that are shown of it take on the disk."""
    content_type: str | None = None
    width: int | None = None
    height: int | None = None
    frame_count: int = 0
    duration_seconds: float | None = None
    notes: list[str] = Field(default_factory=list)
    error: Fault | None = None
    frame_id: str | None = None
    rendition: str | None = None
    rendition_type: str | None = None
    thumbnail: str | None = None
    thumbnail_type: str | None = None
    video: VideoFacts | None = None
    queue: Literal["interactive", "bulk"] = "interactive"
    corrections: int = 0
    reviewed: Verdict | None = None
    duplicate_group: str | None = None
    """Shared by pictures that are nearly the same."""
    created_at: datetime


class Frame(Record):
    """One still of an asset, or the reel of a video. `seq` counts everything that was ever said about it.

    A frame of a video names a `rendition` once its pixels are kept; others are decoded when asked for.
    `waiting` says why it might be handed out next, until it is `touched` by a correction or a verdict.
    """

    id: str
    project_id: str
    asset_id: str
    index: int
    width: int
    height: int
    seq: int = 0
    prediction_ids: list[str] = Field(default_factory=list)
    rendition: str = ""
    rendition_type: str = ""
    timestamp: float | None = None
    is_key: bool = False
    tiles: TileSet | None = None
    tile_pack: str | None = None
    waiting: Waiting | None = None
    touched: bool = False
    parked: bool = False
    """Whether it was given to somebody, and waits for nobody else."""
    unembedded: bool = False
    """Whether vectors of what was last said of it are still to be made."""

    @property
    def is_handed_out(self) -> bool:
        """Whether it is a picture, or a key frame of a video; people find other frames by themselves."""
        return self.index >= 0 and (self.timestamp is None or self.is_key)
