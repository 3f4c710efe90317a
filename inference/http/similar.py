"""Look-alikes of a prediction that was wrong, to be answered together."""

from __future__ import annotations

import re
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from annotations.access import access_frame
from annotations.domain.correction import correction_id
from annotations.domain.ids import MutationId
from annotations.domain.record import Record
from annotations.errors import InputInvalid, NotFound
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer
from annotations.http.render import answer
from annotations.store import corrections, predictions
from inference.queries.similar import Similar, find_similar, find_similar_mistakes

_PREDICTION = re.compile(r"^prd_[0-9a-f]{32}\.\d{1,6}$")
router = Router(tags=["queue"])


class SimilarPage(Record):
    """How many are wanted."""

    limit: Annotated[int, Field(ge=1, le=200)] = 24


class MistakePage(SimilarPage):
    """Which correction found the mistake: the caller's own, by its mutation id."""

    correction: MutationId | None = None


@router.get("/predictions/{prediction_id}/similar", response=Similar)
def of_prediction(request: HttpRequest, prediction_id: str, page: Query[SimilarPage]) -> HttpResponse:
    """Return undecided predictions of the same label that look like this one, nearest first."""
    known = predictions.find_predictions([prediction_id]) if _PREDICTION.match(prediction_id) else {}
    said = known.get(prediction_id)
    _frame, project = access_frame(who(request), said.frame_id if said else "")
    return answer(find_similar(project, prediction_id, limit=page.limit))


@router.get("/frames/{frame_id}/similar", response={200: Similar, 400: ErrorAnswer})
def of_correction(request: HttpRequest, frame_id: str, page: Query[MistakePage]) -> HttpResponse:
    """Return undecided predictions that look like the one which a correction of the caller found wrong."""
    account = who(request)
    frame, project = access_frame(account, frame_id)
    if page.correction is None:
        message = "Name the correction by its mutation id."
        raise InputInvalid(message, {"correction": "which one"})
    identity = correction_id(account.as_actor(), page.correction)
    entry = corrections.find_corrections([identity]).get(identity)
    if entry is None or entry.frame_id != frame.id:
        message = "You have made no such correction on this frame."
        raise NotFound(message, {"correction": "unknown on this frame"})
    return answer(find_similar_mistakes(project, entry, limit=page.limit))
