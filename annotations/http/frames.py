"""One frame: its state, its pixels, corrections and reviews."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from annotations.access import RANKS, access_frame, recall_frame, role_in
from annotations.actions.correct_answer import correct_answer
from annotations.actions.correct_frame import FrameOutcome, correct_frame
from annotations.actions.next_frame import find_own_answer
from annotations.actions.read_pixels import is_of_video, read_still
from annotations.actions.review_frame import OWN_VERDICTS, review_frame
from annotations.actions.submit_answer import submit_answer
from annotations.domain.actor import Actor
from annotations.domain.asset import Frame
from annotations.domain.correction import CorrectionRequest, Prompted
from annotations.domain.events import ModelVersionShort
from annotations.domain.project import Project, Role
from annotations.domain.tiles import place_of
from annotations.domain.views import view_annotation, view_frame, view_model_version, view_object
from annotations.errors import AttributeInvalid, LabelUnknown, NotFound, RevisionConflict, SkeletonInvalid
from annotations.http.auth import who
from annotations.http.bodies import (
    AnnotationsAnswer,
    AnnotationsPage,
    CorrectionsAnswer,
    CorrectionsBody,
    ErrorAnswer,
    FrameStateView,
    HistoryAnswer,
    HistoryPage,
    PromptedView,
    ReviewAnswer,
    ReviewBody,
    RevisionView,
)
from annotations.http.media import serve_made, serve_stored, serve_tile
from annotations.http.render import answer, answer_error
from annotations.queries.frame_state import as_answered, read_frame_state
from annotations.queries.history import read_history
from annotations.store import annotations as objects
from annotations.store import model_versions, truths

router = Router(tags=["frames"])


@router.get("/{frame_id}", response=FrameStateView)
def get(request: HttpRequest, frame_id: str) -> HttpResponse:
    """Return a frame's objects and open predictions, true at `seq`."""
    account = who(request)
    frame, project = access_frame(account, frame_id)
    state = read_frame_state(frame, project)
    own = find_own_answer(frame, project, account.as_actor())
    if own is not None:
        state = as_answered(state, own, project)
    reviews_here = RANKS[role_in(account, project.id) or "guest"] >= RANKS["reviewer"]
    found = [model_versions.find_model_version(version_id) for version_id in state.model_version_ids]
    version = found[-1] if found else None
    live = [shown for shown in map(view_annotation, state.annotations) if shown is not None]
    return answer(
        FrameStateView(
            frame=view_frame(state.frame),
            seq=state.frame.seq if own is None else own.seq,
            annotations=live,
            predictions=state.predictions,
            model_version=view_model_version(version) if version else None,
            model_versions=[
                ModelVersionShort(id=spoke.id, name=spoke.name, version=spoke.version)
                for spoke in found
                if spoke is not None
            ],
            pinned_version_id=state.pinned_version_id,
            layer_version_id=state.layer_id,
            independent=own is not None,
            is_truth=own is None and reviews_here and truths.find_truth(frame.id) is not None,
        )
    )


@router.get("/{frame_id}/image", response={200: bytes})
def image(request: HttpRequest, frame_id: str) -> HttpResponse:
    """Return the pixels, as we wrote them; those of a video's frame are decoded when nobody kept them."""
    frame, _project = access_frame(who(request), frame_id)
    if frame.rendition or not is_of_video(frame):
        return serve_stored(request, frame.rendition, frame.rendition_type)
    return serve_made(
        request, f'"{frame.id}"', lambda: HttpResponse(read_still(frame), content_type="image/jpeg")
    )


@router.get("/{frame_id}/tiles/{level}/{column}/{row}", response={200: bytes})
def tile(request: HttpRequest, frame_id: str, level: int, column: int, row: int) -> HttpResponse:
    """Return one tile of a large picture; level 0 has the full size, each further one half of it."""
    # A screen asks for dozens at once: for a second they share one look at who may see the frame.
    frame, _project = recall_frame(who(request), frame_id, "guest")
    place = place_of(frame.width, frame.height, level, column, row)
    if frame.tile_pack is None or place is None:
        message = "The frame has no such tile."
        raise NotFound(message)
    return serve_tile(request, frame.tile_pack, place)


@router.post("/{frame_id}/corrections", response={200: CorrectionsAnswer, 400: ErrorAnswer, 409: ErrorAnswer})
def correct(request: HttpRequest, frame_id: str, body: CorrectionsBody) -> HttpResponse:
    """Save corrections in order. Answered after the commit; repeating a mutation_id is harmless."""
    account = who(request)
    actor, requests = account.as_actor(), body.corrections
    frame, project = recall_frame(account, frame_id, "annotator")
    try:
        outcome = _correct(frame, project, requests, actor)
    except (LabelUnknown, AttributeInvalid, SkeletonInvalid):
        # The label, or what it asks for, may be newer than what was remembered of the project.
        frame, project = access_frame(account, frame_id, "annotator")
        outcome = _correct(frame, project, requests, actor)
    if any(entry.status == "conflict" for entry in outcome.results):
        message = "Someone else changed the same object first. Compare both versions and choose."
        results = [entry.model_dump(mode="json") for entry in outcome.results]
        return answer_error(
            RevisionConflict.code, message, RevisionConflict.http_status, seq=outcome.seq, results=results
        )
    return answer(outcome)


def _correct(frame: Frame, project: Project, requests: list[CorrectionRequest], actor: Actor) -> FrameOutcome:
    """Save corrections where they belong: on the frame, or in the caller's own answer."""
    own = find_own_answer(frame, project, actor)
    if own is None:
        return correct_frame(frame=frame, project=project, requests=requests, actor=actor)
    return correct_answer(answer=own, frame=frame, project=project, requests=requests, actor=actor)


@router.post("/{frame_id}/reviews", response={201: ReviewAnswer, 409: ErrorAnswer})
def review(request: HttpRequest, frame_id: str, body: ReviewBody) -> HttpResponse:
    """Submit, skip, approve or return a frame."""
    account = who(request)
    at_least: Role = "annotator" if body.verdict in OWN_VERDICTS else "reviewer"
    frame, project = access_frame(account, frame_id, at_least)
    actor = account.as_actor()
    own = find_own_answer(frame, project, actor)
    if own is not None and body.verdict != "returned":
        told = submit_answer(
            answer=own, frame=frame, project=project, verdict=body.verdict, comment=body.comment, actor=actor
        )
        return answer(ReviewAnswer(**told.review.model_dump(), independent=True, feedback=told.feedback), 201)
    made = review_frame(frame=frame, project=project, verdict=body.verdict, comment=body.comment, actor=actor)
    return answer(ReviewAnswer(**made.model_dump()), 201)


@router.get("/{frame_id}/annotations", response=AnnotationsAnswer)
def list_objects(request: HttpRequest, frame_id: str, page: Query[AnnotationsPage]) -> HttpResponse:
    """List a frame's objects by id: those that stand, or those that were removed and can be restored."""
    account = who(request)
    frame, project = access_frame(account, frame_id)
    own = find_own_answer(frame, project, account.as_actor())
    if own is not None:
        found = own.page(removed=page.removed, after=page.after, limit=page.limit)
    else:
        found = objects.page_annotations(frame.id, removed=page.removed, after=page.after, limit=page.limit)
    following = found[-1].id if len(found) == page.limit else None
    return answer(AnnotationsAnswer(annotations=[view_object(entry) for entry in found], next=following))


@router.get("/{frame_id}/annotations/{annotation_id}/history", response=HistoryAnswer)
def history(
    request: HttpRequest, frame_id: str, annotation_id: str, page: Query[HistoryPage]
) -> HttpResponse:
    """List an object's changes, newest first, with what each changed."""
    account = who(request)
    frame, project = access_frame(account, frame_id)
    own = find_own_answer(frame, project, account.as_actor())
    told = read_history(frame, annotation_id, before=page.after, limit=page.limit, own=own)
    revisions = [
        RevisionView(
            seq=entry.frame_seq,
            kind=entry.kind,
            actor=entry.actor,
            at=entry.at,
            time_spent_ms=entry.request.time_spent_ms,
            before=view_annotation(entry.before),
            after=view_annotation(entry.after),
            prompted=_view_prompted(entry.request.prompted),
        )
        for entry in told.corrections
    ]
    following = str(revisions[-1].seq) if len(revisions) == page.limit else None
    return answer(HistoryAnswer(revisions=revisions, time_spent_ms=told.time_spent_ms, next=following))


def _view_prompted(prompted: Prompted | None) -> PromptedView | None:
    version = model_versions.find_model_version(prompted.model_version_id) if prompted else None
    if prompted is None or version is None:
        return None
    short = ModelVersionShort(id=version.id, name=version.name, version=version.version)
    return PromptedView(model_version=short, score=prompted.score)
