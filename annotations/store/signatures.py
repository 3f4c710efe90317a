"""Colours of frames of a video, kept until its scenes are found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pymongo import UpdateOne

from annotations.store.client import Session, database, faults_are_ours


def keep_signatures(asset_id: str, found: Mapping[int, list[float]], *, session: Session) -> None:
    """Keep the colours of frames by their numbers; what is known of a frame already is replaced."""
    writes = [
        UpdateOne({"asset_id": asset_id, "index": index}, {"$set": {"values": values}}, upsert=True)
        for index, values in found.items()
    ]
    if writes:
        with faults_are_ours():
            database()["signatures"].bulk_write(writes, ordered=False, session=session)


def stream_signatures(asset_id: str) -> Iterator[tuple[int, list[float]]]:
    """Yield the numbers and colours of a video's frames, in the order of their numbers."""
    with faults_are_ours():
        for row in database()["signatures"].find({"asset_id": asset_id}).sort("index", 1):
            yield row["index"], row["values"]


def drop_signatures(asset_id: str, *, session: Session | None = None) -> None:
    """Forget the colours of a video's frames."""
    with faults_are_ours():
        database()["signatures"].delete_many({"asset_id": asset_id}, session=session)
