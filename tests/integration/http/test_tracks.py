"""Keyframes through the corrections endpoint: nonsense is refused by its field, and nothing is stored."""

from typing import Any

import pytest

from tests.builders import Cast, a_reel, an_annotation_id, ask_json
from tests.caller import Caller

BOX = {"type": "box", "x": 1, "y": 1, "width": 5, "height": 5}
TAG = {"type": "tag"}


@pytest.mark.parametrize(
    "keyframes",
    [
        None, {}, [], "5", {"-1": {"shape": BOX}}, {"05": {"shape": BOX}}, {"five": {"shape": BOX}},
        {"1.5": {"shape": BOX}}, {"9999999999": {"shape": BOX}}, {"5": {}}, {"5": {"shape": None}}, {"5": []},
        {"5": {"shape": TAG}}, {"5": {"shape": BOX, "outside": "yes"}}, {"5": {"shape": BOX, "occluded": 1}},
        {"5": {"shape": BOX, "attributes": {"a.b": 1}}}, {"5": {"shape": BOX, "attributes": {"pose": None}}},
        {"5": {"shape": BOX, "frame": 5}}, {"500": {"shape": BOX}}, {"5": {"shape": BOX | {"x": 9_000}}},
    ],
    ids=str,
)  # fmt: skip
def test_keyframes_that_cannot_be_are_refused(bob: Caller, cast: Cast, keyframes: Any) -> None:
    reel, track_id = a_reel(cast.project), an_annotation_id()
    track = {"type": "track", "keyframes": [{"frame": 3, "shape": BOX}]}
    bob.correct(reel.id, ask_json("add", annotation_id=track_id, label="cat", shape=track)).good()
    asked = ask_json("rekey", annotation_id=track_id, revision=1, keyframes=keyframes)
    answer = bob.correct(reel.id, asked)
    fields = answer.fault(400, answer.body["code"])
    assert fields
    assert all(name.startswith("corrections.0.keyframes") for name in fields), fields
    (found,) = bob.frame(reel.id)["annotations"]
    assert found["revision"] == 1
    good = bob.correct(
        reel.id, asked | {"keyframes": {"5": {"shape": BOX, "outside": True}, "7": None}}
    ).good()
    (seen,) = bob.frame(reel.id)["annotations"]
    assert [(it["frame"], it["outside"]) for it in seen["shape"]["keyframes"]] == [(3, False), (5, True)]
    assert good["results"][0]["annotation"]["shape"] == seen["shape"]
