"""A picture of a hundred megapixels is seen at once, panned, and sharp when one looks closely."""

from pathlib import Path

import pytest

from tests.builders_media import a_picture_file, write_large_photo
from tests.e2e.conftest import OpenVisit
from tests.e2e.pages.tiles import LargePicture
from tests.e2e.person import Person

WIDTH, HEIGHT = 11_600, 8_700
GOAL_MS = 1_000
PAN_STEPS = 40
NEAR = 16
"""Steps of grey by which noise and coding may move a colour."""


@pytest.mark.slow
def test_a_picture_of_a_hundred_megapixels_opens_pans_and_is_sharp(
    visit: OpenVisit, ana: Person, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_large_photo(tmp_path / "large.jpg", WIDTH, HEIGHT)
    project_id = ana.make_project("Large", ("cup",))
    files = [("small.png", a_picture_file("PNG")), ("large.jpg", (tmp_path / "large.jpg").read_bytes())]
    ana.upload(project_id, files)
    small, asset = ana.await_assets(project_id, lambda asset: asset["status"] == "ready", 2)
    frame_id = asset["frame_id"]
    assert ana.frame(frame_id)["frame"]["tiles"]["levels"] == 6

    here = visit(ana)
    canvas = here.open_asset(project_id, asset["id"], frame_id)
    large = LargePicture(here.page)
    large.await_sharp()
    first = large.first_sight_ms(frame_id)
    with capsys.disabled():
        print(f"\nfirst sight of {WIDTH * HEIGHT / 1e6:.0f} megapixels: {first:.0f} ms (goal {GOAL_MS} ms)")
    here.picture("whole")
    for share in (0.1, 0.5, 0.9):
        expect_colour(large, (WIDTH * share, HEIGHT * share))

    middle = canvas.screen((WIDTH / 2, HEIGHT / 2))
    here.page.mouse.move(*middle)
    here.page.keyboard.down("Control")
    while large.scale() < 1:
        here.page.mouse.wheel(0, -20)
    here.page.keyboard.up("Control")
    large.await_sharp()
    here.picture("close")
    expect_colour(large, (WIDTH / 2, HEIGHT / 2))

    here.page.keyboard.down("Space")
    here.page.mouse.down()
    for step in range(1, PAN_STEPS + 1):
        here.page.mouse.move(middle[0] - step * 9, middle[1] - step * 5)
    here.page.mouse.up()
    here.page.keyboard.up("Space")
    large.await_sharp()
    moved = (PAN_STEPS * 9 / large.scale(), PAN_STEPS * 5 / large.scale())
    expect_colour(large, (WIDTH / 2 + moved[0], HEIGHT / 2 + moved[1]))

    canvas.press("f")
    large.await_sharp()
    expect_colour(large, (WIDTH * 0.9, HEIGHT * 0.1))
    cost = large.cost()
    assert 0 < cost["bytes"] <= cost["limit"]
    assert any(f"/api/frames/{frame_id}/tiles/" in request for request in here.requests)
    assert [request for request in here.requests if request.endswith(f"/{frame_id}/image")] == []
    here.expect_no_complaints()

    # Who works on the picture before it has the first tiles of the large one ready, before asking for it.
    beside = visit(ana)
    with beside.page.expect_request(lambda request: f"/api/frames/{frame_id}/tiles/" in request.url):
        beside.open_asset(project_id, small["id"], small["frame_id"])
    beside.expect_no_complaints()


def expect_colour(large: LargePicture, at: tuple[float, float]) -> None:
    """Check that the canvas shows at a point of the image what the picture holds there."""
    wanted = (20 + 215 * at[0] / WIDTH, 20 + 215 * at[1] / HEIGHT, 96)
    shown = large.colour(at)
    assert all(abs(a - b) <= NEAR for a, b in zip(shown, wanted, strict=True)), (at, shown, wanted)
