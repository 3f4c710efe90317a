"""What people answered to predictions: read from the ledger, and kept as it comes for the champion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from annotations.domain.correction import DECIDES
from annotations.domain.ids import split_prediction_id
from annotations.store.client import Document, Session, database, faults_are_ours
from annotations.store.tables import CORRECTIONS, PREDICTIONS
from inference.domain.acceptance import Acceptance

ACCEPTANCE = "acceptance"
PAGE = 1_000
MOST_READ = 200_000
_READ = {"at": 1, "kind": 1, "prediction_id": 1}


@dataclass(frozen=True)
class LedgerEntry:
    """A correction in short: when, and, if it answers a prediction, whose and how."""

    at: datetime
    version_id: str | None = None
    is_accepted: bool = False


def iterate_ledger(project_id: str, *, since: datetime) -> Iterator[LedgerEntry]:
    """Yield a project's corrections since a moment, oldest first; of very many the first ones."""
    query = {"project_id": project_id, "at": {"$gte": since}}
    with faults_are_ours():
        rows = iter(CORRECTIONS.collection.find(query, _READ).sort("at", 1).limit(MOST_READ))
        while page := list(islice(rows, PAGE)):
            yield from _entries(page)


def read_last_answers(
    project_id: str, version_id: str, *, before: datetime, limit: int, session: Session | None = None
) -> list[bool]:
    """Return whether the last answers to a version's predictions took them over unchanged, oldest first."""
    query: dict[str, Any] = {
        "project_id": project_id, "at": {"$lt": before}, "kind": {"$in": sorted(DECIDES)},
        "prediction_id": {"$type": "string"},
    }  # fmt: skip
    with faults_are_ours():
        rows = CORRECTIONS.collection.find(query, _READ, session=session).sort("at", -1).limit(limit)
        found = list(rows)
    entries = _entries(found[::-1], session=session)
    return [entry.is_accepted for entry in entries if entry.version_id == version_id]


def find_speakers(prediction_ids: Iterable[str], *, session: Session | None = None) -> dict[str, str]:
    """Return prediction id -> the version that made it."""
    named = {prediction_id: split_prediction_id(prediction_id)[0] for prediction_id in prediction_ids}
    query = {"_id": {"$in": sorted(set(named.values()))}}
    with faults_are_ours():
        rows = PREDICTIONS.collection.find(query, {"model_version_id": 1}, session=session)
        speakers = {row["_id"]: str(row["model_version_id"]) for row in rows}
    return {prediction_id: speakers[row_id] for prediction_id, row_id in named.items() if row_id in speakers}


def read_acceptance(project_id: str, version_id: str, *, session: Session) -> Acceptance | None:
    """Return what is kept of the answers to a version, if anything is."""
    row = database()[ACCEPTANCE].find_one({"_id": project_id}, session=session)
    if row is None or row["model_version_id"] != version_id:
        return None
    return Acceptance(answers=row["answers"])


def keep_acceptance(project_id: str, version_id: str, acceptance: Acceptance, *, session: Session) -> None:
    """Keep the answers to a version in the place of those to any other."""
    database()[ACCEPTANCE].update_one(
        {"_id": project_id},
        {"$set": {"model_version_id": version_id, "answers": acceptance.answers}},
        upsert=True,
        session=session,
    )


def _entries(rows: list[Document], *, session: Session | None = None) -> Iterator[LedgerEntry]:
    answering = {
        row["_id"]: row["prediction_id"]
        for row in rows
        if row.get("prediction_id") and row["kind"] in DECIDES
    }
    speakers = find_speakers(answering.values(), session=session) if answering else {}
    for row in rows:
        speaker = speakers.get(answering.get(row["_id"], ""))
        yield LedgerEntry(row["at"], speaker, row["kind"] == "accept")
