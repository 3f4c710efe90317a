"""Independent answers and the ledger of their corrections."""

from __future__ import annotations

from datetime import datetime

from annotations.domain.answer import Answer, Purpose, answer_id
from annotations.domain.correction import Correction
from annotations.store.client import Duplicate, Session, database, faults_are_ours
from annotations.store.codec import to_document
from annotations.store.tables import ANSWER_CORRECTIONS, ANSWERS


def find_answer(frame_id: str, person_id: str, *, session: Session | None = None) -> Answer | None:
    """Return what a person says of a frame alone."""
    return ANSWERS.find_where({"_id": answer_id(frame_id, person_id)}, session=session)


def find_open(frame_id: str, person_id: str) -> Answer | None:
    """Return the answer that a person is at."""
    return ANSWERS.find_where({"_id": answer_id(frame_id, person_id), "status": "open"})


def has_open(project_id: str) -> bool:
    """Tell whether anybody of a project is at an answer."""
    return ANSWERS.find_where({"project_id": project_id, "status": "open"}) is not None


def list_open(project_id: str, person_id: str) -> list[Answer]:
    """Return the answers that a person is at, the oldest first."""
    query = {"project_id": project_id, "actor.id": person_id, "status": "open"}
    return ANSWERS.page(query, sort=[("opened_at", 1)])


def list_submitted(frame_id: str, *, session: Session | None = None) -> list[Answer]:
    """Return the answers of a panel's frame that are in, the first one first."""
    query = {"frame_id": frame_id, "purpose": "panel", "status": "submitted"}
    return ANSWERS.page(query, sort=[("ended_at", 1)], session=session)


def list_given(project_id: str, person_id: str, purpose: Purpose) -> list[str]:
    """Return the frames that a person has been handed for a purpose."""
    query = {"project_id": project_id, "actor.id": person_id, "purpose": purpose}
    with faults_are_ours():
        return [row["frame_id"] for row in database()["answers"].find(query, {"frame_id": 1})]


def add_answer(answer: Answer, *, session: Session) -> None:
    """Insert an answer; a second one of a person and a frame raises the driver's DuplicateKeyError."""
    ANSWERS.insert(answer, session=session)


def open_answer(answer: Answer) -> bool:
    """Insert an answer; False when the person has one of the frame."""
    try:
        ANSWERS.insert(answer)
    except Duplicate:
        return False
    return True


def replace_answer(answer: Answer, *, before: Answer, session: Session) -> bool:
    """Swap an open answer that is still as it was read."""
    with faults_are_ours():
        swapped = database()["answers"].replace_one(
            {"_id": answer.id, "seq": before.seq, "status": before.status},
            to_document(answer),
            session=session,
        )
    return swapped.modified_count == 1


def renew_answer(frame_id: str, person_id: str, *, until: datetime) -> Answer | None:
    """Keep an open answer for longer."""
    mine = {"_id": answer_id(frame_id, person_id), "status": "open"}
    return ANSWERS.change(mine, {"$set": {"until": until}})


def remove_untouched(frame_id: str, person_id: str, *, session: Session | None = None) -> bool:
    """Forget an open answer on which nothing was done."""
    mine = {"_id": answer_id(frame_id, person_id), "status": "open", "seq": 0}
    with faults_are_ours():
        return database()["answers"].delete_one(mine, session=session).deleted_count == 1


def find_in_ledger(correction_ids: list[str], *, session: Session) -> dict[str, Correction]:
    """Return entries of the ledger by id."""
    found = ANSWER_CORRECTIONS.page({"_id": {"$in": correction_ids}}, session=session)
    return {entry.id: entry for entry in found}


def append_ledger(entries: list[Correction], *, session: Session) -> None:
    """Append to the ledger."""
    ANSWER_CORRECTIONS.insert_many(entries, session=session)


def list_history(answer: Answer, annotation_id: str) -> list[Correction]:
    """Return the ledger of one object of an answer, newest first."""
    query = {"frame_id": answer.frame_id, "actor.id": answer.actor.id, "annotation_id": annotation_id}
    return ANSWER_CORRECTIONS.page(query, sort=[("frame_seq", -1)])
