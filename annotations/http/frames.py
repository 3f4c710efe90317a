"""One frame: its state, its pixels, corrections and reviews."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from annotations.access import access_frame, recall_frame
from annotations.actions.correct_frame import correct_frame
from annotations.actions.review_frame import review_frame
from annotations.domain.events import ModelVersionShort
from annotations.domain.review import Review
from annotations.domain.views import view_annotation, view_frame, view_model_version
from annotations.errors import LabelUnknown, RevisionConflict
from annotations.http.auth import who
from annotations.http.bodies import (
    CorrectionsAnswer,
    CorrectionsBody,
    ErrorAnswer,
    FrameStateView,
    ReviewBody,
)
from annotations.http.media import serve_stored
from annotations.http.render import answer, answer_error
from annotations.queries.frame_state import read_frame_state
from annotations.store import model_versions

router = Router(tags=["frames"])


@router.get("/{frame_id}", response=FrameStateView)
def get(request: HttpRequest, frame_id: str) -> HttpResponse:
    """Return a frame's objects and open predictions, true at `seq`."""
    frame, _project = access_frame(who(request), frame_id)
    state = read_frame_state(frame)
    found = [model_versions.find_model_version(version_id) for version_id in state.model_version_ids]
    version = found[-1] if found else None
    live = [shown for shown in map(view_annotation, state.annotations) if shown is not None]
    return answer(
        FrameStateView(
            frame=view_frame(state.frame),
            seq=state.frame.seq,
            annotations=live,
            predictions=state.predictions,
            model_version=view_model_version(version) if version else None,
            model_versions=[
                ModelVersionShort(id=spoke.id, name=spoke.name, version=spoke.version)
                for spoke in found
                if spoke is not None
            ],
        )
    )


@router.get("/{frame_id}/image", response={200: bytes})
def image(request: HttpRequest, frame_id: str) -> HttpResponse:
    """Return the pixels, as we wrote them."""
    frame, _project = access_frame(who(request), frame_id)
    return serve_stored(request, frame.rendition, frame.rendition_type)


@router.post("/{frame_id}/corrections", response={200: CorrectionsAnswer, 400: ErrorAnswer, 409: ErrorAnswer})
def correct(request: HttpRequest, frame_id: str, body: CorrectionsBody) -> HttpResponse:
    """Save corrections in order. Answered after the commit; repeating a mutation_id is harmless."""
    account = who(request)
    actor, requests = account.as_actor(), body.corrections
    frame, project = recall_frame(account, frame_id, "annotator")
    try:
        outcome = correct_frame(frame=frame, project=project, requests=requests, actor=actor)
    except LabelUnknown:
        # The label may be newer than what was remembered of the project.
        frame, project = access_frame(account, frame_id, "annotator")
        outcome = correct_frame(frame=frame, project=project, requests=requests, actor=actor)
    if any(entry.status == "conflict" for entry in outcome.results):
        message = "Someone else changed the same object first. Compare both versions and choose."
        results = [entry.model_dump(mode="json") for entry in outcome.results]
        return answer_error(
            RevisionConflict.code, message, RevisionConflict.http_status, seq=outcome.seq, results=results
        )
    return answer(outcome)


@router.post("/{frame_id}/reviews", response={201: Review})
def review(request: HttpRequest, frame_id: str, body: ReviewBody) -> HttpResponse:
    """Approve or return a frame."""
    account = who(request)
    frame, _project = access_frame(account, frame_id, "reviewer")
    made = review_frame(frame=frame, verdict=body.verdict, comment=body.comment, actor=account.as_actor())
    return answer(made, 201)
