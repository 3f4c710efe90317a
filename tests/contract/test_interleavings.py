"""The recorded interleavings are what the server still says; the front end replays them in any order.

TANDEM_RECORD=1 writes them anew, after the wire records have changed.
"""

import json
import os

from tests.builders import Cast
from tests.caller import Caller
from tests.circle import Circle
from tests.contract.interleaving_vectors import VECTORS, HttpHand, record_stories, render_stories


def test_the_server_still_tells_the_recorded_stories(
    cast: Cast, circle: Circle, alice: Caller, bob: Caller
) -> None:
    stories = record_stories(cast, circle, (HttpHand(alice), HttpHand(bob)))
    if os.environ.get("TANDEM_RECORD"):
        VECTORS.write_text(render_stories(stories), encoding="utf-8")
    for number, (told, kept) in enumerate(zip(stories, json.loads(VECTORS.read_text()), strict=True)):
        assert told == kept, f"story {number} changed: TANDEM_RECORD=1 records them anew"
