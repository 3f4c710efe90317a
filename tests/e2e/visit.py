"""Owns one person's browser: its page, and everything it asked for or complained about."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.e2e.pages.canvas import Canvas
from tests.e2e.person import Person

ACTION_MS = 20_000
VIEWPORT_WIDTH, VIEWPORT_HEIGHT = 1440, 900


@dataclass
class Visit:
    """A browser of somebody's own, signed in or not."""

    url: str
    context: BrowserContext
    screenshots: Path
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Open the first page."""
        self.context.set_default_timeout(ACTION_MS)
        self.page = self.open_tab()

    def open_tab(self) -> Page:
        """Open another tab of the same browser and turn to it."""
        self.page = self.context.new_page()
        self.page.on("request", self._note_request)
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda fault: self.complaints.append(f"uncaught: {fault}"))
        return self.page

    @property
    def canvas(self) -> Canvas:
        """The canvas of the tab."""
        return Canvas(self.page)

    def go(self, path: str) -> None:
        """Load an address of the portal."""
        self.page.goto(f"{self.url}{path}")

    def open_asset(self, project_id: str, asset_id: str, frame_id: str | None = None) -> Canvas:
        """Load the labelling page of an asset; with `frame_id`, wait until its frame is drawn."""
        self.go(f"/projects/{project_id}/assets/{asset_id}")
        if frame_id is not None:
            self.canvas.await_frame(frame_id)
        return self.canvas

    def expect_no_complaints(self) -> None:
        """Fail when the browser reported an error, a refused resource or a breach of the page's policy."""
        assert self.complaints == []

    def picture(self, name: str) -> None:
        """Take a screenshot of what is seen now."""
        self.screenshots.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.screenshots / f"{name}.png")

    def _note_request(self, request: Request) -> None:
        self.requests.append(f"{request.method} {urlsplit(request.url).path}")

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            self.complaints.append(message.text)


def open_visit(browser: Browser, url: str, screenshots: Path, person: Person | None = None) -> Visit:
    """Open a browser; with `person`, one in which they signed in earlier."""
    context = browser.new_context(
        viewport={"width": VIEWPORT_WIDTH, "height": VIEWPORT_HEIGHT}, accept_downloads=True
    )
    if person is not None:
        context.add_cookies([{"name": "sessionid", "value": person.session_key, "url": url}])
    return Visit(url, context, screenshots)
