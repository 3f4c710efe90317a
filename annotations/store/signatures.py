"""Colours of extracted key frames, kept until the scenes of their video are found."""

from __future__ import annotations

from collections.abc import Mapping

from annotations.store.client import Session, database, faults_are_ours


def add_signatures(asset_id: str, found: Mapping[int, list[float]], *, session: Session) -> None:
    """Keep the colours of frames by their numbers."""
    rows = [{"asset_id": asset_id, "index": index, "values": values} for index, values in found.items()]
    if rows:
        with faults_are_ours():
            database()["signatures"].insert_many(rows, session=session)


def list_signatures(asset_id: str) -> dict[int, list[float]]:
    """Return the colours of a video's frames, in the order of their numbers."""
    with faults_are_ours():
        rows = database()["signatures"].find({"asset_id": asset_id}).sort("index", 1)
        return {row["index"]: row["values"] for row in rows}


def drop_signatures(asset_id: str, *, session: Session | None = None) -> None:
    """Forget the colours of a video's frames."""
    with faults_are_ours():
        database()["signatures"].delete_many({"asset_id": asset_id}, session=session)
