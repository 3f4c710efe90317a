"""Numbers as text formats write them: a millionth of a pixel, without idle zeros."""

from __future__ import annotations

DECIMALS = 6
"""Digits after the point."""


def decimal(value: float) -> str:
    """Write a number."""
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def rounded(value: object) -> object:
    """Return the JSON of a shape with its numbers as they are written, so that what is read back is equal."""
    if isinstance(value, float):
        return round(value, DECIMALS)
    if isinstance(value, list | tuple):
        return [rounded(entry) for entry in value]
    if isinstance(value, dict):
        return {name: _rounded_field(str(name), entry) for name, entry in value.items()}
    return value


def _rounded_field(name: str, value: object) -> object:
    if name == "attributes":
        return value
    if name == "rotation" and isinstance(value, float):
        return round(value % 360, DECIMALS) % 360
    return rounded(value)
