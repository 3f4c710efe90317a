"""What is wrong is found, mended by the keyboard and taken back; of two nearly equal pictures one is kept."""

import io

from PIL import Image
from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit
from tests.e2e.person import Person, an_addition
from tests.e2e.work import Work
from tests.waiting import wait_until


def test_a_wrong_name_is_searched_found_mended_by_a_key_and_taken_back(
    visit: OpenVisit, ana: Person, work: Work
) -> None:
    said = ana.frame(work.frame_id)["predictions"]
    cup = next(entry for entry in said if entry["label"] == "cup" and entry["score"] >= 0.6)
    ana.correct(work.frame_id, an_addition("spoon", cup["shape"]))
    anas = visit(ana)
    page = anas.page
    anas.open_asset(work.project_id, work.asset_id, work.frame_id)
    page.keyboard.press("Alt+c")
    page.get_by_role("button", name="Search now").first.click()
    suspect = page.get_by_test_id("suspect").filter(has_text="Called “spoon”")
    expect(suspect).to_contain_text("sure of “cup”")
    anas.picture("checks")

    page.keyboard.press("a")
    expect(suspect).to_contain_text("Called cup")
    wait_until(lambda: labels_of(ana, work) == ["cup"], for_what="the object is called a cup")
    page.keyboard.press("Control+z")
    expect(suspect.get_by_role("button", name="It is right")).to_be_visible()
    wait_until(lambda: labels_of(ana, work) == ["spoon"], for_what="the name is taken back")

    page.keyboard.press("Enter")
    anas.canvas.await_frame(work.frame_id)
    expect(page.get_by_role("region", name="Attributes")).to_contain_text("spoon")
    assert anas.complaints == []


def test_of_two_nearly_equal_pictures_one_is_kept_and_the_other_waits_again(
    visit: OpenVisit, ana: Person, work: Work
) -> None:
    original = ana.http.get(f"/api/frames/{work.frame_id}/image").content
    again = io.BytesIO()
    Image.open(io.BytesIO(original)).convert("RGB").save(again, "JPEG", quality=55)
    (copy,) = ana.upload(work.project_id, [("again.jpg", again.getvalue())])
    anas = visit(ana)
    page = anas.page
    anas.go(f"/projects/{work.project_id}")
    page.get_by_role("link", name="Near-duplicates: 1 group").click()
    group = page.get_by_test_id("duplicates-group")
    group.get_by_role("radio", name="Keep coffee.png").check()
    anas.picture("duplicates")
    group.get_by_role("button", name="Keep this one").click()
    expect(group).to_contain_text("1 picture skipped")
    assert ana.get(f"/api/assets/{copy['id']}")["reviewed"] == "skipped"
    page.keyboard.press("Control+z")
    expect(page.get_by_text("The picture waits again.")).to_be_visible()
    assert ana.get(f"/api/assets/{copy['id']}")["reviewed"] == "returned"
    assert anas.complaints == []


def labels_of(person: Person, work: Work) -> list[str]:
    """Return what the objects of the first picture are called."""
    return [entry["label"] for entry in person.frame(work.frame_id)["annotations"]]
