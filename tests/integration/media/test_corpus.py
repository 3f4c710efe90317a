"""A thousand odd, damaged and hostile pictures: each gets an answer, none costs a zygote."""

import subprocess
from collections import Counter
from pathlib import Path

import pytest

from annotations.media.records import RefusalCode
from annotations.media.sandbox import Sandbox
from tests.builders_media import fetch_pillow_corpus
from tests.integration.media.rooms import put_file_through


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_picture_of_a_public_corpus_gets_an_answer(pytestconfig: pytest.Config) -> None:
    cache = pytestconfig.cache
    assert cache is not None
    try:
        folder = fetch_pillow_corpus(Path(cache.mkdir("pillow_corpus")))
    except subprocess.CalledProcessError:
        pytest.skip("the package index cannot be reached")
    codes: Counter[str] = Counter()
    with Sandbox() as room:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            with path.open("rb") as source:
                outcome = put_file_through(room, source)
            codes[outcome.code] += 1
            assert (outcome.rendition == b"") is (outcome.code != "prepared"), path.name
        assert room.starts == 1
    print(dict(codes))
    assert codes.total() > 1000
    assert codes["prepared"] > 650
    assert codes[RefusalCode.CRASHED] == 0
    assert codes[RefusalCode.TOO_SLOW] == 0
