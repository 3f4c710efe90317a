"""Second factors. A code is used up by one compare-and-set, so of two sign-ins with it one fails."""

from __future__ import annotations

from annotations.domain.two_factor import TwoFactor
from annotations.store.client import database, faults_are_ours
from annotations.store.codec import key, to_document
from annotations.store.tables import TWO_FACTOR


def find_two_factor(user_id: str) -> TwoFactor | None:
    """Return a person's second factor, confirmed or only begun."""
    return TWO_FACTOR.find(user_id)


def put_two_factor(begun: TwoFactor) -> bool:
    """Keep what was begun in place of what was begun before; False when one is confirmed already."""
    document = to_document(begun)
    query = {"_id": document["_id"], "confirmed": False}
    with faults_are_ours():
        if TWO_FACTOR.collection.replace_one(query, document).matched_count:
            return True
        first = {"$setOnInsert": {name: value for name, value in document.items() if name != "_id"}}
        return (
            TWO_FACTOR.collection.update_one({"_id": document["_id"]}, first, upsert=True).upserted_id
            is not None
        )


def use_step(user_id: str, step: int) -> bool:
    """Use up a time step; False when it or a later one was used before."""
    used = TWO_FACTOR.change({"_id": key(user_id), "last_step": {"$lt": step}}, {"$set": {"last_step": step}})
    return used is not None


def confirm_two_factor(user_id: str, recovery: tuple[str, ...]) -> bool:
    """Let a second factor count from now on; False when none was begun or it counts already."""
    change = {"$set": {"confirmed": True, "recovery": list(recovery)}}
    return TWO_FACTOR.change({"_id": key(user_id), "confirmed": False}, change) is not None


def use_recovery(user_id: str, digest: str) -> bool:
    """Use up a recovery code; False when the person has no such code."""
    query = {"_id": key(user_id), "confirmed": True, "recovery": digest}
    return TWO_FACTOR.change(query, {"$pull": {"recovery": digest}}) is not None


def remove_two_factor(user_id: str) -> bool:
    """Forget a person's second factor; return whether there was one."""
    with faults_are_ours():
        return database()["two_factor"].delete_one({"_id": key(user_id)}).deleted_count > 0
