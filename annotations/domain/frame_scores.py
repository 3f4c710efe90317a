"""What a waiting frame is worth looking at: figures kept on its row, renewed as models speak."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from pydantic import Field

from annotations.domain.geometry import Box, Tag, bounds
from annotations.domain.prediction import Prediction
from annotations.domain.record import Record

NOTHING_SHOWN = 0.5
"""How uncertain a frame is at least on which a model shows nothing: it is empty, or all of it was missed."""
MOST_WEIGHED = 5
BEST_WEIGHT = 0.8
"""What the least certain prediction counts; the next four share the rest."""
MOST_MATCHED = 50
SAME_PLACE = 0.5
"""The overlap from which two versions speak of the same object."""
MOST_SHOWN = 50
"""Labels that a frame is found by, at most."""


class Waiting(Record):
    """Why a frame that nobody has touched might come next. None: no model has spoken of it yet.

    `shown` are the labels that the canvas shows; `diverse` is the frame's place in the order of ever other
    pictures; `version_id` is whose words the figures are about.
    """

    order: str
    chance: float
    version_id: str | None = None
    uncertainty: float | None = None
    disagreement: float | None = None
    shown: list[str] = Field(default_factory=list)
    diverse: int | None = None


def first_waiting(frame_id: str, *, position: str, index: int) -> Waiting:
    """Return how a frame waits before a model has spoken of it.

    Args:
        frame_id: Its chance is drawn from it, once for ever.
        position: Of its asset, in order of arrival.
        index: Of the frame in its asset.
    """
    drawn = int.from_bytes(hashlib.blake2b(frame_id.encode(), digest_size=6).digest(), "big")
    return Waiting(order=f"{position}:{index:08d}", chance=drawn / 2**48)


def renewed(
    before: Waiting,
    *,
    version_id: str,
    said: Sequence[Prediction],
    others: Sequence[Prediction] | None,
    show: float,
) -> Waiting:
    """Return how a frame waits once a version has spoken of it.

    Args:
        before: How it waited before.
        version_id: The version that speaks.
        said: What stands of its predictions.
        others: What stands of another version's; None if no other has spoken.
        show: The score from which the canvas shows a prediction.
    """
    best: dict[str, float] = {}
    for found in said:
        if found.score >= show:
            best[found.label] = max(best.get(found.label, 0.0), found.score)
    shown = sorted(best, key=lambda label: (-best[label], label))[:MOST_SHOWN]
    return before.model_copy(
        update={
            "version_id": version_id,
            "uncertainty": uncertainty_of([found.score for found in said], show),
            "disagreement": None if others is None else disagreement_of(said, others, show),
            "shown": shown,
        }
    )


def uncertainty_of(scores: Sequence[float], show: float) -> float:
    """Return from 0 to 1 how unsure a model is of a frame.

    A prediction is the less certain the nearer its score is to where it would be shown, or hidden: one minus
    its margin, which is 1 at the farther end of its side. The least certain one counts four fifths, the next
    four share the last fifth. A frame on which nothing is shown counts a half at least.
    """
    doubts = sorted((_doubt(score, show) for score in scores), reverse=True)[:MOST_WEIGHED]
    if not doubts:
        return NOTHING_SHOWN
    found = BEST_WEIGHT * doubts[0] + (1 - BEST_WEIGHT) * sum(doubts[1:]) / (MOST_WEIGHED - 1)
    least = 0.0 if any(score >= show for score in scores) else NOTHING_SHOWN
    return round(max(least, found), 4)


def disagreement_of(one: Sequence[Prediction], other: Sequence[Prediction], show: float) -> float:
    """Return from 0 to 1 how little two versions see the same: one minus the share of what both show.

    Two predictions are the same object if their labels are equal and they overlap by half; of tags the
    labels decide.
    """
    mine, theirs = _shown(one, show), _shown(other, show)
    if not mine and not theirs:
        return 0.0
    left, shared = list(theirs), 0.0
    for said in mine:
        fitting = [(overlap_of(said, seen), seen) for seen in left if seen.label == said.label]
        best = max(fitting, key=lambda entry: entry[0], default=None)
        if best is not None and best[0] >= SAME_PLACE:
            shared += best[0]
            left.remove(best[1])
    return round(1 - 2 * shared / (len(mine) + len(theirs)), 4)


def overlap_of(one: Prediction, other: Prediction) -> float:
    """Return the intersection over the union of two predictions' bounds; 1 for two tags."""
    if isinstance(one.shape, Tag) or isinstance(other.shape, Tag):
        return float(isinstance(one.shape, Tag) and isinstance(other.shape, Tag))
    return iou(bounds(one.shape), bounds(other.shape))


def iou(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> float:
    """Return the intersection over the union of two rectangles: left, top, right, bottom."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    areas = (one[2] - one[0]) * (one[3] - one[1]) + (other[2] - other[0]) * (other[3] - other[1])
    return shared / (areas - shared)


def _doubt(score: float, show: float) -> float:
    side = 1 - show if score >= show else show
    return 1 - min(1.0, abs(score - show) / side) if side > 0 else 0.0


def _shown(said: Sequence[Prediction], show: float) -> list[Prediction]:
    kept = [found for found in said if found.score >= show and isinstance(found.shape, Box | Tag)]
    return sorted(kept, key=lambda found: -found.score)[:MOST_MATCHED]
