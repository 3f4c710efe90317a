"""Owns a project's other pages: upload, and the exports."""

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Locator, Page, expect


class UploadPage:
    """Where files are dropped."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def choose(self, files: Sequence[Path]) -> None:
        """Choose files as the file dialog does, and wait until each has its fate."""
        self.page.get_by_test_id("file-input").set_input_files(files)
        expect(self.page.locator(".uploads-head strong")).to_have_text("All done")

    def fates(self) -> list[str]:
        """Return one word per file."""
        return self.page.locator(".upload-row .chip").all_inner_texts()


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
