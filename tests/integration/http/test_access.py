"""Every call of the API against everyone who might make it, generated from its own description."""

import re
import uuid
from dataclasses import dataclass
from typing import Any

import pytest

from annotations.actions.discuss import pin_issue
from annotations.actions.freeze_snapshot import request_snapshot
from annotations.actions.open_upload import open_upload
from annotations.actions.request_export import request_export
from annotations.domain.asset import Frame
from annotations.domain.record import utc_now
from annotations.domain.suspect import Suspect
from annotations.domain.upload import Metadata
from annotations.store import assets
from annotations.store.client import database as mongo
from annotations.store.tables import SUSPECTS
from portal.api import api
from tests.builders import Cast, a_frame, a_job, a_model_version, a_person, a_propagation, draw, predict
from tests.builders_gate import an_evaluation
from tests.builders_quality import a_panel
from tests.builders_trainings import a_training
from tests.caller import Answer, Caller, anonymous, signed_in

BODIES: dict[tuple[str, str], object] = {
    ("post", "/api/projects"): {"name": "New"},
    ("patch", "/api/projects/{project_id}"): {"name": "Renamed"},
    ("post", "/api/projects/{project_id}/members"): {"username": "oscar", "role": "guest"},
    ("post", "/api/frames/{frame_id}/corrections"): {
        "corrections": [{"mutation_id": "m" * 12, "kind": "add", "label": "cat", "shape": {"type": "tag"}}]
    },
    ("post", "/api/frames/{frame_id}/reviews"): {"verdict": "approved"},
    ("post", "/api/frames/{frame_id}/issues"): {"x": 1, "y": 1, "text": "too loose"},
    ("patch", "/api/issues/{issue_id}"): {"status": "resolved"},
    ("post", "/api/issues/{issue_id}/comments"): {"text": "yes"},
    ("patch", "/api/issues/{issue_id}/comments/{comment_id}"): {"withdrawn": True},
    ("post", "/api/projects/{project_id}/reviews/next"): {},
    ("post", "/api/projects/{project_id}/assignments"): {"asset_ids": ["{asset_id}"], "priority": 2},
    ("post", "/api/projects/{project_id}/assignments/restore"): {
        "before": [{"asset_id": "ast_" + "0" * 32, "assignee_id": None}]
    },
    ("post", "/api/projects/{project_id}/assignments/hand-over"): {
        "of": "prj_" + "0" * 32,
        "to": "prj_" + "0" * 32,
    },
    ("post", "/api/frames/{frame_id}/prompts"): {"box": {"x": 1, "y": 1, "width": 9, "height": 9}},
    ("post", "/api/frames/{frame_id}/predictions"): {"model_version_id": "{version_id}"},
    ("post", "/api/assets/{asset_id}/predictions"): {"frames": "keys"},
    ("post", "/api/assets/{asset_id}/links"): {},
    ("post", "/api/assets/{asset_id}/propagations"): {
        "annotation_id": "ann_" + "0" * 32,
        "first": 0,
        "frames": 9,
        "direction": "forward",
    },
    ("post", "/api/snapshots/{snapshot_id}/exports"): {"format": "coco"},
    ("post", "/api/projects/{project_id}/queue/next"): {},
    ("post", "/api/projects/{project_id}/answers"): {
        "group": "g" * 12,
        "prediction_ids": ["prd_" + "0" * 32 + ".0"],
        "kind": "reject",
    },
    ("post", "/api/projects/{project_id}/duplicates/{group_id}/keep"): {"keep": "ast_" + "0" * 32},
    ("post", "/api/projects/{project_id}/snapshots"): {},
    ("post", "/api/model-versions/{version_id}/promote"): {},
    ("post", "/api/projects/{project_id}/trainings"): {},
    ("post", "/api/projects/{project_id}/holdout"): {"asset_ids": ["{asset_id}"], "split": "holdout"},
    ("post", "/api/projects/{project_id}/rollback"): {},
    ("post", "/api/projects/{project_id}/evaluations"): {"candidate_id": "{version_id}"},
    ("post", "/api/evaluations/{evaluation_id}/accept"): {},
    ("post", "/api/frames/{frame_id}/consensus/merge"): {},
    ("post", "/api/evaluations/{evaluation_id}/blind"): {"pair_id": "{pair_id}", "choice": "a"},
}
OPEN = {("get", "/api/me"), ("post", "/api/session"), ("post", "/api/tokens"), ("get", "/api/openapi.json")}
PERSONAL = {
    ("get", "/api/trainers"),
    ("get", "/api/projects"),
    ("get", "/api/notifications"),
    ("post", "/api/notifications/read"),
    ("post", "/api/projects"),
    ("delete", "/api/session"),
}
LEAST: dict[tuple[str, str], str] = {
    ("post", "/api/projects/{project_id}/trainings"): "manager",
    ("post", "/api/projects/{project_id}/holdout"): "manager",
    ("post", "/api/trainings/{training_id}/cancel"): "manager",
    ("patch", "/api/projects/{project_id}"): "manager",
    ("post", "/api/projects/{project_id}/members"): "manager",
    ("post", "/api/projects/{project_id}/assets"): "annotator",
    ("post", "/api/projects/{project_id}/uploads"): "annotator",
    ("post", "/api/projects/{project_id}/imports"): "annotator",
    ("post", "/api/imports/{job_id}/take-back"): "annotator",
    ("post", "/api/assets/{asset_id}/retry"): "annotator",
    ("post", "/api/frames/{frame_id}/corrections"): "annotator",
    ("post", "/api/frames/{frame_id}/prompts"): "annotator",
    ("post", "/api/frames/{frame_id}/predictions"): "annotator",
    ("post", "/api/assets/{asset_id}/predictions"): "annotator",
    ("post", "/api/assets/{asset_id}/links"): "annotator",
    ("post", "/api/assets/{asset_id}/propagations"): "annotator",
    ("delete", "/api/propagations/{propagation_id}"): "annotator",
    ("post", "/api/frames/{frame_id}/reviews"): "reviewer",
    ("post", "/api/frames/{frame_id}/issues"): "annotator",
    ("patch", "/api/issues/{issue_id}"): "annotator",
    ("post", "/api/issues/{issue_id}/comments"): "annotator",
    ("patch", "/api/issues/{issue_id}/comments/{comment_id}"): "annotator",
    ("post", "/api/projects/{project_id}/reviews/next"): "reviewer",
    ("delete", "/api/frames/{frame_id}/review"): "reviewer",
    ("post", "/api/projects/{project_id}/assignments"): "manager",
    ("post", "/api/projects/{project_id}/assignments/restore"): "manager",
    ("post", "/api/projects/{project_id}/assignments/hand-over"): "manager",
    ("post", "/api/projects/{project_id}/queue/next"): "annotator",
    ("post", "/api/frames/{frame_id}/lease"): "annotator",
    ("post", "/api/projects/{project_id}/suspects"): "reviewer",
    ("post", "/api/projects/{project_id}/suspects/{suspect_id}/dismissal"): "annotator",
    ("delete", "/api/projects/{project_id}/suspects/{suspect_id}/dismissal"): "annotator",
    ("post", "/api/projects/{project_id}/answers"): "annotator",
    ("post", "/api/projects/{project_id}/answers/{group}/undo"): "annotator",
    ("post", "/api/projects/{project_id}/duplicates/{group_id}/keep"): "annotator",
    ("post", "/api/projects/{project_id}/duplicates/{group_id}/restore"): "annotator",
    ("post", "/api/projects/{project_id}/duplicates/keep"): "annotator",
    ("post", "/api/projects/{project_id}/duplicates/restore"): "annotator",
    ("delete", "/api/frames/{frame_id}/lease"): "annotator",
    ("post", "/api/projects/{project_id}/snapshots"): "reviewer",
    ("post", "/api/snapshots/{snapshot_id}/exports"): "reviewer",
    ("post", "/api/jobs/{job_id}/{step}"): "annotator",
    ("post", "/api/projects/{project_id}/model-versions"): "manager",
    ("post", "/api/model-versions/{version_id}/promote"): "manager",
    ("post", "/api/model-versions/{version_id}/archive"): "manager",
    ("get", "/api/model-versions/{version_id}/file"): "manager",
    ("get", "/api/model-versions/{version_id}/manifest"): "manager",
    ("post", "/api/projects/{project_id}/rollback"): "manager",
    ("post", "/api/projects/{project_id}/evaluations"): "manager",
    ("post", "/api/evaluations/{evaluation_id}/accept"): "manager",
    ("get", "/api/projects/{project_id}/quality"): "reviewer",
    ("get", "/api/projects/{project_id}/panels"): "reviewer",
    ("get", "/api/frames/{frame_id}/consensus"): "reviewer",
    ("post", "/api/frames/{frame_id}/consensus/merge"): "reviewer",
    ("post", "/api/frames/{frame_id}/consensus/undo"): "reviewer",
    ("put", "/api/frames/{frame_id}/truth"): "reviewer",
    ("delete", "/api/frames/{frame_id}/truth"): "reviewer",
    ("get", "/api/projects/{project_id}/truths"): "reviewer",
    ("get", "/api/projects/{project_id}/truths/scores"): "reviewer",
    ("get", "/api/evaluations/{evaluation_id}/blind"): "annotator",
    ("post", "/api/evaluations/{evaluation_id}/blind"): "annotator",
}
CREATORS_OWN = {
    "/api/issues/{issue_id}/comments/{comment_id}",
    "/api/uploads/{upload_id}",
    "/api/evaluations/{evaluation_id}/blind",
}
"""Everybody but their creator gets the answer for a missing one."""
PIXELS = {
    "/api/frames/{frame_id}/image",
    "/api/frames/{frame_id}/tiles/{level}/{column}/{row}",
    "/api/model-versions/{version_id}/file",
}
TILE = {"level": "0", "column": "0", "row": "0", "index": "0"}
ODD_IDS = (
    "x", "%00", "..%2f..", "{}", '{"$ne":1}', "$where", "0" * 24, "x" * 3000, "🦆", "prj_%0a", " ", "null",
)  # fmt: skip
RANKS = {"guest": 0, "annotator": 1, "reviewer": 2, "manager": 3}
LISTS_TO_WATCH = (
    "projects",
    "memberships",
    "assets",
    "corrections",
    "reviews",
    "snapshots",
    "exports",
    "jobs",
    "uploads",
    "propagations",
    "promotions",
    "model_versions",
    "leases",
    "suspects",
    "evaluations",
    "blind_pairs",
    "trainings",
    "splits",
    "work_items",
    "issues",
    "notifications",
    "panels",
    "answers",
    "truths",
)


def operations() -> list[tuple[str, str]]:
    """Return every (method, path) of the API's description."""
    schema: dict[str, Any] = api.get_openapi_schema()
    return [(method, path) for path, methods in schema["paths"].items() for method in methods]


def owned() -> list[tuple[str, str]]:
    return [entry for entry in operations() if entry not in OPEN | PERSONAL]


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
        "comment_id": issue.comments[0].id,
        "group": "g" * 12,
        "suspect_id": a_suspect(frame),
        "prediction_id": predict(frame, a_model_version(cast.project), "cat").id + ".0",
        "step": "cancel",
        **TILE,
    }
    return Things(ids)


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
        "issue_id": "iss", "comment_id": "cmt",
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


def photograph() -> dict[str, list[Any]]:
    return {name: list(mongo()[name].find().sort("_id", 1)) for name in LISTS_TO_WATCH}


def test_the_description_lists_every_call() -> None:
    found = operations()
    assert len(found) > 25
    assert set(LEAST) | OPEN - {("get", "/api/openapi.json")} | PERSONAL <= set(found)
    assert set(BODIES) <= set(found)


def test_without_signing_in_every_call_is_refused(cast: Cast) -> None:
    things = things_of(cast)
    before = photograph()
    for method, template in owned() + sorted(PERSONAL):
        call(anonymous(), method, template, things).fault(401, "not_signed_in")
        assert photograph() == before, (method, template)


def test_a_thing_of_somebody_elses_project_is_answered_like_a_missing_one(cast: Cast) -> None:
    oscar = signed_in(cast.oscar)
    things = things_of(cast)
    before = photograph()
    for method, template in owned():
        foreign = call(oscar, method, template, things)
        foreign.fault(404, "not_found")
        assert photograph() == before, (method, template)
        assert foreign.content == call(oscar, method, template, missing()).content, (method, template)


@pytest.mark.parametrize("role", RANKS)
def test_each_role_may_do_what_it_may_and_no_more(cast: Cast, role: str) -> None:
    person = {"guest": cast.vera, "annotator": cast.bob, "reviewer": cast.rita, "manager": cast.alice}[role]
    caller = signed_in(person)
    things = things_of(cast)
    for method, template in owned():
        before = photograph()
        answer = call(caller, method, template, things)
        if RANKS[role] < RANKS[LEAST.get((method, template), "guest")]:
            answer.fault(403, "forbidden")
            assert photograph() == before, (method, template)
        else:
            assert answer.status not in {401, 403}, (method, template)
            assert answer.status < 500, (method, template)
            if answer.status == 404:
                # The frame and the version of this test have no stored files; everything else is there.
                assert template in PIXELS | CREATORS_OWN
            if method != "get":
                things = things_of(cast)  # what the call was about may be gone, or no longer allow it


def test_an_odd_id_is_a_missing_one(cast: Cast) -> None:
    alice = signed_in(cast.alice)
    for place, (method, template) in enumerate(owned()):
        # Each call meets a third of them: the ids are read in one place, so that all of them are met often.
        for identity in ODD_IDS[place % 3 :: 3]:
            odd = Things(dict.fromkeys(missing().ids, identity) | {"step": "cancel"} | TILE)
            answer = call(alice, method, template, odd)
            assert answer.status in {400, 404, 405}, (method, template, identity, answer)
            assert set(answer.body) >= {"code", "message", "fields"}


@pytest.mark.parametrize("identity", ["x", "0" * 24, "prj_" + "0" * 32])
def test_an_administrator_sees_every_project_but_no_missing_one(cast: Cast, identity: str) -> None:
    root = signed_in(a_person("root", is_admin=True))
    assert root.get(f"/api/projects/{cast.project.id}").good()["my_role"] == "manager"
    root.get(f"/api/projects/{identity}").fault(404, "not_found")


def test_a_list_shows_only_the_projects_one_is_in(cast: Cast) -> None:
    seen = signed_in(cast.bob).get("/api/projects").good()["projects"]
    assert [entry["id"] for entry in seen] == [cast.project.id]
    assert signed_in(cast.oscar).get("/api/projects").good()["projects"] == []


def test_someone_who_was_removed_sees_nothing_any_more(cast: Cast) -> None:
    bob = signed_in(cast.bob)
    mongo()["memberships"].delete_one({"user_id": cast.bob.user.pk})
    bob.get(f"/api/projects/{cast.project.id}").fault(404, "not_found")
    assert bob.get("/api/projects").good()["projects"] == []
