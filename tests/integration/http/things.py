"""One thing of each kind in a project, and a call about it."""

import re
import uuid
from dataclasses import dataclass

from annotations.actions.discuss import pin_issue
from annotations.actions.freeze_snapshot import request_snapshot
from annotations.actions.invite import invite
from annotations.actions.open_upload import open_upload
from annotations.actions.request_export import request_export
from annotations.domain.asset import Frame
from annotations.domain.record import utc_now
from annotations.domain.suspect import Suspect
from annotations.domain.upload import Metadata
from annotations.store import assets, sign_ins, tokens
from annotations.store.client import database as mongo
from annotations.store.tables import SUSPECTS
from tests.builders import (
    Cast,
    a_frame,
    a_job,
    a_model_version,
    a_person,
    a_propagation,
    draw,
    join,
    predict,
)
from tests.builders_gate import an_evaluation
from tests.builders_quality import a_panel
from tests.builders_trainings import a_training
from tests.caller import Answer, Caller
from tests.integration.http.matrix import BODIES, TILE


@dataclass(frozen=True)
class Things:
    """One thing of each kind in the cast's project, by the name of its path parameter."""

    ids: dict[str, str]

    def path(self, template: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: self.ids[found[1]], template)


def things_of(cast: Cast) -> Things:
    frame = a_frame(cast.project)
    a_panel(frame, cast.bob)
    snapshot = request_snapshot(project=cast.project, name=None, actor=cast.alice.actor)
    export = request_export(
        project_id=cast.project.id, snapshot_id=snapshot.id, export_format="coco", actor=cast.alice.actor
    )
    assert export is not None
    people = {"bob": cast.bob.id}
    issue = pin_issue(
        frame=frame, index=0, x=1, y=1, annotation_id=None, text="@bob", people=people, actor=cast.rita.actor
    )
    ids = {
        "project_id": cast.project.id,
        "asset_id": frame.asset_id,
        "frame_id": frame.id,
        "annotation_id": draw(frame, cast.bob),
        "snapshot_id": snapshot.id,
        "export_id": export.id,
        "job_id": a_job(cast.project).id,
        "version_id": a_model_version(cast.project).id,
        "upload_id": an_upload(cast),
        "propagation_id": a_propagation(frame, cast.bob),
        "evaluation_id": an_evaluation(cast.project, a_model_version(cast.project)).id,
        "training_id": a_training(cast.project, cast.alice),
        "group_id": a_group(cast, frame),
        "issue_id": issue.id,
        "user_id": a_member(cast),
        "invitation_id": an_invitation(cast),
        "comment_id": issue.comments[0].id,
        "session_id": sign_ins.page_sign_ins(cast.bob.id, after=None, limit=1)[0].id
        if sign_ins.list_keys(cast.bob.id)
        else "ses_" + "0" * 32,
        "token_id": tokens.add_token(cast.bob.id)[1].id,
        "group": "g" * 12,
        "suspect_id": a_suspect(frame),
        "prediction_id": predict(frame, a_model_version(cast.project), "cat").id + ".0",
        "step": "cancel",
        **TILE,
    }
    return Things(ids)


def a_member(cast: Cast) -> str:
    """Return somebody who looks on and is none of the cast."""
    person = a_person(f"guest {uuid.uuid4().hex}")
    join(cast.project, person, "guest")
    return person.id


def an_invitation(cast: Cast) -> str:
    email = f"{uuid.uuid4().hex}@example.org"
    invited = invite(project=cast.project, email=email, role="annotator", actor=cast.alice.actor)
    return invited.invitation.id


def an_upload(cast: Cast) -> str:
    mongo()["uploads"].delete_many({})  # nobody may have as many as there are calls
    told = Metadata(name="a.png", content_type=None, sha256=None)
    return open_upload(project_id=cast.project.id, actor_id=cast.bob.actor.id, length=9, metadata=told).id


def a_group(cast: Cast, frame: Frame) -> str:
    return assets.join_group([frame.asset_id, a_frame(cast.project).asset_id])


def a_suspect(frame: Frame) -> str:
    made = Suspect(
        id=f"sus_{uuid.uuid4().hex}",
        project_id=frame.project_id,
        asset_id=frame.asset_id,
        frame_id=frame.id,
        kind="missing",
        annotation_id=None,
        revision=None,
        prediction_id=None,
        label="cat",
        suggested="cat",
        score=0.9,
        reason="Nothing is drawn there",
        run="job_1",
        found_at=utc_now(),
    )
    return SUSPECTS.insert(made).id


def missing() -> Things:
    prefixes = {
        "project_id": "prj", "asset_id": "ast", "frame_id": "frm", "snapshot_id": "snp", "export_id": "exp",
        "job_id": "job", "version_id": "mdl", "annotation_id": "ann", "upload_id": "upl",
        "propagation_id": "prp", "evaluation_id": "evl", "training_id": "trn", "group_id": "ast",
        "prediction_id": "prd", "group": "grp", "suspect_id": "sus",
        "issue_id": "iss", "comment_id": "cmt", "user_id": "usr", "invitation_id": "inv",
        "session_id": "ses", "token_id": "tok",
    }  # fmt: skip
    return Things(
        {name: f"{prefix}_{'0' * 32}" for name, prefix in prefixes.items()} | {"step": "cancel"} | TILE
    )


def call(caller: Caller, method: str, template: str, things: Things) -> Answer:
    path = things.path(template)
    if (method, template) == ("post", "/api/projects/{project_id}/assets"):
        return caller.upload(things.ids["project_id"], ("a.txt", b"text"))
    if (method, template) == ("post", "/api/projects/{project_id}/model-versions"):
        return caller.upload_model(things.ids["project_id"], b"not onnx", "{}")
    if (method, template) == ("post", "/api/projects/{project_id}/imports"):
        return caller.send_tracks(things.ids["project_id"], things.ids["asset_id"], "mot", b"text")
    if "/uploads" in template:
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "9", "Upload-Offset": "0"}
        return caller.with_headers(headers).call(method.upper(), path)
    body = BODIES.get((method, template))
    for name in ("model_version_id", "candidate_id"):
        if isinstance(body, dict) and name in body:
            body = {**body, name: things.ids["version_id"]}
    if isinstance(body, dict) and "asset_ids" in body:
        body = {**body, "asset_ids": [things.ids["asset_id"]]}
    group = things.ids["group_id"]
    if template.endswith("/duplicates/keep"):
        body = {"keep": {group: group}}  # a group is named by one of its pictures
    if template.endswith("/duplicates/restore"):
        body = {"groups": [group]}
    return caller.call(method.upper(), path, body)
