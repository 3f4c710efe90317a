"""Writes what a training made: model, measurements, and last of all the manifest."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inference.manifest import Manifest, parse_manifest_toml

MODEL, MANIFEST, METRICS = "model.onnx", "manifest.toml", "metrics.json"
_PARTIAL = ".part"


def write_output(folder: Path, model: bytes, manifest: Manifest, metrics: Mapping[str, Any]) -> None:
    """Put the three files into `out/`: each whole before it has its name, the manifest last.

    Raises:
        OSError: There is no room; nothing half is left behind.
    """
    text = dump_toml(manifest)
    contents = {
        MODEL: model,
        METRICS: (json.dumps(metrics, indent=1, ensure_ascii=False) + "\n").encode(),
        MANIFEST: text.encode(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    partial = {name: folder / f".{name}{_PARTIAL}" for name in contents}
    try:
        for name, content in contents.items():
            with partial[name].open("wb") as target:
                target.write(content)
                target.flush()
                os.fsync(target.fileno())
        for name in contents:
            partial[name].replace(folder / name)
    except OSError:
        for name in contents:
            partial[name].unlink(missing_ok=True)
            (folder / name).unlink(missing_ok=True)
        raise


def clear_output(folder: Path) -> None:
    """Remove what an attempt that was killed may have left."""
    for name in (MANIFEST, MODEL, METRICS):
        (folder / name).unlink(missing_ok=True)
        (folder / f".{name}{_PARTIAL}").unlink(missing_ok=True)


def dump_toml(manifest: Manifest) -> str:
    """Return a manifest as TOML that reads back as the same manifest."""
    document = manifest.model_dump(mode="json", exclude_none=False)
    document["labels"] = [label or "" for label in manifest.labels]
    plain = {key: value for key, value in document.items() if not isinstance(value, dict)}
    lines = [f"{key} = {_literal(value)}" for key, value in plain.items() if value is not None]
    for name, table in document.items():
        if isinstance(table, dict):
            lines += _table(name, table)
    text = "\n".join(lines) + "\n"
    if parse_manifest_toml(text) != manifest:
        raise ValueError("the manifest does not survive being written")
    return text


def _table(name: str, table: Mapping[str, Any]) -> list[str]:
    lines = ["", f"[{name}]"]
    lines += [
        f"{_literal(key) if not key.isidentifier() or not key.isascii() else key} = {_literal(value)}"
        for key, value in table.items()
        if value is not None and not isinstance(value, dict)
    ]
    for key, value in table.items():
        if isinstance(value, dict) and value:
            lines += _table(f"{name}.{key}", value)
    return lines


def _literal(value: Any) -> str:
    # JSON's strings, numbers, booleans and lists are TOML's, but for one control character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
