"""Attributes: what a label asks of its objects beside their shape, and which answers fit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
)
from pydantic_core import PydanticCustomError

from annotations.domain.geometry import Number
from annotations.domain.name import Name
from annotations.domain.record import Record

RESERVED = frozenset({"occluded", "z", "group"})
"""What every object carries anyway; an export writes these beside the attributes."""

STEP_SLACK = 1e-6
"""Part of a step by which a number may miss it: 0.1 + 0.2 is a multiple of 0.1."""


def _addressable(name: str) -> str:
    if "." in name or name.startswith("$"):
        message = "an attribute's name has no dot and does not begin with $"
        raise ValueError(message)
    if name.casefold() in RESERVED:
        message = f"every object has “{name}” already; choose another name"
        raise ValueError(message)
    return name


def _one_reason(value: object, validate: ValidatorFunctionWrapHandler) -> object:
    try:
        return validate(value)
    except ValidationError as fault:
        message = "is true or false, a finite number, or a text of at most 1,000 letters"
        raise PydanticCustomError("value", message) from fault


Flag = Annotated[bool, Field(strict=True)]
Text = Annotated[str, StringConstraints(strict=True, max_length=1_000)]
AttributeName = Annotated[Name, AfterValidator(_addressable)]
Value = Annotated[Flag | Number | Text, WrapValidator(_one_reason)]
AttributeType = Literal["select", "number", "text", "checkbox"]


class Attribute(Record):
    """One question that a label asks of its objects."""

    name: AttributeName
    type: AttributeType
    values: Annotated[tuple[Name, ...], Field(max_length=200)] = ()
    min: Number | None = None
    max: Number | None = None
    step: Annotated[Number, Field(gt=0)] | None = None
    default: Value | None = None
    required: Flag = False
    mutable: Flag = False
    """Whether the answer may change along a track."""

    @field_validator("values")
    @classmethod
    def _distinct_choices(cls, values: tuple[str, ...], given: ValidationInfo) -> tuple[str, ...]:
        selects = given.data.get("type", "select") == "select"
        if not selects and values:
            message = "only a select has values to choose from"
            raise ValueError(message)
        if len(set(values)) != len(values):
            message = "a value is there twice"
            raise ValueError(message)
        return values

    @field_validator("min", "max", "step")
    @classmethod
    def _only_of_numbers(cls, value: float | None, given: ValidationInfo) -> float | None:
        if value is not None and given.data.get("type", "number") != "number":
            message = "only a number has limits"
            raise ValueError(message)
        low = given.data.get("min")
        if given.field_name == "max" and value is not None and low is not None and value < low:
            message = f"the largest value is below the smallest, {low:g}"
            raise ValueError(message)
        return value

    @field_validator("default")
    @classmethod
    def _default_fits(cls, value: Value | None, given: ValidationInfo) -> Value | None:
        # What is wrong with the rest is told already; a default is judged by a whole definition only.
        if value is None or not {"name", "type", "values", "min", "max", "step"} <= given.data.keys():
            return value
        if reason := cls.model_construct(**given.data).fault(value):
            raise ValueError(reason)
        return value

    def fault(self, value: Value) -> str | None:
        """Say why a value is no answer, or None when it is one."""
        if self.type == "checkbox":
            return None if isinstance(value, bool) else "is either true or false"
        if self.type == "text":
            return None if isinstance(value, str) else "is a text"
        if self.type == "select":
            return None if value in self.values and isinstance(value, str) else self._choices()
        if isinstance(value, bool) or not isinstance(value, int | float):
            return "is a number"
        if self.min is not None and value < self.min:
            return f"is at least {self.min:g}"
        if self.max is not None and value > self.max:
            return f"is at most {self.max:g}"
        if self.step is not None:
            steps = (value - (self.min or 0.0)) / self.step
            if abs(steps - round(steps)) > STEP_SLACK:
                return f"goes in steps of {self.step:g}"
        return None

    def _choices(self) -> str:
        shown = ", ".join(self.values[:8]) + (", …" if len(self.values) > 8 else "")
        return f"is one of: {shown}" if shown else "has no values to choose from yet"


def missing_attributes(definitions: Iterable[Attribute], answers: dict[str, Value]) -> list[str]:
    """Name the required attributes that are empty or whose answer no longer fits."""
    missing: list[str] = []
    for definition in definitions:
        answer = answers.get(definition.name)
        empty = answer is None or (isinstance(answer, str) and not answer.strip())
        if definition.required and (answer is None or empty or definition.fault(answer)):
            missing.append(definition.name)
    return missing
