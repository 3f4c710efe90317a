"""Rules that a project sets for its objects: size, form, overlap and count. The canvas judges alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from annotations.domain.frame_scores import iou
from annotations.domain.geometry import Tag, Track, bounds
from annotations.domain.matching import Drawn
from annotations.domain.name import Name
from annotations.domain.record import Record

Limit = Annotated[float, Field(gt=0, le=1e12, allow_inf_nan=False)]
Count = Annotated[int, Field(strict=True, ge=0, le=100_000)]
Broken = Literal["width", "height", "area", "aspect", "overlap", "outside", "count"]
BEYOND = 0.5
"""Pixels by which an object may reach beyond the picture: a rounding."""
SLACK = 1e-9


class LabelRule(Record):
    """Limits for the objects of one label; what is None is not limited.

    Sizes are those of the box around an object, in pixels; the aspect is its width by its height. Objects
    of the label may overlap each other by `max_overlap`. The counts are those of one picture.
    """

    label: Name
    min_width: Limit | None = None
    max_width: Limit | None = None
    min_height: Limit | None = None
    max_height: Limit | None = None
    min_area: Limit | None = None
    max_area: Limit | None = None
    min_aspect: Limit | None = None
    max_aspect: Limit | None = None
    max_overlap: Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)] | None = None
    min_count: Count | None = None
    max_count: Count | None = None

    @model_validator(mode="after")
    def _least_is_not_above_most(self) -> Self:
        for name in ("width", "height", "area", "aspect", "count"):
            least, most = getattr(self, f"min_{name}"), getattr(self, f"max_{name}")
            if least is not None and most is not None and least > most:
                message = f"the least {name} is above the most"
                raise ValueError(message)
        return self


class RulesPolicy(Record):
    """A project's rules, and whether a picture that breaks one can be submitted: `warn` or `refuse`."""

    labels: Annotated[tuple[LabelRule, ...], Field(max_length=1_000)] = ()
    outside: bool = False
    on_submit: Literal["warn", "refuse"] = "warn"

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        named = [rule.label for rule in self.labels]
        if len(set(named)) < len(named):
            raise ValueError("a label has its rules in one place")
        return self

    @property
    def is_on(self) -> bool:
        """Whether there is anything to judge by."""
        return bool(self.labels) or self.outside


class Breach(Record):
    """A rule that is broken: by one object, or by the picture where there are too few or too many."""

    object_id: str | None
    label: str
    rule: Broken
    message: str


def find_breaches(objects: Sequence[Drawn], policy: RulesPolicy, *, width: int, height: int) -> list[Breach]:
    """Return the rules that the objects of a picture break: object by object, then the counts."""
    rules = {rule.label: rule for rule in policy.labels}
    found: list[Breach] = []
    for place, made in enumerate(objects):
        if isinstance(made.shape, Tag | Track):
            continue
        left, top, right, bottom = around = bounds(made.shape)
        rule = rules.get(made.label)
        if rule is not None:
            found += _sizes(made, rule, right - left, bottom - top)
            others = [
                other
                for other in objects[:place]
                if other.label == made.label and not isinstance(other.shape, Tag | Track)
            ]
            most = max((iou(around, bounds(other.shape)) for other in others), default=0.0)
            if rule.max_overlap is not None and most > rule.max_overlap + SLACK:
                text = (
                    f"overlaps another {made.label} by {_percent(most)}, {_percent(rule.max_overlap)} at most"
                )
                found.append(Breach(object_id=made.id, label=made.label, rule="overlap", message=text))
        beyond = max(-left, -top, right - width, bottom - height)
        if policy.outside and beyond > BEYOND:
            text = f"reaches {_number(beyond)} px beyond the picture"
            found.append(Breach(object_id=made.id, label=made.label, rule="outside", message=text))
    for rule in policy.labels:
        count = sum(made.label == rule.label for made in objects)
        text = _limit_words("there are", count, rule.min_count, rule.max_count, "")
        if text:
            found.append(Breach(object_id=None, label=rule.label, rule="count", message=text))
    return found


def _sizes(made: Drawn, rule: LabelRule, width: float, height: float) -> list[Breach]:
    aspect = width / height if height else 0.0
    measured: tuple[tuple[Broken, float, float | None, float | None, str], ...] = (
        ("width", width, rule.min_width, rule.max_width, " px"),
        ("height", height, rule.min_height, rule.max_height, " px"),
        ("area", width * height, rule.min_area, rule.max_area, " px²"),
        ("aspect", aspect, rule.min_aspect, rule.max_aspect, ""),
    )
    return [
        Breach(object_id=made.id, label=made.label, rule=name, message=text)
        for name, value, least, most, unit in measured
        if (text := _limit_words(f"{name} is", value, least, most, unit))
    ]


def _limit_words(what: str, value: float, least: float | None, most: float | None, unit: str) -> str:
    if least is not None and value < least - SLACK:
        return f"{what} {_number(value)}{unit}, {_number(least)} at least"
    if most is not None and value > most + SLACK:
        return f"{what} {_number(value)}{unit}, {_number(most)} at most"
    return ""


def _number(value: float) -> str:
    """Write a number with two decimals at most; halves go up, as on the canvas."""
    hundredths = int(value * 100 + 0.5)
    whole, part = divmod(hundredths, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".") if part else str(whole)


def _percent(share: float) -> str:
    return f"{int(share * 100 + 0.5)} %"
