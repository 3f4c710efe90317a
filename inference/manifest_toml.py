"""Writes a manifest as the TOML file that people and trainers read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from inference.manifest import Manifest


def write_manifest_toml(manifest: Manifest) -> str:
    """Return a manifest as TOML, tables last; what is not set is left out."""
    document = manifest.model_dump(mode="json")
    # TOML knows no null: a column without a label has an empty one, as in hand-written manifests.
    document["labels"] = [label or "" for label in document["labels"]]
    return "".join(_table(document, ()))


def _table(fields: Mapping[str, Any], place: tuple[str, ...]) -> list[str]:
    rows = [f"[{'.'.join(map(_text, place))}]\n"] if place else []
    tables = {name: value for name, value in fields.items() if isinstance(value, dict)}
    rows += [
        f"{_text(name)} = {_value(value)}\n"
        for name, value in fields.items()
        if value is not None and name not in tables
    ]
    for name, value in tables.items():
        rows += ["\n", *_table(value, (*place, name))]
    return rows


def _text(name: str) -> str:
    plain = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if plain else _value(name)


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_value(entry) for entry in value)}]"
    # Strings, numbers and booleans are written in TOML as in JSON; DEL alone has to be escaped on top.
    return json.dumps(value, ensure_ascii=False, allow_nan=False).replace("\x7f", "\\u007f")
