"""Every collection's indexes and validators, declared once and applied by `schema.py`."""

from __future__ import annotations

from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from annotations.store.accounts import ACCOUNT_INDEXES
from annotations.store.assets import ASSET_LISTS
from annotations.store.audit import AUDIT_COLLECTIONS, AUDIT_VALIDATOR
from annotations.store.invitations import INVITATION_INDEXES
from annotations.store.issues import ISSUE_INDEXES
from annotations.store.jobs import JOB_LISTS
from annotations.store.listing import NAMES
from annotations.store.my_work import MY_WORK_INDEXES
from annotations.store.notifications import NOTIFICATION_INDEXES
from annotations.store.provider_links import LINK_INDEXES
from annotations.store.queue import QUEUE_INDEXES
from annotations.store.sign_in_attempts import ATTEMPT_INDEXES
from annotations.store.sign_ins import SIGN_IN_INDEXES
from annotations.store.tokens import TOKEN_INDEXES
from annotations.store.work import WORK_INDEXES
from annotations.store.work_days import WORK_DAY_INDEXES

EVENT_DAYS = 14
LEASE_MEMORY_SECONDS = 3_600
"""How long it is remembered that a person gave a frame back."""

RANK = [("score", DESCENDING), ("_id", ASCENDING)]
INDEXES: dict[str, list[IndexModel]] = {
    "projects": [
        IndexModel([("triggers.export.next_run", ASCENDING)], name="due"),
        IndexModel([("triggers.training.next_run", ASCENDING)], name="training_due"),
        IndexModel([("champion_id", ASCENDING), ("_id", DESCENDING)], name="served_by"),
        IndexModel([("queue.mix.strategy", ASCENDING)], name="by_strategy"),
        IndexModel([("name", ASCENDING), ("_id", ASCENDING)], name="by_name", collation=NAMES),
    ],
    "memberships": [],
    "assets": [
        IndexModel(
            [("project_id", ASCENDING), ("sha256", ASCENDING)],
            name="one_asset_per_content",
            unique=True,
            partialFilterExpression={"sha256": {"$type": "string"}},
        ),
        IndexModel([("project_id", ASCENDING), ("position", ASCENDING)], name="listing"),
        IndexModel(
            [("project_id", ASCENDING), ("status", ASCENDING), ("position", ASCENDING)], name="by_status"
        ),
        IndexModel(
            [("project_id", ASCENDING), ("duplicate_group", ASCENDING)],
            name="alike",
            partialFilterExpression={"duplicate_group": {"$gt": ""}},
        ),
        *ASSET_LISTS,
    ],
    "frames": [
        IndexModel([("asset_id", ASCENDING), ("index", ASCENDING)], name="one_frame_per_index", unique=True),
        IndexModel([("project_id", ASCENDING), ("_id", ASCENDING)], name="by_project"),
        *QUEUE_INDEXES,
        IndexModel(
            [("project_id", ASCENDING)], name="unembedded", partialFilterExpression={"unembedded": True}
        ),
        IndexModel(
            [("project_id", ASCENDING), ("_id", DESCENDING)],
            name="touched",
            partialFilterExpression={"touched": True},
        ),
    ],
    "embeddings": [
        IndexModel([("project_id", ASCENDING), ("hash", ASCENDING)], name="by_hash"),
        IndexModel([("project_id", ASCENDING), ("written", ASCENDING)], name="by_time"),
    ],
    "object_embeddings": [
        IndexModel([("project_id", ASCENDING), ("label", ASCENDING), ("_id", DESCENDING)], name="by_label"),
        IndexModel([("frame_id", ASCENDING)], name="by_frame"),
        IndexModel([("row_id", ASCENDING)], name="by_row"),
    ],
    "leases": [
        IndexModel([("project_id", ASCENDING), ("until", ASCENDING)], name="live"),
        IndexModel([("project_id", ASCENDING), ("holder.id", ASCENDING)], name="by_holder"),
        IndexModel([("until", ASCENDING)], name="forget", expireAfterSeconds=LEASE_MEMORY_SECONDS),
    ],
    "draws": [],
    "work_items": [*WORK_INDEXES, *MY_WORK_INDEXES],
    "availabilities": [],
    "issues": ISSUE_INDEXES,
    "invitations": INVITATION_INDEXES,
    "notifications": NOTIFICATION_INDEXES,
    "searches": [],
    "suspects": [
        IndexModel(
            [
                ("project_id", ASCENDING),
                ("dismissed", ASCENDING),
                ("score", DESCENDING),
                ("_id", ASCENDING),
            ],
            name="ranked",
        ),
        IndexModel(
            [("project_id", ASCENDING), ("kind", ASCENDING), *RANK],
            name="kind_ranked",
            partialFilterExpression={"dismissed": None},
        ),
        *(
            IndexModel(
                [("project_id", ASCENDING), *((field, ASCENDING) for field in fixed), *RANK],
                name=name,
                partialFilterExpression={"dismissed": {"$type": "object"}},
            )
            for name, fixed in (("dismissed_ranked", ()), ("dismissed_kind_ranked", ("kind",)))
        ),
    ],
    "label_answers": [IndexModel([("project_id", ASCENDING)], name="by_project")],
    "signatures": [IndexModel([("asset_id", ASCENDING), ("index", ASCENDING)], name="by_asset", unique=True)],
    "predictions": [IndexModel([("frame_id", ASCENDING), ("model_version_id", ASCENDING)], name="by_frame")],
    "annotations": [
        IndexModel([("frame_id", ASCENDING), ("_id", ASCENDING)], name="in_frame"),
        IndexModel([("project_id", ASCENDING), ("frame_id", ASCENDING), ("_id", ASCENDING)], name="freezing"),
    ],
    "corrections": [
        IndexModel([("frame_id", ASCENDING), ("frame_seq", ASCENDING)], name="ledger"),
        IndexModel([("annotation_id", ASCENDING), ("frame_seq", ASCENDING)], name="history"),
        IndexModel([("project_id", ASCENDING), ("at", ASCENDING)], name="by_project"),
        IndexModel([("project_id", ASCENDING), ("actor.id", ASCENDING), ("at", ASCENDING)], name="by_person"),
    ],
    "decisions": [IndexModel([("frame_id", ASCENDING)], name="by_frame")],
    "reviews": [IndexModel([("frame_id", ASCENDING), ("created_at", DESCENDING)], name="by_frame")],
    "jobs": [
        IndexModel([("dedupe", ASCENDING)], name="once", unique=True),
        IndexModel([("project_id", ASCENDING), ("_id", DESCENDING)], name="listing"),
        IndexModel([("status", ASCENDING), ("queue", ASCENDING), ("_id", ASCENDING)], name="sweep"),
        IndexModel([("project_id", ASCENDING), ("kind", ASCENDING), ("status", ASCENDING)], name="by_kind"),
        *JOB_LISTS,
    ],
    "snapshots": [
        IndexModel([("project_id", ASCENDING), ("_id", DESCENDING)], name="listing"),
        IndexModel(
            [("project_id", ASCENDING), ("name", ASCENDING), ("_id", ASCENDING)],
            name="by_name",
            collation=NAMES,
        ),
    ],
    "snapshot_frames": [],
    "snapshot_members": [
        IndexModel([("snapshot_id", ASCENDING), ("part", ASCENDING)], name="parts", unique=True)
    ],
    "exports": [
        IndexModel([("project_id", ASCENDING), ("_id", DESCENDING)], name="listing"),
        IndexModel([("project_id", ASCENDING), ("status", ASCENDING), ("_id", DESCENDING)], name="by_status"),
        IndexModel([("project_id", ASCENDING), ("format", ASCENDING), ("_id", DESCENDING)], name="by_format"),
        IndexModel(
            [("project_id", ASCENDING), ("format", ASCENDING), ("period", ASCENDING)],
            name="once_per_period",
            unique=True,
            partialFilterExpression={"period": {"$type": "string"}},
        ),
    ],
    "events": [
        IndexModel([("project_id", ASCENDING), ("seq", ASCENDING)], name="log", unique=True),
        IndexModel([("source", ASCENDING)], name="by_source"),
        IndexModel([("at", ASCENDING)], name="retention", expireAfterSeconds=EVENT_DAYS * 86_400),
    ],
    "sequences": [],
    "cursors": [],
    "tallies": [],
    "acceptance": [],
    "learning_days": [
        IndexModel(
            [
                ("project_id", ASCENDING),
                ("day", ASCENDING),
                ("model_version_id", ASCENDING),
                ("label", ASCENDING),
            ],
            name="one_a_day",
            unique=True,
        )
    ],
    "auth_user": [*ACCOUNT_INDEXES, IndexModel([("email", ASCENDING)], name="by_email")],
    "tokens": TOKEN_INDEXES,
    "sign_ins": SIGN_IN_INDEXES,
    "two_factor": [],
    "provider_links": LINK_INDEXES,
    "sign_in_attempts": ATTEMPT_INDEXES,
    "model_versions": [
        IndexModel([("project_id", ASCENDING), ("status", ASCENDING)], name="by_status"),
        IndexModel(
            [("project_id", ASCENDING), ("sha256", ASCENDING)], name="one_version_per_file", unique=True
        ),
        IndexModel([("parent_id", ASCENDING)], name="children"),
        IndexModel([("project_id", ASCENDING), ("_id", DESCENDING)], name="listing"),
        IndexModel(
            [("project_id", ASCENDING), ("name", ASCENDING), ("_id", ASCENDING)],
            name="by_name",
            collation=NAMES,
        ),
    ],
    "trainings": [
        IndexModel(
            [("running", ASCENDING)],
            name="one_at_a_time",
            unique=True,
            partialFilterExpression={"running": {"$type": "string"}},
        ),
        IndexModel([("project_id", ASCENDING), ("_id", DESCENDING)], name="listing"),
        IndexModel([("project_id", ASCENDING), ("status", ASCENDING), ("_id", DESCENDING)], name="by_status"),
    ],
    "training_lines": [
        IndexModel([("training_id", ASCENDING), ("number", ASCENDING)], name="in_order", unique=True)
    ],
    "splits": [IndexModel([("project_id", ASCENDING), ("split", ASCENDING)], name="by_part")],
    "evaluations": [
        IndexModel([("project_id", ASCENDING), ("_id", DESCENDING)], name="listing"),
        IndexModel([("candidate_id", ASCENDING), ("_id", DESCENDING)], name="by_candidate"),
        IndexModel([("project_id", ASCENDING), ("status", ASCENDING), ("_id", DESCENDING)], name="by_status"),
        IndexModel(
            [("running", ASCENDING)],
            name="one_at_a_time",
            unique=True,
            partialFilterExpression={"running": {"$type": "string"}},
        ),
    ],
    "promotions": [
        IndexModel([("project_id", ASCENDING), ("_id", DESCENDING)], name="listing"),
        IndexModel([("project_id", ASCENDING), ("at", ASCENDING)], name="in_office"),
        IndexModel([("cause", ASCENDING), ("_id", DESCENDING)], name="newest"),
    ],
    "blind_sets": [
        IndexModel([("evaluation_id", ASCENDING), ("place", ASCENDING), ("_id", ASCENDING)], name="in_order")
    ],
    "blind_pairs": [
        IndexModel(
            [("evaluation_id", ASCENDING), ("person_id", ASCENDING), ("set_id", ASCENDING)],
            name="once_for_a_person",
            unique=True,
        )
    ],
    "propagations": [
        IndexModel(
            [("holds", ASCENDING)],
            name="one_for_a_track_and_direction",
            unique=True,
            partialFilterExpression={"holds": {"$type": "string"}},
        ),
        IndexModel([("annotation_id", ASCENDING)], name="by_track"),
        IndexModel([("asset_id", ASCENDING), ("_id", DESCENDING)], name="by_asset"),
        IndexModel([("finished_at", ASCENDING)], name="by_end"),
    ],
    "propagation_parts": [
        IndexModel([("propagation_id", ASCENDING), ("low", ASCENDING)], name="in_order", unique=True)
    ],
    "answers": [
        IndexModel(
            [("project_id", ASCENDING), ("actor.id", ASCENDING), ("purpose", ASCENDING)], name="by_person"
        ),
        IndexModel([("frame_id", ASCENDING)], name="by_frame"),
        IndexModel(
            [("project_id", ASCENDING), ("actor.id", ASCENDING), ("opened_at", ASCENDING)],
            name="open",
            partialFilterExpression={"status": "open"},
        ),
    ],
    "answer_corrections": [IndexModel([("frame_id", ASCENDING), ("frame_seq", ASCENDING)], name="ledger")],
    "panels": [
        IndexModel(
            [("project_id", ASCENDING), ("status", ASCENDING), ("full_until", ASCENDING)], name="with_room"
        ),
        IndexModel([("project_id", ASCENDING), ("_id", DESCENDING)], name="listing"),
        IndexModel([("project_id", ASCENDING), ("status", ASCENDING), ("_id", DESCENDING)], name="by_status"),
        IndexModel(
            [("project_id", ASCENDING), ("route", ASCENDING), ("status", ASCENDING), ("_id", DESCENDING)],
            name="by_route",
        ),
    ],
    "truths": [
        IndexModel([("project_id", ASCENDING), ("chance", ASCENDING)], name="in_order"),
        IndexModel([("project_id", ASCENDING), ("_id", DESCENDING)], name="listing"),
    ],
    "scores": [
        IndexModel([("project_id", ASCENDING), ("_id", DESCENDING)], name="listing"),
        IndexModel(
            [("project_id", ASCENDING), ("person.id", ASCENDING), ("_id", DESCENDING)], name="by_person"
        ),
    ],
    "quality_counts": [IndexModel([("project_id", ASCENDING)], name="by_project")],
    "quality_parts": [],
    **AUDIT_COLLECTIONS,
    "work_days": WORK_DAY_INDEXES,
    "work_people": [IndexModel([("project_id", ASCENDING)], name="by_project")],
    "work_stages": [],
    "work_counts": [],
    "quality_people": [IndexModel([("project_id", ASCENDING)], name="by_project")],
    "uploads": [
        IndexModel(
            [("actor_id", ASCENDING), ("project_id", ASCENDING), ("_id", ASCENDING)], name="by_person"
        ),
        IndexModel([("expires_at", ASCENDING)], name="expiry"),
        IndexModel([("status", ASCENDING)], name="by_status"),
    ],
}

_TEXT = {"bsonType": "string"}
_WHOLE = {"bsonType": ["int", "long"], "minimum": 0}
_MAYBE_TEXT = {"bsonType": ["string", "null"]}
_MAYBE_WHOLE = {"bsonType": ["int", "long", "null"]}


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"$jsonSchema": {"bsonType": "object", "required": required, "properties": properties}}


# The last line of defence against another program's writes. Everything of ours passes pydantic first.
# `assets` asks only for what a raw row must have to start the circle, but what is there has to be readable:
# one row that cannot be read would stop the listing of its whole project.
VALIDATORS: dict[str, dict[str, Any]] = {
    "audit": AUDIT_VALIDATOR,
    "work_items": _object(
        ["project_id", "asset_id", "stage", "priority", "due", "changed_at"],
        stage={"enum": ["open", "in_progress", "submitted", "returned", "approved", "skipped"]},
        due={"bsonType": "date"},
    ),
    "issues": _object(
        ["project_id", "frame_id", "x", "y", "status", "comments", "actor"],
        status={"enum": ["open", "resolved"]},
        comments={"bsonType": "array"},
    ),
    "invitations": _object(
        ["project_id", "email", "role", "token_hash", "status", "expires_at"],
        status={"enum": ["open", "accepted", "revoked"]},
        role={"enum": ["manager", "reviewer", "annotator", "guest"]},
        expires_at={"bsonType": "date"},
    ),
    "notifications": _object(["user_id", "project_id", "kind", "read", "at"], at={"bsonType": "date"}),
    "assets": _object(
        ["project_id", "status"],
        project_id=_TEXT,
        status={"enum": ["uploaded", "ready", "failed"]},
        position=_TEXT,
        kind={"enum": ["image", "video", "unknown", None]},
        predicted={"enum": ["none", "queued", "done", "failed", None]},
        queue={"enum": ["interactive", "bulk", None]},
        created_at={"bsonType": ["date", "null"]},
        notes={"bsonType": "array", "items": _TEXT},
        name=_MAYBE_TEXT,
        image_uri=_MAYBE_TEXT,
        sha256=_MAYBE_TEXT,
        content_type=_MAYBE_TEXT,
        frame_id=_MAYBE_TEXT,
        rendition=_MAYBE_TEXT,
        rendition_type=_MAYBE_TEXT,
        thumbnail=_MAYBE_TEXT,
        thumbnail_type=_MAYBE_TEXT,
        width=_MAYBE_WHOLE,
        height=_MAYBE_WHOLE,
        byte_size=_WHOLE,
        frame_count=_WHOLE,
        corrections=_WHOLE,
        duration_seconds={"bsonType": ["double", "int", "long", "null"]},
        error={"bsonType": ["object", "null"], "required": ["code", "message"]},
        reviewed={"enum": ["submitted", "skipped", "approved", "returned", None]},
    ),
    "annotations": _object(
        ["project_id", "frame_id", "revision", "label", "shape", "actor"],
        revision={"bsonType": ["int", "long"], "minimum": 1},
        label=_TEXT,
        shape={"bsonType": "object", "required": ["type"]},
    ),
    "corrections": _object(
        ["mutation_id", "project_id", "frame_id", "frame_seq", "kind", "actor", "at"],
        frame_seq=_WHOLE,
        kind=_TEXT,
        at={"bsonType": "date"},
    ),
    "jobs": _object(["kind", "queue", "status", "attempts", "fence"], attempts=_WHOLE, fence=_WHOLE),
    "events": _object(
        ["project_id", "seq", "type", "at"], seq=_WHOLE, type={"bsonType": "string", "pattern": r"^\w+\.\w+$"}
    ),
    "predictions": _object(["frame_id", "model_version_id", "scores", "boxes"], scores={"bsonType": "array"}),
}
