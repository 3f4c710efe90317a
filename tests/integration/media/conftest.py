"""One warm sandbox for all tests of the media room."""

from collections.abc import Iterator

import pytest

from annotations.media.sandbox import Sandbox


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as shared:
        yield shared
