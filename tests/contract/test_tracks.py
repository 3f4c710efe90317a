"""A track means the same on both sides; the front end is held to the same vectors."""

import json

from tests.contract.track_vectors import VECTORS, make_vectors


def test_a_track_still_means_what_is_stored() -> None:
    assert make_vectors() == json.loads(VECTORS.read_text(encoding="utf-8"))
