"""The labels that the head of CVAT's XML defines."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import ValidationError

from annotations.domain.attribute import Attribute, Value
from annotations.domain.incoming import ReadLabel
from annotations.errors import TracksInvalid

MOST_LABELS = 5_000
_TYPES = {"select": "select", "radio": "select", "number": "number", "text": "text", "checkbox": "checkbox"}


@dataclass
class LabelReader:
    """Gathers `labels/label` as its elements end."""

    found: dict[str, ReadLabel] = field(default_factory=dict)
    _label: dict[str, str] = field(default_factory=dict)
    _question: dict[str, str] = field(default_factory=dict)
    _questions: list[Attribute] = field(default_factory=list)

    def end(self, line: int, path: tuple[str, ...], text: str) -> None:
        """Take the end of an element below `label`, or of the label itself; `path` begins with `label`."""
        if path == ("label",):
            self._keep(line)
        elif len(path) == 2:
            self._label[path[1]] = text.strip()
        elif path == ("label", "attributes", "attribute"):
            self._ask(line)
        elif path[:3] == ("label", "attributes", "attribute") and len(path) == 4:
            self._question[path[3]] = text.strip()

    def _keep(self, line: int) -> None:
        said, self._label = self._label, {}
        asked, self._questions = tuple(self._questions), []
        name, parent = said.get("name", ""), said.get("parent", "")
        if len(self.found) == MOST_LABELS:
            message = f"Line {line}: a file has at most {MOST_LABELS:,} labels."
            raise TracksInvalid(message)
        if parent:
            above = self.found.get(parent) or ReadLabel(parent)
            self.found[parent] = ReadLabel(above.name, above.attributes, (*above.points, name))
        else:
            points = self.found[name].points if name in self.found else ()
            self.found[name] = ReadLabel(name, asked, points)

    def _ask(self, line: int) -> None:
        said, self._question = self._question, {}
        kind = _TYPES.get(said.get("input_type", "text"), "text")
        listed = [part.strip() for part in said.get("values", "").splitlines() if part.strip()]
        given: dict[str, object] = {
            "name": said.get("name", ""),
            "type": kind,
            "mutable": said.get("mutable", "").lower() == "true",
        }
        if kind == "select":
            given["values"] = tuple(dict.fromkeys(listed))
        try:
            if kind == "number" and len(listed) == 3:
                given |= {
                    key: float(value) for key, value in zip(("min", "max", "step"), listed, strict=True)
                }
            default = said.get("default_value", "")
            if default:
                given["default"] = read_answer(kind, default)
            self._questions.append(Attribute.model_validate(given))
        except (ValidationError, ValueError) as fault:
            message = f"Line {line}: the attribute “{said.get('name', '')[:40]}” cannot be read."
            raise TracksInvalid(message) from fault


def read_answer(kind: str, text: str) -> Value:
    """Return what a text answers to a question of this type.

    Raises:
        ValueError: it is no answer.
    """
    if kind == "number":
        return float(text)
    if kind == "checkbox":
        if text.lower() not in {"true", "false"}:
            raise ValueError("is either true or false")
        return text.lower() == "true"
    return text
