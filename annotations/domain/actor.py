"""Who is responsible for a change: a person or a machine."""

from __future__ import annotations

from typing import Literal

from annotations.domain.record import Record


class Actor(Record):
    """A person (id of the account) or a machine (id of the model version or of the part that acted)."""

    id: str
    name: str
    kind: Literal["person", "machine"] = "person"


SYSTEM = Actor(id="system", name="Tandem", kind="machine")
