"""Assets and their frames."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, Literal

from pymongo import ASCENDING, DESCENDING, IndexModel, UpdateOne

from annotations.domain.asset import Asset, Fault, Frame, Predicted, Verdict
from annotations.domain.frame_scores import Waiting
from annotations.domain.video import video_frame_id
from annotations.store import video_frames
from annotations.store.client import (
    Document,
    Duplicate,
    Session,
    database,
    duplicates_repeat,
    faults_are_ours,
)
from annotations.store.codec import key
from annotations.store.listing import NAMES, begins, beyond
from annotations.store.tables import ASSETS, FRAMES

LOOKED_AT = 4_000
"""How many pictures of groups a page of near-duplicates looks at."""
AssetSort = Literal["added", "newest", "name", "stage"]
ASSET_SORTS: dict[AssetSort, tuple[tuple[str, int], ...]] = {
    "added": (("position", ASCENDING),),
    "newest": (("position", DESCENDING),),
    "name": (("name", ASCENDING), ("position", ASCENDING)),
    "stage": (("reviewed", ASCENDING), ("position", ASCENDING)),
}
ASSET_LISTS = [
    IndexModel([("project_id", ASCENDING), *ASSET_SORTS["name"]], name="by_name", collation=NAMES),
    IndexModel(
        [("project_id", ASCENDING), ("status", ASCENDING), *ASSET_SORTS["name"]],
        name="status_by_name",
        collation=NAMES,
    ),
    IndexModel([("project_id", ASCENDING), *ASSET_SORTS["stage"]], name="by_stage"),
    IndexModel(
        [("project_id", ASCENDING), ("status", ASCENDING), *ASSET_SORTS["stage"]], name="status_by_stage"
    ),
]


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


def find_assets_of(project_id: str, asset_ids: list[str]) -> set[str]:
    """Return which of some ids are assets of a project."""
    query = {"project_id": project_id, "_id": {"$in": [key(asset_id) for asset_id in asset_ids]}}
    with faults_are_ours():
        return {str(row["_id"]) for row in ASSETS.collection.find(query, {"_id": 1})}


def find_asset(asset_id: str, *, session: Session | None = None) -> Asset | None:
    """Return an asset."""
    return ASSETS.find(asset_id, session=session)


def find_assets(asset_ids: list[str]) -> list[Asset]:
    """Return assets by their ids; unknown ones are absent."""
    return ASSETS.page({"_id": {"$in": [key(asset_id) for asset_id in asset_ids]}})


def find_names(asset_ids: list[str]) -> dict[str, str]:
    """Return what assets are called, by their ids."""
    query = {"_id": {"$in": [key(asset_id) for asset_id in asset_ids]}}
    with faults_are_ours():
        return {
            str(row["_id"]): row.get("name") or "" for row in database()["assets"].find(query, {"name": 1})
        }


def find_asset_by_content(project_id: str, sha256: str) -> Asset | None:
    """Return the asset of a project that holds this content."""
    return ASSETS.find_where({"project_id": project_id, "sha256": sha256})


def list_assets(
    project_id: str,
    *,
    after: str | None,
    limit: int,
    status: str | None = None,
    sort: AssetSort = "added",
    q: str | None = None,
) -> list[Asset]:
    """Return a project's assets in order, from the position after `after`.

    Args:
        project_id: Of which project.
        after: The position of the last one of the page before.
        limit: How many.
        status: Only those.
        sort: In order of arrival, the other way round, by name, or by stage; a search is sorted by name.
        q: Only names that begin so, whatever the case.
    """
    order = ASSET_SORTS["name" if q else sort]
    query: dict[str, Any] = {"project_id": project_id, "position": {"$gt": ""}}
    if status:
        query["status"] = status
    if q:
        query["name"] = begins(q)
    last = ASSETS.find_where({"project_id": project_id, "position": after}) if after else None
    if after and len(order) == 1:
        # A place in the order of arrival is one also where no asset is.
        query["position"] = {"$gt" if order[0][1] == ASCENDING else "$lt": after}
    elif last is not None:
        query |= beyond(order, last.model_dump())
    return ASSETS.page(query, sort=order, limit=limit, collation=NAMES if order[0][0] == "name" else None)


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


def set_extracted(asset_id: str, *, before: int, after: int, session: Session) -> bool:
    """Count further key frames of a video as kept; False when somebody else has counted them."""
    with faults_are_ours():
        counted = database()["assets"].update_one(
            {"_id": key(asset_id), "video.extracted": before},
            {"$set": {"video.extracted": after}},
            session=session,
        )
    return counted.modified_count == 1


def add_scenes(asset_id: str, found: Sequence[int], *, session: Session) -> None:
    """Note further frames at which a scene of a video begins."""
    if found:
        with faults_are_ours():
            database()["assets"].update_one(
                {"_id": key(asset_id)},
                {"$addToSet": {"video.scenes": {"$each": list(found)}}},
                session=session,
            )


def has_predictions(asset_id: str, *, session: Session) -> bool:
    """Tell whether a model has spoken of any frame of an asset."""
    query = {"asset_id": asset_id, "prediction_ids.0": {"$exists": True}}
    return FRAMES.find_where(query, session=session) is not None


def set_reviewed(asset_id: str, verdict: Verdict | None, *, session: Session) -> None:
    """Note the last verdict on an asset's frame."""
    database()["assets"].update_one({"_id": key(asset_id)}, {"$set": {"reviewed": verdict}}, session=session)


def join_group(asset_ids: list[str]) -> str:
    """Put pictures into one group of near-duplicates, with all that are in a group with one of them.

    The group is named by its first picture.
    """
    keys = [key(asset_id) for asset_id in asset_ids]
    here = database()["assets"]
    with faults_are_ours():
        rows = list(here.find({"_id": {"$in": keys}}, {"project_id": 1, "duplicate_group": 1}))
        groups = sorted({row["duplicate_group"] for row in rows if row.get("duplicate_group")})
        group = groups[0] if groups else min(asset_ids)
        here.update_many({"_id": {"$in": keys}}, {"$set": {"duplicate_group": group}})
        if groups[1:]:
            others = {"project_id": rows[0]["project_id"], "duplicate_group": {"$in": groups[1:]}}
            here.update_many(others, {"$set": {"duplicate_group": group}})
    return group


def find_groups(project_id: str) -> dict[str, str]:
    """Return the frames of pictures that have near-duplicates, each with its group."""
    query = {"project_id": project_id, "duplicate_group": {"$gt": ""}}
    with faults_are_ours():
        rows = database()["assets"].find(query, {"frame_id": 1, "duplicate_group": 1})
        return {row["frame_id"]: row["duplicate_group"] for row in rows if row.get("frame_id")}


def list_groups_of(project_id: str, asset_ids: list[str]) -> dict[str, str]:
    """Return the groups of near-duplicates that some assets are in, by asset; others are absent."""
    query = {"project_id": project_id, "_id": {"$in": asset_ids}, "duplicate_group": {"$gt": ""}}
    return {asset.id: asset.duplicate_group or "" for asset in ASSETS.page(query)}


def list_group(project_id: str, group: str) -> list[Asset]:
    """Return the pictures of a group of near-duplicates, in order of arrival."""
    query = {"project_id": project_id, "duplicate_group": group}
    return ASSETS.page(query, sort=[("position", 1)], limit=1_000)


def read_groups(project_id: str, names: list[str]) -> dict[str, list[Asset]]:
    """Return the pictures of some groups of near-duplicates, each in order of arrival."""
    found: dict[str, list[Asset]] = {name: [] for name in names}
    for asset in ASSETS.page({"project_id": project_id, "duplicate_group": {"$in": names}}, sort=()):
        found[asset.duplicate_group or ""].append(asset)
    return {name: sorted(members, key=lambda asset: asset.position) for name, members in found.items()}


def _grouped(project_id: str, after: str) -> list[dict[str, Any]]:
    """Return stages that yield the groups after one; a group is `open` while something can be skipped.

    That is: two of its pictures are in the work, and nobody has been at one of them.
    """
    untouched = [{"$eq": ["$corrections", 0]}, {"$eq": [{"$ifNull": ["$reviewed", "returned"]}, "returned"]}]
    group = {
        "_id": "$duplicate_group",
        "all": {"$sum": 1},
        "kept": {"$sum": {"$cond": [{"$eq": ["$reviewed", "skipped"]}, 0, 1]}},
        "fresh": {"$sum": {"$cond": [{"$and": untouched}, 1, 0]}},
    }
    return [
        {"$match": {"project_id": project_id, "duplicate_group": {"$gt": after}}},
        {"$group": group},
        {"$match": {"all": {"$gte": 2}}},
        {"$set": {"open": {"$and": [{"$gte": ["$kept", 2]}, {"$gte": ["$fresh", 1]}]}}},
    ]


def list_groups(
    project_id: str, *, after: str, limit: int, is_open: bool | None = None
) -> tuple[list[str], str | None]:
    """Return groups of near-duplicates by name, from the one after; all, or by whether they are open.

    Returns:
        The groups, and where the list goes on, None at its end. A page may be short where few are as asked.
    """
    wanted = {} if is_open is None else {"open": is_open}
    until = _end_of_stretch(project_id, after)
    bound = {"$gt": after} if until is None else {"$gt": after, "$lte": until}
    stages = [
        {"$match": {"project_id": project_id, "duplicate_group": bound}},
        *_grouped(project_id, after)[1:],
        {"$match": wanted},
        {"$sort": {"_id": 1}},
        {"$limit": limit},
    ]
    with faults_are_ours():
        found = [row["_id"] for row in database()["assets"].aggregate(stages, hint="alike")]
    return found, found[-1] if len(found) == limit else until


def _end_of_stretch(project_id: str, after: str) -> str | None:
    """Return up to which group one page looks; None where it looks at all that are left."""
    query = {"project_id": project_id, "duplicate_group": {"$gt": after}}
    with faults_are_ours():
        rows = database()["assets"].find(query, {"duplicate_group": 1, "_id": 0}).hint("alike")
        last = next(iter(rows.sort("duplicate_group", 1).skip(LOOKED_AT).limit(1)), None)
    return str(last["duplicate_group"]) if last else None


def count_groups(project_id: str) -> tuple[int, int]:
    """Count the groups of near-duplicates, and those of them in which something can be skipped."""
    stages = [*_grouped(project_id, ""), {"$group": {"_id": "$open", "count": {"$sum": 1}}}]
    with faults_are_ours():
        counts = {bool(row["_id"]): int(row["count"]) for row in database()["assets"].aggregate(stages)}
    return sum(counts.values()), counts.get(True, 0)


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
    """Return a frame; one of a video also before anything was said of it, when it has no row yet."""
    return FRAMES.find(frame_id, session=session) or video_frames.make_frame(frame_id)


def find_asset_frame(asset: Asset, index: int) -> Frame | None:
    """Return a frame by its place in its asset; the reel is nobody's."""
    if asset.video is None:
        return FRAMES.find_where({"asset_id": asset.id, "index": index})
    if not 0 <= index < asset.video.frame_count:
        return None
    return find_frame(video_frame_id(asset.id, index))


def find_frames(frame_ids: list[str]) -> list[Frame]:
    """Return those of the frames that have rows, in their order in the asset."""
    return FRAMES.page({"_id": {"$in": frame_ids}}, sort=[("index", 1)]) if frame_ids else []


def list_frames(asset: Asset, *, after_index: int, limit: int, keys_only: bool = False) -> list[Frame]:
    """Return the frames of an asset in order, from the one after `after_index`, with rows or without."""
    if asset.video is None:
        query = {"asset_id": asset.id, "index": {"$gt": after_index}}
        return FRAMES.page(query, sort=[("index", 1)], limit=limit)
    wanted: Sequence[int] = range(max(0, after_index + 1), asset.video.frame_count)
    if keys_only:
        keys = video_frames.read_table(asset.video.table).keys
        wanted = keys[bisect_right(keys, after_index) :]
    made = list(video_frames.make_frames(asset, wanted[:limit]))
    rows = FRAMES.page({"_id": {"$in": [frame.id for frame in made]}}) if made else []
    stored = {frame.id: frame for frame in rows}
    return [stored.get(frame.id, frame) for frame in made]


def advance_frame(
    frame_id: str,
    steps: int,
    *,
    changes: dict[str, Any] | None = None,
    touched: bool = False,
    session: Session,
) -> Frame | None:
    """Advance a frame's seq by `steps` and return the frame as it is after.

    One that a person has `touched` waits for nobody any more.

    The first write to a frame of a video inserts its row. Of two first writers the second one's transaction
    is repeated, and finds the row.
    """
    update: dict[str, Any] = {"$inc": {"seq": steps}}
    if touched:
        changes = {**(changes or {}), "touched": True, "waiting": None}
    if changes:
        update["$set"] = changes
    moved = FRAMES.change({"_id": key(frame_id)}, update, session=session)
    if moved is not None:
        return moved
    made = video_frames.make_frame(frame_id)
    if made is None:
        return None
    first = Frame.model_validate({**made.model_dump(), **(changes or {}), "seq": steps})
    with duplicates_repeat():
        return FRAMES.insert(first, session=session)


def set_waiting_again(frame_id: str, waiting: Waiting | None, *, session: Session) -> None:
    """Let a frame wait for anybody, whoever had it before."""
    changes = {"touched": False, "parked": False, "waiting": waiting.model_dump() if waiting else None}
    with faults_are_ours():
        database()["frames"].update_one({"_id": key(frame_id)}, {"$set": changes}, session=session)
