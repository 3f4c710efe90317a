"""Four people: invited, given a batch, handed in, returned, mended, approved, exported; then a consensus."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit
from tests.e2e.pages.project import ExportsPage, UploadPage
from tests.e2e.person import Json, Person
from tests.e2e.visit import Visit
from tests.e2e.work import LABELS
from tests.waiting import wait_until

NAMES = ("cat", "coffee")
PASSWORD = "a long Passphrase 4"


@pytest.mark.slow
def test_from_an_invitation_to_an_approved_exported_batch_and_a_merged_consensus(
    visit: OpenVisit, admin: Person, photographs: dict[str, Path], tmp_path: Path
) -> None:
    project_id = admin.make_project("Four", LABELS)
    mias = invite(visit, visit(admin), project_id, "mia", "manager")
    adas = invite(visit, mias, project_id, "ada", "annotator")
    robs = invite(visit, mias, project_id, "rob", "reviewer")
    with closing(Person(admin.url, "mia", PASSWORD)) as mia:
        mias.go(f"/projects/{project_id}/upload")
        UploadPage(mias.page).choose([photographs[name] for name in NAMES])
        mia.await_predicted(project_id, len(NAMES))
        give_batch(mias, project_id, "ada", "first")

        adas.go(f"/projects/{project_id}/work")
        expect(adas.page.get_by_text("2 pictures for you to do.")).to_be_visible()
        adas.picture("given")
        first, second = hand_in(adas, "first"), hand_in(adas, "second")
        assert first != second

        robs.go(f"/projects/{project_id}/work")
        expect(robs.page.get_by_role("heading", name="Work", level=1)).to_be_visible()
        robs.page.keyboard.press("Alt+v")
        robs.canvas.await_frame(first)
        robs.canvas.press("Shift+Backspace")
        dialog = robs.page.get_by_role("dialog", name="Return this picture")
        dialog.get_by_label("What should be different?").fill("The spoon is missing.")
        dialog.get_by_role("button", name="Return it").click()
        robs.canvas.await_frame(second)
        robs.canvas.press("Shift+Enter")

        adas.page.keyboard.press("Alt+n")
        adas.canvas.await_frame(first)
        expect(adas.page.locator(".handout")).to_contain_text("Returned by rob")
        adas.canvas.press("Escape", "5")
        adas.canvas.draw(20, 20, 40, 60)
        submit(adas)
        robs.page.keyboard.press("Alt+v")
        robs.canvas.await_frame(first)
        robs.canvas.press("Shift+Enter")
        expect(adas.page.locator(".stage-chip")).to_contain_text("Approved")

        mias.page.get_by_role("navigation", name="Project").get_by_role("link", name="Exports").click()
        mias.page.get_by_label("Name of the snapshot").fill("first")
        mias.page.get_by_role("button", name="Freeze a snapshot").click()
        mias.page.get_by_role("button", name="COCO").first.click()
        exported = json.loads(ExportsPage(mias.page).download(tmp_path / "first.json").read_bytes())
        mias.picture("exported")
        names = {category["id"]: category["name"] for category in exported["categories"]}
        assert len(exported["images"]) == len(NAMES)
        assert "spoon" in {names[found["category_id"]] for found in exported["annotations"]}

        merge_a_consensus(mias, adas, robs, project_id, mia, photographs["astronaut"])
        for one in (mias, adas, robs):
            one.expect_no_complaints()


def invite(visit: OpenVisit, host: Visit, project_id: str, name: str, role: str) -> Visit:
    """Make a link on the page People, and open it as somebody new in a browser of their own."""
    host.go(f"/projects/{project_id}/people")
    host.page.get_by_label("E-mail addresses or user names").fill(f"{name}@example.org")
    host.page.get_by_label("Role", exact=True).select_option(role)
    host.page.get_by_role("button", name="Invite").click()
    link = host.page.get_by_label(f"Link for {name}@example.org", exact=True).input_value()
    guest = visit(None)
    guest.page.goto(link)
    guest.page.get_by_label("Choose a user name").fill(name)
    guest.page.get_by_label("Choose a password").fill(PASSWORD)
    guest.page.get_by_role("button", name="Make the account and join").click()
    guest.page.wait_for_url(f"**/projects/{project_id}**")
    guest.complaints.clear()  # that nobody was signed in before
    return guest


def give_batch(manager: Visit, project_id: str, name: str, batch: str) -> None:
    """Give all that waits to one person on the page Work."""
    manager.go(f"/projects/{project_id}/work")
    manager.page.get_by_role("button", name="Give work").click()
    dialog = manager.page.get_by_role("dialog", name="Give work")
    dialog.get_by_label(name).check()
    manager.picture("giving")
    dialog.get_by_role("button", name="Give").last.click()
    expect(dialog).to_be_hidden()


def hand_in(annotator: Visit, comment: str) -> str:
    """Take the next picture, accept what the model shows and hand it in; returns the frame."""
    annotator.page.keyboard.press("Alt+n")
    expect(annotator.page.locator(".handout")).to_be_visible()
    canvas = annotator.canvas
    canvas.await_ghosts(1)
    frame_id = canvas.root.get_attribute("data-frame-id")
    assert frame_id
    canvas.press("Shift+A")
    submit(annotator)
    return frame_id


def submit(annotator: Visit) -> None:
    """Hand the open picture in."""
    annotator.canvas.await_saved()
    annotator.canvas.press("Shift+Enter")
    expect(annotator.page.get_by_text("Submitted.", exact=True).last).to_be_visible()


def merge_a_consensus(
    manager: Visit, adas: Visit, robs: Visit, project_id: str, mia: Person, photograph: Path
) -> None:
    """Let two people answer the same new picture alone, and merge what they said."""
    manager.go(f"/projects/{project_id}/settings")
    manager.page.get_by_label("Pictures that several people label, in percent").fill("100")
    manager.page.get_by_label("People for each of them").fill("2")
    form = manager.page.locator("form", has_text="Several people, and known truth")
    form.get_by_role("button", name="Save").click()
    expect(manager.page.get_by_text("From now on pictures are handed out this way.")).to_be_visible()
    manager.go(f"/projects/{project_id}/upload")
    UploadPage(manager.page).choose([photograph])
    mia.await_predicted(project_id, len(NAMES) + 1)
    for one in (adas, robs):
        one.page.keyboard.press("Alt+n")
        expect(one.page.get_by_text("your own answer")).to_be_visible()
        one.canvas.press("Escape", "1")
        one.canvas.draw(150, 20, 160, 180)
        if one is robs:
            one.canvas.press("Escape", "3")
            one.canvas.draw(20, 300, 80, 60)
        submit(one)
    manager.go(f"/projects/{project_id}/quality")
    manager.page.get_by_role("button", name="Several people").click()
    manager.picture("panels")
    manager.page.get_by_role("button", name="Who said what").click()
    choice = manager.page.get_by_label("What becomes of cup")
    choice.select_option(label="left out")
    manager.picture("consensus")
    manager.page.get_by_role("button", name="Merge 1 object and approve").click()
    asset: Json = next(one for one in mia.assets(project_id) if one["name"] == photograph.name)
    wait_until(
        lambda: [one["label"] for one in mia.frame(asset["frame_id"])["annotations"]] == ["person"],
        10,
        for_what="the merged object",
    )
