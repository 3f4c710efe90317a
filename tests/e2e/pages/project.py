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


class LearningPage:
    """Where a project is seen learning."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def happenings(self, kind: str) -> Locator:
        """The promotions and refusals of a kind."""
        entries = self.page.locator(".happening")
        return entries.filter(has=self.page.locator(".chip", has_text=kind))

    def train(self) -> None:
        """Begin a training by hand, once the page says what it would learn from."""
        self.page.get_by_role("button", name="Train …").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("button", name="Train", exact=True).click()
        expect(dialog).to_have_count(0)

    def note_stages(self) -> None:
        """Note from now on each stage of a training that the page shows."""
        self.page.evaluate(
            """() => {
              window.stagesSeen = [];
              const note = () => {
                for (const it of document.querySelectorAll('.training-stage .small'))
                  if (window.stagesSeen.at(-1) !== it.textContent) window.stagesSeen.push(it.textContent);
              };
              const news = { subtree: true, childList: true, characterData: true };
              new MutationObserver(note).observe(document.body, news);
            }"""
        )

    def stages(self) -> list[str]:
        """Return the stages that were shown, in order."""
        seen: list[str] = self.page.evaluate("() => window.stagesSeen")
        return seen


class ModelsPage:
    """Where versions are chosen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self) -> None:
        """Go there by the tab, without loading the page anew."""
        self.page.get_by_role("navigation", name="Project").get_by_role("link", name="Models").click()

    def roll_back(self) -> None:
        """Go back to the version before, and say that it is meant."""
        self.page.get_by_role("button", name="Roll back to the version before").click()
        self.page.get_by_role("button", name="Really roll back to the version before").click()
