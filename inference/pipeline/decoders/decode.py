"""Chooses the decoder a manifest names."""

from inference.errors import ModelFileInvalid
from inference.manifest import (
    ClassificationDecoder,
    DetrDecoder,
    Manifest,
    SsdDecoder,
    YoloV8Decoder,
    YoloxDecoder,
)
from inference.pipeline.decoders.candidates import Candidates, Outputs
from inference.pipeline.decoders.classification import decode_classification
from inference.pipeline.decoders.detr import decode_detr
from inference.pipeline.decoders.ssd import decode_ssd
from inference.pipeline.decoders.yolov8 import decode_yolov8
from inference.pipeline.decoders.yolox import decode_yolox


def decode(outputs: Outputs, manifest: Manifest) -> list[Candidates]:
    """Read the raw outputs of one batch.

    Returns:
        One set of candidates for each picture, corners in input pixels; they may still overlap, lie
        outside or not be finite.

    Raises:
        ModelFileInvalid: An output is absent or has another shape than the manifest implies.
    """
    decoder, spec = manifest.decoder, manifest.input
    count, floor = len(manifest.labels), manifest.thresholds.floor
    if isinstance(decoder, SsdDecoder):
        return decode_ssd(outputs, decoder, spec, count, floor)
    if isinstance(decoder, YoloxDecoder):
        return decode_yolox(outputs, decoder, spec, count, floor)
    if isinstance(decoder, YoloV8Decoder):
        return decode_yolov8(outputs, decoder, count, floor)
    if isinstance(decoder, DetrDecoder):
        return decode_detr(outputs, decoder, spec, count, floor)
    if isinstance(decoder, ClassificationDecoder):
        return decode_classification(outputs, decoder, spec, count, floor)
    raise ModelFileInvalid("This model answers prompts; it does not speak by itself.")
