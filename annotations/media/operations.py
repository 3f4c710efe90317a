"""The operations a decoding process offers, and what it loads before the first file."""

from annotations.media.image import prepare_image, set_up_decoders
from annotations.media.job import OperationTable
from annotations.media.tiles import cut_tiles
from annotations.media.video import prepare_video
from annotations.media.video_frames import read_frames
from annotations.media.video_source import set_up_video

set_up_decoders()
set_up_video()

OPERATIONS: OperationTable = {
    "image": prepare_image,
    "video": prepare_video,
    "frames": read_frames,
    "tiles": cut_tiles,
}
