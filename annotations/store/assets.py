"""Assets and their frames."""

from __future__ import annotations

from typing import Any

from pymongo import UpdateOne

from annotations.domain.asset import Asset, Fault, Frame, Predicted, Verdict
from annotations.store.client import Document, Duplicate, Session, database, faults_are_ours
from annotations.store.codec import key
from annotations.store.tables import ASSETS, FRAMES


def add_asset(asset: Asset) -> tuple[Asset, bool]:
    """Insert an asset unless its content is in the project already.

    Returns:
        The asset that holds the content, and whether it was there before.
    """
    try:
        return ASSETS.insert(asset), False
    except Duplicate:
        same = ASSETS.find_where({"project_id": asset.project_id, "sha256": asset.sha256})
        if same is None:
            raise
        return same, True


def find_asset(asset_id: str, *, session: Session | None = None) -> Asset | None:
    """Return an asset."""
    return ASSETS.find(asset_id, session=session)


def find_asset_by_content(project_id: str, sha256: str) -> Asset | None:
    """Return the asset of a project that holds this content."""
    return ASSETS.find_where({"project_id": project_id, "sha256": sha256})


def list_assets(project_id: str, *, after: str | None, limit: int, status: str | None) -> list[Asset]:
    """Return a project's assets in order of arrival, from the position after `after`."""
    query: dict[str, Any] = {"project_id": project_id, "position": {"$gt": after or ""}}
    if status:
        query["status"] = status
    return ASSETS.page(query, sort=[("position", 1)], limit=limit)


def set_asset(asset_id: str, changes: dict[str, Any], *, session: Session | None = None) -> Asset | None:
    """Change fields of an asset."""
    return ASSETS.change({"_id": key(asset_id)}, {"$set": changes}, session=session)


def set_raw_asset(document: Document, defaults: dict[str, Any], *, session: Session) -> None:
    """Fill in what a row written by another service does not carry, so that it reads as an asset."""
    missing = {name: value for name, value in defaults.items() if document.get(name) is None}
    database()["assets"].update_one(
        {"_id": document["_id"], "position": {"$exists": False}}, {"$set": missing}, session=session
    )


def add_to_assets(amounts: dict[str, int], *, session: Session) -> None:
    """Add to the tally of corrections of assets."""
    writes = [
        UpdateOne({"_id": key(asset_id)}, {"$inc": {"corrections": n}}) for asset_id, n in amounts.items()
    ]
    if writes:
        database()["assets"].bulk_write(writes, ordered=False, session=session)


def list_raw_assets(limit: int) -> list[Document]:
    """Return rows written by another service that nobody has taken up yet."""
    with faults_are_ours():
        return list(database()["assets"].find({"position": {"$exists": False}}).limit(limit))


def set_undecoded(asset_id: str, fault: Fault, *, session: Session) -> None:
    """End an asset that still waits to be decoded, with the reason."""
    with faults_are_ours():
        database()["assets"].update_one(
            {"_id": key(asset_id), "status": "uploaded"},
            {"$set": {"status": "failed", "error": fault.model_dump()}},
            session=session,
        )


def set_predicted(asset_id: str, predicted: Predicted, *, session: Session | None = None) -> None:
    """Note how far the predictions of an asset are."""
    with faults_are_ours():
        database()["assets"].update_one(
            {"_id": key(asset_id)}, {"$set": {"predicted": predicted}}, session=session
        )


def set_reviewed(asset_id: str, verdict: Verdict | None, *, session: Session) -> None:
    """Note the last verdict on an asset's frame."""
    database()["assets"].update_one({"_id": key(asset_id)}, {"$set": {"reviewed": verdict}}, session=session)


def count_unfinished(project_id: str, *, limit: int, session: Session | None = None) -> int:
    """Count the assets of a project that still wait to be decoded, up to `limit`."""
    with faults_are_ours():
        return database()["assets"].count_documents(
            {"project_id": project_id, "status": "uploaded"}, limit=limit, session=session
        )


def add_frame(frame: Frame, *, session: Session) -> None:
    """Insert a frame, once per asset and index."""
    FRAMES.insert(frame, session=session)


def find_frame(frame_id: str, *, session: Session | None = None) -> Frame | None:
    """Return a frame."""
    return FRAMES.find(frame_id, session=session)


def find_asset_frame(asset_id: str, index: int, *, session: Session | None = None) -> Frame | None:
    """Return a frame by its place in its asset."""
    return FRAMES.find_where({"asset_id": asset_id, "index": index}, session=session)


def list_frames(asset_id: str, *, after_index: int, limit: int) -> list[Frame]:
    """Return the frames of an asset in order, from the one after `after_index`."""
    return FRAMES.page(
        {"asset_id": asset_id, "index": {"$gt": after_index}}, sort=[("index", 1)], limit=limit
    )


def advance_frame(
    frame_id: str, steps: int, *, changes: dict[str, Any] | None = None, session: Session
) -> Frame | None:
    """Advance a frame's seq by `steps` and return the frame as it is after."""
    update: dict[str, Any] = {"$inc": {"seq": steps}}
    if changes:
        update["$set"] = changes
    return FRAMES.change({"_id": key(frame_id)}, update, session=session)
