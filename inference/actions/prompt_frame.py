"""Find the object of a frame that a person points at. Nothing is stored: accepting it is a correction."""

from __future__ import annotations

from annotations.actions.read_pixels import read_still
from annotations.domain.asset import Frame
from annotations.domain.geometry import Mask, Polygon
from annotations.domain.model_version import PROMPT_TASK, ModelVersion
from annotations.domain.project import Project
from annotations.domain.record import Record
from annotations.errors import NotFound, NotReady, StateConflict
from annotations.store import files
from inference.actions.read_tiles import pack_tiles
from inference.manifest import SamDecoder, parse_manifest_json
from inference.pipeline.tiled import TileSpan
from inference.prompting.desk import WarmDesk
from inference.prompting.part import plan_part
from inference.prompting.prompt import Prompt
from inference.prompting.wire import Need, Order
from inference.store import model_versions

DESK = WarmDesk()


class PromptedMask(Record):
    """What a prompt found: a mask of the frame, its outline where it has one, and how sure the model is."""

    shape: Mask
    polygon: Polygon | None
    score: float
    model_version_id: str


def choose_prompt_version(project: Project, version_id: str | None) -> ModelVersion:
    """Return the version that answers prompts in a project: the one asked for, or the newest.

    Raises:
        NotFound: the project has no such version.
        StateConflict: it speaks by itself, or was refused.
        NotReady: the project has no version for prompts.
    """
    if version_id is None:
        newest = model_versions.find_newest_of_task(project.id, PROMPT_TASK)
        if newest is None:
            message = "No model for prompts is installed. A manager can add one on the page Models."
            raise NotReady(message)
        return newest
    version = model_versions.find_usable(project.id, version_id)
    if version is None:
        message = "There is no such model version in this project."
        raise NotFound(message, {"model_version_id": "unknown"})
    if version.task != PROMPT_TASK or version.status == "refused":
        message = f"{version.name} {version.version} does not answer prompts."
        raise StateConflict(message, {"model_version_id": "not a model for prompts"})
    return version


def prompt_frame(*, frame: Frame, version: ModelVersion, prompt: Prompt) -> PromptedMask:
    """Find the object that a prompt in frame pixels means.

    Raises:
        TooManyRequests: too many prompts wait already.
        PromptUnavailable: the model gave no answer in time.
        NotFound: the frame's pixels or the model's file are missing.
        StateConflict: nothing was found there.
    """
    span = _span(frame, version, prompt)

    def fetch(need: Need) -> list[bytes]:
        if need == "model":
            return [b"".join(files.read_chunks(name)) for name in file_names(version)]
        return [read_still(frame) if span is None else pack_tiles(frame, span)]

    order = Order(
        model_version_id=version.id,
        manifest=version.manifest,
        picture=f"{frame.rendition or frame.id} {span or ''}",
        width=frame.width,
        height=frame.height,
        span=span,
        box=prompt.box,
        positives=prompt.positives,
        negatives=prompt.negatives,
    )
    found = DESK.ask(order, fetch)
    if len(found.counts) < 2:
        message = "The model sees no object there. Point at something else, or draw a box around it."
        raise StateConflict(message)
    return PromptedMask(
        shape=Mask(size=(frame.height, frame.width), counts=found.counts),
        polygon=Polygon(points=found.outline) if found.outline else None,
        score=found.score,
        model_version_id=version.id,
    )


def _span(frame: Frame, version: ModelVersion, prompt: Prompt) -> TileSpan | None:
    if frame.tile_pack is None or not files.stored_exists(frame.tile_pack):
        return None
    return plan_part(parse_manifest_json(version.manifest), prompt, frame.width, frame.height)


def file_names(version: ModelVersion) -> list[str]:
    """Return the storage names of a version's files: one, or encoder and decoder."""
    decoder = parse_manifest_json(version.manifest).decoder
    if isinstance(decoder, SamDecoder) and decoder.sha256 is not None:
        return [version.storage_name, files.name_by_content("models", decoder.sha256, ".onnx")]
    return [version.storage_name]
