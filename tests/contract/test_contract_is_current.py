"""The generated contract equals what the code says."""

import json

from portal.contract.schema import wire_schema
from portal.contract.typescript import render_typescript
from portal.management.commands.dump_contract import SCHEMA_PATH, TYPES_PATH


def test_the_committed_schema_is_what_the_server_sends() -> None:
    assert json.loads(SCHEMA_PATH.read_text()) == wire_schema()


def test_the_front_ends_types_are_generated_from_that_schema() -> None:
    assert TYPES_PATH.read_text() == render_typescript(wire_schema())
