"""A second person's verdict is kept, numbered with the frame, and told."""

import pytest

from annotations.store.reviews import list_reviews
from tests.builders import Cast, a_frame, draw, reread
from tests.caller import signed_in
from tests.circle import Circle, log_of


def test_a_verdict_is_numbered_with_the_frame_and_shown_on_the_asset(cast: Cast, circle: Circle) -> None:
    frame = a_frame(cast.project)
    draw(frame, cast.bob)
    rita = signed_in(cast.rita)
    made = rita.post(f"/api/frames/{frame.id}/reviews", {"verdict": "returned", "comment": "too loose"}).good(
        201
    )
    assert (made["frame_seq"], made["actor"]["name"]) == (2, "rita")
    assert rita.get(f"/api/assets/{frame.asset_id}").good()["reviewed"] == "returned"
    rita.post(f"/api/frames/{frame.id}/reviews", {"verdict": "approved"}).good(201)
    assert rita.get(f"/api/assets/{frame.asset_id}").good()["reviewed"] == "approved"
    assert [entry.verdict for entry in list_reviews(frame.id)] == ["approved", "returned"]
    circle.settle()
    told = [event for event in log_of(cast.project.id) if event["type"] == "frame.reviewed"]
    assert [(event["verdict"], event["comment"], event["frame_seq"]) for event in told] == [
        ("returned", "too loose", 2), ("approved", None, 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "body", [{}, {"verdict": "maybe"}, {"verdict": None}, {"verdict": {"$ne": 1}},
             {"verdict": "approved", "comment": "x" * 4001}, {"verdict": "approved", "score": 5}],
)  # fmt: skip
def test_a_wrong_review_is_refused(cast: Cast, body: dict[str, object]) -> None:
    frame = a_frame(cast.project)
    signed_in(cast.rita).post(f"/api/frames/{frame.id}/reviews", body).fault(400, "input_invalid")
    assert (list_reviews(frame.id), reread(frame).seq) == ([], 0)
