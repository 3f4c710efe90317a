"""Every frame of a video is served as itself, one by one and in packs, from the disk here or far away."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import override_settings

from annotations.actions.read_pixels import frame_cache
from annotations.domain.model_version import ModelVersion
from annotations.domain.video import video_frame_id
from annotations.media.sniff import Container
from annotations.media.tile_pack import read_tile
from annotations.store.client import database as mongo
from annotations.store.files import originals_cache
from inference.actions.register_model_version import register_model_version
from tests.builders import Cast, a_cast
from tests.builders_prompts import sam_decoder, sam_encoder, sam_manifest
from tests.builders_video import X264, Clip, varying, write_clip
from tests.caller import Caller
from tests.circle import Circle
from tests.numbered import a_numbered_clip, number_in

FRAMES = 32
H264 = dict(X264)
CLIPS = {
    "variable": Clip(Container.MP4, "mp4", "libx264", {**H264, "g": "12", "bf": "2"}, FRAMES, varying),
    "B-frames": Clip(Container.MP4, "mp4", "libx264", {**H264, "g": "16", "bf": "3"}, frames=FRAMES),
    "edit list": Clip(Container.MP4, "mp4", "libx264", {**H264, "g": "30", "bf": "2"}, FRAMES, skipped=7),
    "counted": Clip(Container.AVI, "avi", "libx264", {**H264, "g": "12", "bf": "2"}, frames=FRAMES),
}


@pytest.fixture
def cast(tiny_model: ModelVersion) -> Cast:
    """The cast's project is made once the small model is there, so that it uses it."""
    return a_cast()


def uploaded(cast: Cast, circle: Circle, bob: Caller, content: bytes) -> dict[str, Any]:
    (asset,) = bob.upload(cast.project.id, ("walk.mp4", content)).good(201)["assets"]
    circle.settle()
    ready: dict[str, Any] = bob.get(f"/api/assets/{asset['id']}").good()
    assert ready["status"] == "ready", ready["error"]
    return ready


def numbers_in_packs(bob: Caller, asset: dict[str, Any], **options: Any) -> list[int]:
    """Fetch all frames in packs and read their numbers."""
    found: list[int] = []
    while len(found) < asset["frame_count"]:
        pack = bob.get(f"/api/assets/{asset['id']}/pixels", first=len(found), count=30, **options)
        begin, end = map(int, pack.headers["X-Frames"].split("-"))
        assert begin == len(found)
        found += [number_in(read_tile(io.BytesIO(pack.content), place)) for place in range(end - begin + 1)]
    return found


@pytest.mark.parametrize("name", CLIPS)
def test_every_frame_is_served_as_itself(cast: Cast, circle: Circle, bob: Caller, name: str) -> None:
    clip = CLIPS[name]
    asset = uploaded(cast, circle, bob, write_clip(clip))
    numbers = list(range(clip.skipped, clip.frames))
    assert asset["frame_count"] == len(numbers)
    assert numbers_in_packs(bob, asset, side=160) == numbers
    # The last ones backwards, which never finds any there already, and then all in order.
    for index in [*reversed(range(len(numbers) - 4, len(numbers))), *range(len(numbers) - 4)]:
        image = bob.get(f"/api/frames/{video_frame_id(asset['id'], index)}/image")
        assert (image.status, number_in(image.content)) == (200, numbers[index]), index
    shutil.rmtree(settings.FRAME_CACHE)
    assert numbers_in_packs(bob, asset) == numbers
    frame_cache.cache_clear()


@pytest.fixture
def far_storage() -> Iterator[None]:
    """Keep files where no path leads."""
    far = {**settings.STORAGES, "default": {"BACKEND": "tests.far_storage.FarStorage"}}
    with override_settings(STORAGES=far):
        yield


def test_a_video_in_a_far_storage_is_copied_once_and_again_when_the_copy_is_gone(
    far_storage: None, cast: Cast, circle: Circle, bob: Caller
) -> None:
    originals_cache.cache_clear()
    asset = uploaded(cast, circle, bob, a_numbered_clip(FRAMES))
    name = mongo()["assets"].find_one({"_id": asset["id"]})["image_uri"].removeprefix("storage://")  # type: ignore[index]
    copy = originals_cache().find(name)
    assert copy is not None
    assert default_storage.exists(name)
    made = copy.stat().st_ino
    assert numbers_in_packs(bob, asset) == list(range(FRAMES))
    assert copy.stat().st_ino == made
    copy.unlink()
    assert numbers_in_packs(bob, asset, side=160) == list(range(FRAMES))
    assert copy.exists()


@pytest.fixture
def pair(cast: Cast, tmp_path: Path) -> ModelVersion:
    """Register an encoder and decoder whose mask is the box itself."""
    (tmp_path / "encoder.onnx").write_bytes(sam_encoder())
    (tmp_path / "decoder.onnx").write_bytes(sam_decoder())
    return register_model_version(
        project_id=cast.project.id,
        manifest=sam_manifest(),
        path=tmp_path / "encoder.onnx",
        decoder_path=tmp_path / "decoder.onnx",
    )


def test_an_object_on_a_frame_without_a_row_is_found_by_pointing(
    cast: Cast, circle: Circle, bob: Caller, pair: ModelVersion
) -> None:
    asset = uploaded(cast, circle, bob, a_numbered_clip(FRAMES))
    frame_id = video_frame_id(asset["id"], 7)
    assert mongo()["frames"].find_one({"_id": frame_id}) is None
    box = {"x": 20, "y": 10, "width": 40, "height": 30}
    found = bob.post(f"/api/frames/{frame_id}/prompts", {"box": box}).good()
    assert found["model_version_id"] == pair.id
    assert mongo()["frames"].find_one({"_id": frame_id}) is None
    bob.post(f"/api/frames/{asset['reel_id']}/prompts", {"box": box}).fault(404, "not_found")
