"""GET /api/frames/{id}/tiles/…: what a large picture's browser asks for, from the upload on."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from annotations import tasks
from annotations.domain.tiles import level_grid
from annotations.media.sandbox import Sandbox
from annotations.store.client import database as mongo
from tests.builders import Cast, a_frame
from tests.builders_media import a_picture_file, encode
from tests.caller import Answer, Caller, signed_in
from tests.circle import Circle

WIDTH, HEIGHT = 4_100, 4_001


def a_large_picture() -> bytes:
    """Return a JPEG of 16.4 megapixels: red grows to the right, green downwards."""
    rgb = np.zeros((HEIGHT, WIDTH, 3), dtype=np.uint8)
    rgb[..., 0] = np.linspace(0, 255, WIDTH, dtype=np.uint8)[None, :]
    rgb[..., 1] = np.linspace(0, 255, HEIGHT, dtype=np.uint8)[:, None]
    return encode(Image.fromarray(rgb), "JPEG", quality=90)


def upload(cast: Cast, bob: Caller, circle: Circle, content: bytes) -> dict[str, Any]:
    asset_id = bob.upload(cast.project.id, ("large.jpg", content)).good(201)["assets"][0]["id"]
    circle.settle()
    asset: dict[str, Any] = bob.get(f"/api/assets/{asset_id}").good()
    frame: dict[str, Any] = bob.get(f"/api/frames/{asset['frame_id']}").good()["frame"]
    return frame


def picture(answer: Answer) -> Image.Image:
    assert answer.status == 200
    return Image.open(io.BytesIO(answer.content))


def test_a_large_picture_is_served_as_tiles_and_still_whole(cast: Cast, bob: Caller, circle: Circle) -> None:
    frame = upload(cast, bob, circle, a_large_picture())
    assert frame["tiles"] == {"size": 512, "levels": 5, "format": "jpeg"}
    url = f"/api/frames/{frame['id']}/tiles"
    whole = picture(bob.get(frame["image_url"]))
    assert whole.size == (WIDTH, HEIGHT)
    corner = picture(bob.get(f"{url}/0/8/7"))
    assert corner.size == (WIDTH - 8 * 512, HEIGHT - 7 * 512)
    last = picture(bob.get(f"{url}/4/0/0"))
    assert last.size == (257, 251)
    pixel = last.getpixel((256, 125))
    assert isinstance(pixel, tuple)
    assert abs(pixel[0] - 254) < 8
    assert abs(pixel[1] - 127) < 8
    job = mongo()["jobs"].find_one({"kind": "ingest"})
    assert job is not None
    assert job["progress"] == {"done": 1, "total": 2}

    first = bob.get(f"{url}/0/0/0")
    assert first.headers["Content-Type"] == "image/jpeg"
    assert "immutable" in first.headers["Cache-Control"]
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    again = bob.with_headers({"If-None-Match": first.headers["ETag"]}).get(f"{url}/0/0/0")
    assert (again.status, again.content) == (304, b"")
    assert bob.get(f"{url}/0/1/0").headers["ETag"] != first.headers["ETag"]

    for level in range(frame["tiles"]["levels"]):
        columns, rows = level_grid(WIDTH, HEIGHT, level)
        for column, row in ((columns, 0), (0, rows), (-1, 0), (0, -1)):
            bob.get(f"{url}/{level}/{column}/{row}").fault(404, "not_found")
    for odd in ("5/0/0", "-1/0/0", "0/99999999999999999999/0"):
        bob.get(f"{url}/{odd}").fault(404, "not_found")
    bob.get(f"{url}/x/0/0").fault(400, "input_invalid")
    signed_in(cast.oscar).get(f"{url}/0/0/0").fault(404, "not_found")
    assert picture(signed_in(cast.vera).get(f"{url}/0/0/0")).size == (512, 512)


def test_a_small_picture_has_no_tiles(cast: Cast, bob: Caller, circle: Circle) -> None:
    frame = upload(cast, bob, circle, a_picture_file("JPEG"))
    assert frame["tiles"] is None
    bob.get(f"/api/frames/{frame['id']}/tiles/0/0/0").fault(404, "not_found")


def test_a_frame_from_before_there_were_tiles_is_read(cast: Cast, bob: Caller) -> None:
    frame = a_frame(cast.project)
    mongo()["frames"].update_many({}, {"$unset": {"tiles": "", "tile_pack": ""}})
    assert bob.frame(frame.id)["frame"]["tiles"] is None


def test_a_picture_that_cannot_be_cut_is_shown_whole(
    cast: Cast, bob: Caller, circle: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Sandbox(operations="tests.integration.media.drills:WITHOUT_TILES") as sandbox:
        monkeypatch.setattr(tasks, "SANDBOX", sandbox)
        frame = upload(cast, bob, circle, a_large_picture())
    assert frame["tiles"] is None
    assert picture(bob.get(frame["image_url"])).size == (WIDTH, HEIGHT)
