"""Keep how the portal runs now for whoever looks on later."""

from __future__ import annotations

from annotations import gauges
from annotations.queries.operations import WATCH


def keep_moment() -> None:
    """Keep one moment; where Redis is away there is none."""
    gauges.keep_point(WATCH.look(health=False).point.model_dump_json())
