"""The table of formats that tracks can be imported from."""

from __future__ import annotations

from collections.abc import Callable

from annotations.domain.asset import Asset
from annotations.domain.incoming import ImportFormat, ReadTracks
from annotations.formats.cvat_read import read_cvat_video
from annotations.formats.mot_read import read_mot
from annotations.formats.parcel import Parcel

READERS: dict[ImportFormat, Callable[[Parcel, Asset], ReadTracks]] = {
    "mot": read_mot,
    "cvat_video": read_cvat_video,
}
