"""A video is opened on the canvas: its frames by number, a track drawn, moved, split, taken back and kept."""

import io

from PIL import Image

from annotations.domain.geometry import SHAPE, Track
from tests.builders_video import HEIGHT, WIDTH, read_number
from tests.e2e.conftest import OpenVisit
from tests.e2e.pages.canvas import Canvas
from tests.e2e.person import Person
from tests.e2e.visit import Visit
from tests.numbered import a_numbered_clip, keys_of
from tests.waiting import wait_until

FRAMES, EVERY = 60, 10
START, LATER = 5, 25
BOX = (20, 36, 30, 20)
MOVED = 60


def seen_number(here: Visit) -> int | None:
    """Read the number that the picture on the canvas shows."""
    canvas = here.canvas
    left, top = canvas.screen((0, 0))
    right, bottom = canvas.screen((WIDTH, HEIGHT))
    clip = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    with Image.open(io.BytesIO(here.page.screenshot(clip=clip))) as image:  # type: ignore[arg-type]
        return read_number(image.convert("RGB").resize((WIDTH, HEIGHT)))


def await_number(here: Visit, index: int) -> None:
    """Wait until the picture of a frame is on the canvas."""
    wait_until(lambda: seen_number(here) == index, 15, for_what=f"the picture of frame {index}")


def keyframes_of(ana: Person, reel_id: str) -> list[list[int]]:
    """Return the frames of the keyframes of each track, as the server has them."""
    shapes = [SHAPE.validate_python(entry["shape"]) for entry in ana.frame(reel_id)["annotations"]]
    return [[one.frame for one in shape.keyframes] for shape in shapes if isinstance(shape, Track)]


def step_to(canvas: Canvas, frame_id: str, *keys: str) -> None:
    """Press keys that lead to a frame, and wait until it is open."""
    canvas.press(*keys)
    canvas.await_frame(frame_id)


def test_a_track_is_drawn_moved_split_and_kept_on_a_video(visit: OpenVisit, ana: Person) -> None:
    clip = a_numbered_clip(FRAMES, every=EVERY)
    project_id = ana.make_project("Walks", ("person",))
    ana.upload(project_id, [("walk.mp4", clip)])
    (asset,) = ana.await_predicted(project_id, 1)
    told = ana.get(f"/api/assets/{asset['id']}/video")
    assert told["keys"] == keys_of(clip)
    frame_ids = [entry["id"] for entry in ana.get(f"/api/assets/{asset['id']}/frames", limit=100)["frames"]]
    reel = told["reel_id"]

    here = visit(ana)
    canvas = here.open_asset(project_id, asset["id"], frame_ids[0])
    await_number(here, 0)
    for index in range(1, START + 1):
        step_to(canvas, frame_ids[index], "f")
        await_number(here, index)
    drawn = canvas.draw(*BOX)
    canvas.await_saved()
    assert keyframes_of(ana, reel) == [[START]]

    step_to(canvas, frame_ids[LATER], "Shift+f", "Shift+f")
    canvas.await_bounds(drawn.id, BOX)
    canvas.move(canvas.find(drawn.id), MOVED, 0)
    canvas.await_saved()
    assert keyframes_of(ana, reel) == [[START, LATER]]
    step_to(canvas, frame_ids[LATER - 10], "Shift+d")
    canvas.await_bounds(drawn.id, (BOX[0] + MOVED / 2, *BOX[1:]))
    here.picture("between")

    canvas.pick(canvas.find(drawn.id))
    canvas.press("Shift+s")
    canvas.await_saved()
    parts = keyframes_of(ana, reel)
    assert len(parts) == 2
    assert sorted(part[0] for part in parts) == [START, LATER - 10]
    canvas.press("Control+z")
    canvas.await_saved()
    assert keyframes_of(ana, reel) == [[START, LATER]]

    canvas.press(" ")
    canvas.await_("(root, id) => root.dataset.frameId > id", frame_ids[LATER + 2])
    canvas.press(" ")
    step_to(canvas, frame_ids[0], "Home")
    # The address follows once the playhead rests.
    here.page.wait_for_url("**frame=0")
    here.page.reload()
    canvas.await_frame(frame_ids[0])
    step_to(canvas, frame_ids[10], "Shift+f")
    canvas.await_bounds(drawn.id, (BOX[0] + MOVED / 4, *BOX[1:]))
    await_number(here, 10)
    here.expect_no_complaints()
