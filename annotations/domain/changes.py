"""What a correction says of an object beside its label and shape, and only what it says."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, SerializerFunctionWrapHandler, StringConstraints, model_serializer

from annotations.domain.annotation import Annotation
from annotations.domain.attribute import AttributeName, Flag, Value
from annotations.domain.record import Record

DESCRIBED = ("occluded", "z", "group")
"""The properties of an object that everybody's objects have, whatever their label asks for."""

GroupId = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=64)]
Depth = Annotated[int, Field(strict=True, ge=-1_000, le=1_000)]


class Changes(Record):
    """New values. What is not set stays as it is; a null clears an attribute, or leaves the group."""

    attributes: Annotated[dict[AttributeName, Value | None], Field(max_length=50)] = Field(
        default_factory=dict
    )
    occluded: Flag = False
    z: Depth = 0
    group: GroupId | None = None

    @model_serializer(mode="wrap")
    def _only_what_is_set(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # Written to the ledger and read back, what was not said must not become a wish for the default.
        return {name: value for name, value in handler(self).items() if name in self.model_fields_set}

    @property
    def properties(self) -> frozenset[str]:
        """What of an object is changed, attribute by attribute."""
        plain = {name for name in DESCRIBED if name in self.model_fields_set}
        return frozenset(plain | {attribute_property(name) for name in self.attributes})

    def applied_to(self, annotation: Annotation) -> dict[str, object]:
        """Return the fields of an object that become others."""
        update: dict[str, object] = {
            name: getattr(self, name) for name in DESCRIBED if name in self.model_fields_set
        }
        if self.attributes:
            merged = {**annotation.attributes, **self.attributes}
            update["attributes"] = {name: value for name, value in merged.items() if value is not None}
        return update


def attribute_property(name: str) -> str:
    """Name an attribute as a property of its own, which merges by itself."""
    return f"attributes.{name}"
