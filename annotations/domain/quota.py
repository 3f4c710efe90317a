"""How much a project may hold, and how much it does."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from annotations.domain.record import Record

Bytes = Annotated[int, Field(strict=True, ge=0, le=2**50)]
Files = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]


class Quota(Record):
    """What people may upload into a project; None is no limit."""

    bytes: Bytes | None = None
    assets: Files | None = None


class Usage(Record):
    """What a project's files take, in bytes by kind, and how many there are.

    `prepared` are the pictures that are shown: renditions, tiles, thumbnails. `arriving` is announced by
    uploads that are not finished.
    """

    assets: int = 0
    originals: int = 0
    prepared: int = 0
    exports: int = 0
    models: int = 0
    arriving: int = 0

    @property
    def total(self) -> int:
        """All bytes that are there."""
        return self.originals + self.prepared + self.exports + self.models
