"""The audit trail as a file: lines of JSON, or a table that a spreadsheet may open without harm."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Literal

from annotations.domain.audit import AuditEntry, view_entry

AuditFormat = Literal["csv", "ndjson"]
COLUMNS = (
    "number", "at", "actor", "actor_id", "actor_kind", "act", "outcome", "summary", "project_id",
    "subject_kind", "subject_id", "subject_name", "asked", "before", "after", "method", "path", "address",
    "job_id", "hash",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
LINES_AT_ONCE = 200


def write_lines(entries: Iterable[AuditEntry], how: AuditFormat) -> Iterator[bytes]:
    """Yield the rows in pieces of some 200 lines."""
    return _csv(entries) if how == "csv" else _ndjson(entries)


def _ndjson(entries: Iterable[AuditEntry]) -> Iterator[bytes]:
    lines: list[str] = []
    for entry in entries:
        lines.append(view_entry(entry).model_dump_json() + "\n")
        if len(lines) == LINES_AT_ONCE:
            yield "".join(lines).encode()
            lines.clear()
    yield "".join(lines).encode()


def _csv(entries: Iterable[AuditEntry]) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for count, entry in enumerate(entries, 1):
        writer.writerow([_cell(value) for value in _row(entry)])
        if count % LINES_AT_ONCE == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _row(entry: AuditEntry) -> list[object]:
    actor, subject, request = entry.actor, entry.subject, entry.request
    return [
        entry.number, entry.at.isoformat(), actor.name, actor.id, actor.kind, entry.act, entry.outcome,
        entry.summary, entry.project_id, subject.kind, subject.id, subject.name, entry.asked, entry.before,
        entry.after, request.method, request.path, request.address, request.job_id, entry.hash,
    ]  # fmt: skip


def _cell(value: object) -> str:
    """Keep a spreadsheet from taking what somebody typed for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
