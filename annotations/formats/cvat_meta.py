"""The head of CVAT's XML: what the video and its labels are."""

from __future__ import annotations

from collections.abc import Iterator

from annotations.domain.attribute import Attribute
from annotations.domain.snapshot import LabelSkeleton, Snapshot
from annotations.formats.decimals import decimal
from annotations.formats.markup import answer_text, element
from annotations.formats.unroll import Reel

INPUTS = {"select": "select", "number": "number", "text": "text", "checkbox": "checkbox"}


def meta(snapshot: Snapshot, reel: Reel) -> Iterator[str]:
    """Yield the element `meta` of a video."""
    frame = reel.frame
    at = snapshot.created_at.isoformat(sep=" ")
    yield "<meta>\n<task>\n"
    facts = {
        "id": frame.asset_id,
        "name": frame.file_name,
        "size": str(reel.video.frame_count),
        "mode": "interpolation",
        "overlap": "0",
        "bugtracker": "",
        "created": at,
        "updated": at,
        "start_frame": "0",
        "stop_frame": str(reel.last),
        "frame_filter": "",
    }
    for name, text in facts.items():
        yield f"{element(name, text)}\n"
    yield "<labels>\n"
    skeletons = {entry.label: entry for entry in snapshot.skeletons}
    asked = {entry.label: entry.attributes for entry in snapshot.questions}
    for label in snapshot.labels:
        yield from _label(label, asked.get(label, ()), skeletons.get(label))
    yield "</labels>\n"
    size = element("width", str(frame.width)) + element("height", str(frame.height))
    yield f"<original_size>{size}</original_size>\n{element('source', frame.file_name)}\n</task>\n"
    yield f"{element('dumped', at)}\n</meta>\n"


def _label(name: str, asked: tuple[Attribute, ...], skeleton: LabelSkeleton | None) -> Iterator[str]:
    kind = "any" if skeleton is None else "skeleton"
    yield f"<label>{element('name', name)}{element('type', kind)}<attributes>"
    for definition in asked:
        yield f"\n<attribute>{''.join(_definition(definition))}</attribute>"
    yield "</attributes></label>\n"
    for point in skeleton.points if skeleton else ():
        told = element("name", point) + element("type", "points") + element("parent", name)
        yield f"<label>{told}<attributes></attributes></label>\n"


def _definition(definition: Attribute) -> Iterator[str]:
    yield element("name", definition.name)
    yield element("mutable", "True" if definition.mutable else "False")
    yield element("input_type", INPUTS[definition.type])
    default = definition.default
    yield element("default_value", "" if default is None else answer_text(default))
    yield element("values", "\n".join(_values(definition)))


def _values(definition: Attribute) -> list[str]:
    if definition.type == "number":
        limits = (definition.min, definition.max, definition.step)
        return [decimal(limit) for limit in limits if limit is not None] if None not in limits else []
    if definition.type == "checkbox":
        return ["true", "false"]
    return list(definition.values)
