"""Identifiers: prefixed, unguessable, sortable by the time they were made."""

from __future__ import annotations

import re
import secrets
import time
from datetime import datetime
from typing import Annotated, Literal

from pydantic import StringConstraints

Prefix = Literal[
    "prj",
    "ast",
    "frm",
    "prd",
    "ann",
    "rev",
    "snp",
    "exp",
    "job",
    "mdl",
    "evt",
    "con",
    "upl",
    "prp",
    "pmt",
    "evl",
    "bln",
    "trn",
    "iss",
    "cmt",
    "ntf",
    "scr",
    "act",
    "aud",
    "inv",
    "tok",
    "ses",
]

ID_PATTERN = re.compile(r"^(?:[a-z]{3}_[0-9a-f]{32}|[0-9a-f]{24})$")
"""Ours, or the ObjectId of a row that another service wrote."""

AnyId = Annotated[str, StringConstraints(pattern=ID_PATTERN.pattern)]
AnnotationId = Annotated[str, StringConstraints(pattern=r"^ann_[0-9a-f]{32}$")]
PREDICTION_ID = re.compile(r"^prd_[0-9a-f]{32}\.\d{1,6}$")
PredictionId = Annotated[str, StringConstraints(pattern=PREDICTION_ID.pattern)]
PropagationId = Annotated[str, StringConstraints(pattern=r"^prp_[0-9a-f]{32}$")]
MutationId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]


def new_id(prefix: Prefix) -> str:
    """Make an id: the prefix, 12 hex digits of milliseconds, 20 random hex digits."""
    return f"{prefix}_{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"


def id_of_moment(prefix: Prefix, at: datetime) -> str:
    """Return what lies before every id that is made from a moment on, and after all earlier ones."""
    return f"{prefix}_{int(at.timestamp() * 1_000):012x}"


def split_prediction_id(prediction_id: str) -> tuple[str, int]:
    """Split `prd_….7` into the id of the packed row and the column index."""
    row_id, _, index = prediction_id.partition(".")
    return row_id, int(index)
