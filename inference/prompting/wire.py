"""What the web process and its prompting process say to each other: JSON, then whole files on demand."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from inference.pipeline.tiled import TileSpan

Need = Literal["model", "picture"]


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Order(_Message):
    """One prompt, in pixels of the frame; with a `span`, the picture is a pack of these tiles in order."""

    model_version_id: str
    manifest: str
    picture: str
    width: int
    height: int
    span: TileSpan | None = None
    box: tuple[float, float, float, float] | None
    positives: tuple[tuple[float, float], ...]
    negatives: tuple[tuple[float, float], ...]


class MaskAnswer(_Message):
    """The object found: COCO runs of the whole frame, its outline, and how sure the model is."""

    counts: list[int]
    outline: list[tuple[float, float]]
    score: float


class Refusal(_Message):
    """Why a model or picture could not be used."""

    message: str
    fields: dict[str, str] = {}


class Reply(_Message):
    """One of three: what is still needed, an answer, or a refusal."""

    needs: list[Need] = []
    answer: MaskAnswer | None = None
    refusal: Refusal | None = None
