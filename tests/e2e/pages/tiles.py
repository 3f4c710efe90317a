"""Owns what the canvas tells of a large picture: how much of it is seen, and what its tiles cost."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.pages.canvas import Canvas

SHARP_MS = 15_000

# From the frame's first request to the paint in which all of the picture is seen, by the page's own clock.
FIRST_SIGHT = """
(frameId) => {
  const [mark] = performance.getEntriesByName(`tandem:first-sight:${frameId}`);
  const asked = performance.getEntriesByType("resource")
    .find((it) => it.name.endsWith(`/api/frames/${frameId}`));
  return mark && asked ? mark.startTime - asked.startTime : null;
}
"""


class LargePicture:
    """The tiled frame on the canvas of a tab."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.canvas = Canvas(page)

    def await_sharp(self) -> None:
        """Wait until every device pixel has a pixel of its own."""
        expect(self.canvas.root).to_have_attribute("data-sight", "sharp", timeout=SHARP_MS)

    def first_sight_ms(self, frame_id: str) -> float | None:
        """Return the milliseconds from asking for the frame until all of it was seen."""
        found: float | None = self.page.evaluate(FIRST_SIGHT, frame_id)
        return found

    def cost(self) -> dict[str, Any]:
        """Return the tiles in flight, the bytes kept and their limit."""
        found: dict[str, Any] = self.canvas.root.evaluate("(root) => root.tandem.tiles()")
        return found

    def scale(self) -> float:
        """Return the screen pixels of one image pixel."""
        return self.canvas.screen((1_001, 0))[0] - self.canvas.screen((1_000, 0))[0]

    def colour(self, at: tuple[float, float]) -> tuple[int, int, int]:
        """Return the colour that the image layer shows at a point of the image."""
        x, y = self.canvas.screen(at)
        pixel: list[int] = self.canvas.root.evaluate(
            """(root, [x, y]) => {
              const layer = root.querySelector("canvas");
              const place = root.getBoundingClientRect();
              const ratio = layer.width / place.width;
              const pen = layer.getContext("2d");
              return [...pen.getImageData((x - place.left) * ratio, (y - place.top) * ratio, 1, 1).data];
            }""",
            [x, y],
        )
        return pixel[0], pixel[1], pixel[2]
