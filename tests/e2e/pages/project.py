"""Owns a project's other pages: upload, and the exports."""

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Locator, Page, expect


class UploadPage:
    """Where files are dropped."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.chips: Locator = page.locator(".upload-row .chip")

    def choose(self, files: Sequence[Path]) -> None:
        """Choose files as the file dialog does, and wait until each has its fate."""
        self.begin(*files)
        self.await_all_done()

    def begin(self, *files: Path) -> None:
        """Choose files and let them go."""
        self.page.get_by_test_id("file-input").set_input_files(files)

    def await_all_done(self, timeout: float | None = None) -> None:
        """Wait until each file has its fate, so many milliseconds at most."""
        expect(self.page.locator(".uploads-head strong")).to_have_text("All done", timeout=timeout)

    def fates(self) -> list[str]:
        """Return one word per file."""
        return self.chips.all_inner_texts()


class ExportsPage:
    """Where snapshots and exports are listed."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.downloads: Locator = page.get_by_test_id("exports").get_by_role("link", name="Download")

    def open(self) -> None:
        """Go there by the tab, without loading the page anew."""
        self.page.get_by_role("navigation", name="Project").get_by_role("link", name="Exports").click()

    def download(self, target: Path) -> Path:
        """Download the first finished export as soon as there is one."""
        with self.page.expect_download() as waiting:
            self.downloads.first.click()
        waiting.value.save_as(target)
        return target
