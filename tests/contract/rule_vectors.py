"""Owns the pictures on whose rules both sides must agree; run as a program it writes them anew."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from annotations.domain.matching import Drawn
from annotations.domain.rules import RulesPolicy, find_breaches

VECTORS = Path(__file__).parent / "vectors" / "rules.json"
Json = dict[str, Any]
WIDTH, HEIGHT = 640, 480


def box(x: float, y: float, width: float, height: float, rotation: float | None = None) -> Json:
    """Return a box as JSON."""
    return {"type": "box", "x": x, "y": y, "width": width, "height": height, "rotation": rotation}


def pictures() -> list[tuple[Json, list[tuple[str, Json]]]]:
    """Return policies with what is drawn: the empty case first."""
    sizes = {"label": "cat", "min_width": 10, "max_width": 100, "min_height": 10, "max_area": 5_000}
    forms = {"label": "cat", "min_aspect": 0.5, "max_aspect": 2, "max_overlap": 0.5, "max_count": 2}
    least = {"label": "dog", "min_count": 1}
    tag, line = {"type": "tag"}, {"type": "polyline", "points": [[5, 5], [300, 90.5]]}
    round_one = {"type": "ellipse", "x": 60, "y": 60, "rx": 30, "ry": 8, "rotation": 30}
    small, tall, other = box(1, 1, 10, 10), box(1, 1, 9.995, 120), box(1, 1, 1, 1)
    near, twin, broad = box(0, 0, 20, 20), box(2, 0, 20, 20), box(200, 0, 90, 20)
    far, edge, turned = box(630, 10, 10.6, 10), box(630, 10, 10.4, 10), box(0, 0, 50, 50, 45)
    made: list[tuple[Json, list[tuple[str, Json]]]] = [
        ({}, []),
        ({"labels": [least]}, []),
        ({"labels": [least]}, [("dog", tag)]),
        ({"labels": [sizes]}, [("cat", small), ("cat", tall), ("dog", other)]),
        ({"labels": [forms]}, [("cat", near), ("cat", twin), ("cat", broad)]),
        ({"labels": [forms]}, [("cat", round_one), ("cat", line)]),
        ({"outside": True}, [("cat", far), ("cat", edge), ("dog", turned)]),
    ]
    chance = random.Random(7)
    for _ in range(25):
        drawn = []
        for _ in range(chance.randint(1, 6)):
            x, y = (round(chance.uniform(0, 90), 2) for _ in range(2))
            width, height = (round(chance.uniform(5, 120), 2) for _ in range(2))
            drawn.append((chance.choice(["cat", "dog"]), box(x, y, width, height)))
        made.append(({"labels": [sizes | forms, least], "outside": True}, drawn))
    return made


def make_vectors() -> list[Json]:
    """Judge every picture."""
    vectors = []
    for policy, drawn in pictures():
        objects = [
            Drawn.model_validate({"id": f"ann_{place}", "label": label, "shape": shape})
            for place, (label, shape) in enumerate(drawn)
        ]
        judged = RulesPolicy.model_validate(policy)
        found = find_breaches(objects, judged, width=WIDTH, height=HEIGHT)
        vectors.append(
            {
                "policy": judged.model_dump(mode="json"),
                "width": WIDTH,
                "height": HEIGHT,
                "objects": [made.model_dump(mode="json") for made in objects],
                "breaches": [breach.model_dump(mode="json") for breach in found],
            }
        )
    return vectors


if __name__ == "__main__":
    VECTORS.write_text(json.dumps(make_vectors(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
