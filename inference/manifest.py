"""Owns the manifest: what one model version expects, what it answers, and how its answer is read."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from annotations.domain.model_version import PROMPT_TASK
from inference.errors import ManifestInvalid

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,79}$")]
Version = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,119}\.onnx$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
TensorName = Annotated[str, Field(min_length=1, max_length=200)]
Share = Annotated[float, Field(ge=0, le=1)]
Side = Annotated[int, Field(ge=8, le=4096)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Triple = tuple[Finite, Finite, Finite]
Activation = Literal["none", "sigmoid", "softmax"]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class InputSpec(_Record):
    """The one picture input: each channel value becomes (pixel * scale - mean) / std."""

    name: TensorName
    width: Side
    height: Side
    layout: Literal["nhwc", "nchw"] = "nchw"
    color: Literal["rgb", "bgr"] = "rgb"
    resize: Literal["stretch", "letterbox"] = "stretch"
    align: Literal["center", "top_left"] = "center"
    dtype: Literal["float32", "uint8"] = "float32"
    scale: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0
    mean: Triple = (0.0, 0.0, 0.0)
    std: Triple = (1.0, 1.0, 1.0)
    pad: Annotated[int, Field(ge=0, le=255)] = 114

    @property
    def is_plain(self) -> bool:
        """Tell whether pixel values go in unchanged."""
        return self.scale == 1.0 and self.mean == (0.0, 0.0, 0.0) and self.std == (1.0, 1.0, 1.0)

    @model_validator(mode="after")
    def _check_scaling(self) -> Self:
        if any(item <= 0 for item in self.std):
            raise ValueError("std must be above zero in every channel")
        if self.dtype == "uint8" and not self.is_plain:
            raise ValueError("a uint8 input takes raw pixels: leave scale, mean and std out")
        return self


class SsdDecoder(_Record):
    """Scores [B,N,C] and boxes [B,N,4] normalised to 0..1, anchors already applied."""

    kind: Literal["ssd"]
    scores: TensorName
    boxes: TensorName
    activation: Activation = "none"
    background: Annotated[int, Field(ge=0, le=1)] = 0
    box_format: Literal["yxyx", "xyxy"] = "yxyx"


class YoloxDecoder(_Record):
    """One output [B,N,5+C]: centre, size, objectness, class scores; no `strides` when already decoded."""

    kind: Literal["yolox"]
    output: TensorName
    strides: tuple[Annotated[int, Field(ge=1, le=512)], ...] = (8, 16, 32)
    activation: Literal["none", "sigmoid"] = "none"


class YoloV8Decoder(_Record):
    """One output [B,4+C,N] in input pixels, with no objectness."""

    kind: Literal["yolov8"]
    output: TensorName
    activation: Literal["none", "sigmoid"] = "none"
    box_format: Literal["cxcywh", "xyxy"] = "cxcywh"


class DetrDecoder(_Record):
    """Logits [B,Q,C(+1)] and boxes [B,Q,4], centre and size normalised to 0..1; no suppression is run."""

    kind: Literal["detr"]
    logits: TensorName
    boxes: TensorName
    activation: Literal["sigmoid", "softmax"] = "softmax"
    no_object: Literal["last", "first", "none"] = "last"


class ClassificationDecoder(_Record):
    """Class scores [B,C] that tag the whole frame."""

    kind: Literal["classification"]
    output: TensorName
    activation: Activation = "softmax"


class SaliencyDecoder(_Record):
    """One plane [1,1,h,w] of how much each pixel stands out; `stretch` brings it to 0..1 by its own range."""

    kind: Literal["saliency"]
    output: TensorName
    activation: Literal["none", "sigmoid"] = "none"
    stretch: bool = True


class SamDecoder(_Record):
    """A pair after Segment Anything: the model's file makes embeddings, the second file answers prompts.

    The second graph takes the embeddings and the six inputs named here, clicks in pixels of the encoder's
    input, and answers masks [1,n,h,w] of the size it is given, as logits, with their scores [1,n].
    """

    kind: Literal["sam"]
    embeddings: TensorName
    file: FileName = "decoder.onnx"
    sha256: Sha256 | None = None
    embeddings_input: TensorName = "image_embeddings"
    point_coords: TensorName = "point_coords"
    point_labels: TensorName = "point_labels"
    mask_input: TensorName = "mask_input"
    has_mask_input: TensorName = "has_mask_input"
    orig_im_size: TensorName = "orig_im_size"
    masks: TensorName = "masks"
    scores: TensorName = "iou_predictions"
    mask_threshold: Finite = 0.0
    mask_side: Side = 256


Decoder = Annotated[
    SsdDecoder
    | YoloxDecoder
    | YoloV8Decoder
    | DetrDecoder
    | ClassificationDecoder
    | SaliencyDecoder
    | SamDecoder,
    Field(discriminator="kind"),
]
TASK_OF: dict[str, str] = {
    "classification": "classification",
    "saliency": PROMPT_TASK,
    "sam": PROMPT_TASK,
}
"""The task of each decoder kind; the others detect."""


class Thresholds(_Record):
    """Where scores are cut: `floor` decides what is stored, `show` is where the slider starts.

    `labels` gives single labels a start of their own where a training has measured it.
    """

    floor: Share = 0.10
    show: Share = 0.40
    nms_iou: Share = 0.5
    max_predictions: Annotated[int, Field(ge=1, le=1000)] = 100
    labels: Annotated[dict[str, Share], Field(max_length=20_000)] = {}

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.show < self.floor:
            raise ValueError("show must not lie below floor")
        low = next((label for label, show in self.labels.items() if show < self.floor), None)
        if low is not None:
            raise ValueError(f"the threshold of {low} must not lie below floor")
        return self

    def show_of(self, label: str) -> float:
        """Return where a label is shown from: its own threshold, or that of all."""
        return self.labels.get(label, self.show)


class Manifest(_Record):
    """One model version in words: input, labels by output column, decoder, thresholds, provenance."""

    name: Name
    version: Version
    title: Annotated[str, Field(min_length=1, max_length=200)]
    task: Literal["detection", "classification", "segmentation prompt"]
    labels: Annotated[tuple[str | None, ...], Field(max_length=20_000)]
    input: InputSpec
    decoder: Decoder
    thresholds: Thresholds = Thresholds()
    licence: Annotated[str, Field(max_length=200)] = ""
    source: Annotated[str, Field(max_length=500)] = ""
    file: FileName = "model.onnx"
    sha256: Sha256 | None = None

    @field_validator("labels")
    @classmethod
    def _blank_is_unused(cls, labels: tuple[str | None, ...], read: ValidationInfo) -> tuple[str | None, ...]:
        cleaned = tuple((label or "").strip() or None for label in labels)
        named = [label for label in cleaned if label is not None]
        is_prompted = read.data.get("task") == PROMPT_TASK
        if bool(named) == is_prompted:
            raise ValueError(
                "a model for prompts has no labels" if is_prompted else "at least one label must have a name"
            )
        repeated = (
            sorted({label for label in named if named.count(label) > 1})
            if len(set(named)) < len(named)
            else []
        )
        if repeated:
            raise ValueError(f"labels are named twice: {', '.join(repeated[:5])}")
        if any(len(label) > 200 for label in named):
            raise ValueError("a label is longer than 200 characters")
        return cleaned

    @model_validator(mode="after")
    def _check_task(self) -> Self:
        if self.task != TASK_OF.get(self.decoder.kind, "detection"):
            raise ValueError(f"the decoder {self.decoder.kind} does not fit the task {self.task}")
        if isinstance(self.decoder, SamDecoder) and self.decoder.file == self.file:
            raise ValueError("encoder and decoder must be two files")
        strange = sorted(set(self.thresholds.labels) - set(self.labels))
        if strange:
            raise ValueError(f"there is a threshold for {strange[0]}, which is no label of this model")
        if isinstance(self.decoder, YoloxDecoder):
            for stride in self.decoder.strides:
                if self.input.width % stride or self.input.height % stride:
                    raise ValueError(f"the input size is not a multiple of the stride {stride}")
        return self

    @property
    def kind(self) -> Literal["box", "tag"]:
        """The shape of what the model says: a box, or a tag of the whole frame."""
        return "tag" if self.task == "classification" else "box"

    @property
    def is_prompted(self) -> bool:
        """Whether the model answers where a person points, rather than speaking by itself."""
        return self.task == PROMPT_TASK

    @property
    def output_names(self) -> tuple[str, ...]:
        """Names of the graph outputs the decoder reads."""
        decoder = self.decoder
        if isinstance(decoder, SsdDecoder):
            return (decoder.scores, decoder.boxes)
        if isinstance(decoder, DetrDecoder):
            return (decoder.logits, decoder.boxes)
        if isinstance(decoder, SamDecoder):
            return (decoder.embeddings,)
        return (decoder.output,)


def parse_manifest(document: Mapping[str, Any]) -> Manifest:
    """Check a decoded manifest.

    Raises:
        ManifestInvalid: A field is missing, unknown or impossible; `fields` names each with its reason.
    """
    try:
        # Strings stand for themselves and lists for tuples, as in JSON; numbers are not read out of strings.
        return Manifest.model_validate_json(json.dumps(document, default=str), strict=True)
    except (ValidationError, ValueError, RecursionError) as error:
        raise _invalid(error) from error


def parse_manifest_json(text: str | bytes) -> Manifest:
    """Check an uploaded manifest in JSON.

    Raises:
        ManifestInvalid: The text is not JSON or a field is wrong.
    """
    try:
        return Manifest.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise _invalid(error) from error


def parse_manifest_toml(text: str) -> Manifest:
    """Check a manifest in TOML.

    Raises:
        ManifestInvalid: The text is not TOML or a field is wrong.
    """
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ManifestInvalid(f"The manifest is not TOML: {error}.", {"manifest": str(error)}) from error
    return parse_manifest(document)


def read_manifest(path: Path) -> Manifest:
    """Read `manifest.toml` of one model version.

    Raises:
        ManifestInvalid: The file cannot be read or a field is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ManifestInvalid(
            f"The manifest {path.name} cannot be read.", {"manifest": "unreadable"}
        ) from error
    return parse_manifest_toml(text)


def _invalid(error: Exception) -> ManifestInvalid:
    if not isinstance(error, ValidationError):
        return ManifestInvalid("The manifest is not a plain document.", {"manifest": str(error)})
    fields: dict[str, str] = {}
    for problem in error.errors(include_url=False, include_input=False, include_context=False):
        place = ".".join(str(part) for part in problem["loc"]) or "manifest"
        fields.setdefault(place, problem["msg"].removeprefix("Value error, "))
    place, reason = next(iter(fields.items()))
    return ManifestInvalid(f"The manifest is wrong at {place}: {reason}.", fields)
