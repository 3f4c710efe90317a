"""Owns the stage of the journeys: one running portal, one browser, and the people in it."""

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from inference.convert.photographs import ensure_sample_photographs
from portal.supervisor.install.chromium import find_chromium
from tests.e2e.person import Person, add_person
from tests.e2e.portal_process import RunningPortal, lasting_home
from tests.e2e.visit import ACTION_MS, Visit, open_visit
from tests.e2e.work import Work, begin_work

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
]
SCREENSHOTS = "TANDEM_SCREENSHOTS"
"""With this variable, journeys keep pictures of the pages they pass, not only those of a failure."""

OpenVisit = Callable[[Person | None], Visit]


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """Start the whole portal as `make up` does, and leave nothing of it behind."""
    running = RunningPortal(tmp_path_factory.mktemp("e2e") / "home")
    try:
        running.start()
        yield running
    finally:
        running.stop()
        shutil.rmtree(running.home, ignore_errors=True)


@pytest.fixture(autouse=True)
def thawed(portal: RunningPortal) -> Iterator[None]:
    """Let no journey that fails stop those after it."""
    yield
    portal.thaw()


@pytest.fixture(scope="session")
def admin(portal: RunningPortal) -> Iterator[Person]:
    """Return the administrator of the first start."""
    person = Person(portal.url, "admin", portal.password)
    yield person
    person.close()


@pytest.fixture(scope="session")
def ana(admin: Person) -> Iterator[Person]:
    """Ana owns the projects of the journeys."""
    person = add_person(admin, "ana")
    yield person
    person.close()


@pytest.fixture(scope="session")
def ben(admin: Person) -> Iterator[Person]:
    """Ben annotates in them."""
    person = add_person(admin, "ben")
    yield person
    person.close()


@pytest.fixture(scope="session")
def photographs() -> dict[str, Path]:
    """Return the sample photographs by name."""
    return {path.stem: path for path in ensure_sample_photographs(lasting_home() / "cache" / "photographs")}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one Chromium for all journeys; each person gets a profile of their own."""
    program = find_chromium()
    assert program is not None, "there is no Chromium on this machine; make test installs it"
    expect.set_options(timeout=ACTION_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(program), args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def screenshots(request: pytest.FixtureRequest) -> Path:
    """Return where this journey's pictures go."""
    return lasting_home() / "e2e" / "screenshots" / str(request.node.name)


@pytest.fixture
def visit(
    request: pytest.FixtureRequest, browser: Browser, portal: RunningPortal, screenshots: Path
) -> Iterator[OpenVisit]:
    """Return a function that opens a browser, signed in as somebody or not at all."""
    opened: list[Visit] = []

    def start(person: Person | None = None) -> Visit:
        opened.append(open_visit(browser, portal.url, screenshots, person))
        return opened[-1]

    yield start
    failed = request.node.stash.get(FAILED, False)
    for number, one in enumerate(opened):
        if (failed or os.environ.get(SCREENSHOTS)) and not one.page.is_closed():
            one.picture(f"end-{number}")
        one.context.close()


@pytest.fixture
def work(request: pytest.FixtureRequest, ana: Person, ben: Person, photographs: dict[str, Path]) -> Work:
    """Begin a project of this journey's own, with the photograph of a cup on a table."""
    return begin_work(ana, ben, str(request.node.name)[:80], photographs["coffee"])


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note a failure where the fixtures see it, and put the ends of the portal's logs into its report."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
        running = getattr(item, "funcargs", {}).get("portal")
        if isinstance(running, RunningPortal):
            report.sections.append(("supervisor", "".join(running.output)))
            report.sections.append(("portal logs", running.logs()))
    return report
