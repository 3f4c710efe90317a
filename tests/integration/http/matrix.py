"""What each call of the API needs: its body, the least role, and whom else it is for; a new one an entry."""

BODIES: dict[tuple[str, str], object] = {
    ("post", "/api/projects"): {"name": "New"},
    ("post", "/api/me/password"): {"old": "wrong", "new": "correct horse battery"},
    ("post", "/api/me/two-factor/confirm"): {"code": "000000"},
    ("delete", "/api/me/two-factor"): {"password": "wrong", "code": "000000"},
    ("post", "/api/me/tokens"): {"name": "nightly", "scopes": ["read"]},
    ("post", "/api/administration/accounts"): {"username": "newcomer", "password": "a rather long phrase"},
    ("patch", "/api/administration/accounts/{user_id}"): {"is_admin": True},
    ("put", "/api/administration/projects/{project_id}/quota"): {"bytes": None},
    ("patch", "/api/projects/{project_id}"): {"name": "Renamed"},
    ("post", "/api/projects/{project_id}/members"): {"username": "oscar", "role": "guest"},
    ("patch", "/api/projects/{project_id}/members/{user_id}"): {"role": "annotator"},
    ("post", "/api/projects/{project_id}/invitations"): {"emails": ["new@example.org"], "role": "annotator"},
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
    ("put", "/api/projects/{project_id}/costs"): {"hourly_rate": 20, "currency": "EUR"},
    ("post", "/api/evaluations/{evaluation_id}/blind"): {"pair_id": "{pair_id}", "choice": "a"},
}
OPEN = {
    ("get", "/api/me"),
    ("post", "/api/session"),
    ("post", "/api/tokens"),
    ("get", "/api/sign-in"),
    ("get", "/api/openapi.json"),
    ("post", "/api/invitations/look"),
    ("post", "/api/invitations/accept"),
    ("post", "/api/password-resets"),
    ("post", "/api/password-resets/confirm"),
}
OWN_ACCOUNT: dict[str, tuple[str, ...]] = {
    "/api/me/account": ("get",),
    "/api/me/password": ("post",),
    "/api/me/sessions": ("get", "delete"),
    "/api/me/sessions/{session_id}": ("delete",),
    "/api/me/two-factor": ("post", "delete"),
    "/api/me/two-factor/confirm": ("post",),
    "/api/me/tokens": ("get", "post"),
    "/api/me/tokens/{token_id}": ("delete",),
}
"""Calls about one's own account: for browsers, not for tokens."""
PERSONAL = {
    ("get", "/api/trainers"),
    ("get", "/api/projects"),
    ("get", "/api/notifications"),
    ("get", "/api/work/mine"),
    ("get", "/api/me/availability"),
    ("put", "/api/me/availability"),
    ("post", "/api/notifications/read"),
    ("post", "/api/projects"),
    ("delete", "/api/session"),
    *((method, path) for path, methods in OWN_ACCOUNT.items() for method in methods),
}
LOOKING = """
get /api/projects/{project_id}
get /api/projects/{project_id}/learning
get /api/projects/{project_id}/members
get /api/projects/{project_id}/assets
get /api/assets/{asset_id}
get /api/assets/{asset_id}/frames
get /api/assets/{asset_id}/thumbnail
get /api/projects/{project_id}/uploads
patch /api/uploads/{upload_id}
delete /api/uploads/{upload_id}
get /api/assets/{asset_id}/video
get /api/assets/{asset_id}/frames/{index}
get /api/assets/{asset_id}/sprite
get /api/assets/{asset_id}/pixels
get /api/frames/{frame_id}
get /api/frames/{frame_id}/image
get /api/frames/{frame_id}/tiles/{level}/{column}/{row}
get /api/frames/{frame_id}/annotations
get /api/frames/{frame_id}/annotations/{annotation_id}/history
get /api/projects/{project_id}/queue
get /api/frames/{frame_id}/work
get /api/frames/{frame_id}/versions
get /api/projects/{project_id}/work
get /api/projects/{project_id}/work/mine
get /api/projects/{project_id}/batches
get /api/frames/{frame_id}/issues
get /api/projects/{project_id}/issues
get /api/projects/{project_id}/duplicates
get /api/projects/{project_id}/duplicates/counts
get /api/predictions/{prediction_id}/similar
get /api/frames/{frame_id}/similar
get /api/projects/{project_id}/suspects
get /api/projects/{project_id}/suspects/counts
get /api/projects/{project_id}/snapshots
get /api/snapshots/{snapshot_id}
get /api/projects/{project_id}/exports
get /api/exports/{export_id}
get /api/exports/{export_id}/download
get /api/projects/{project_id}/jobs
get /api/jobs/{job_id}
get /api/projects/{project_id}/events
get /api/projects/{project_id}/model-versions
get /api/model-versions/{version_id}
get /api/projects/{project_id}/promotions
get /api/projects/{project_id}/evaluations
get /api/evaluations/{evaluation_id}
get /api/evaluations/{evaluation_id}/differences
get /api/projects/{project_id}/trainings
get /api/trainings/{training_id}
get /api/trainings/{training_id}/log
get /api/projects/{project_id}/triggers/preview
get /api/projects/{project_id}/holdout
get /api/assets/{asset_id}/propagations
get /api/propagations/{propagation_id}
"""
"""Calls for everybody in the project; of an upload only its creator gets to see anything."""
LEAST: dict[tuple[str, str], str] = {
    **{(line.split()[0], line.split()[1]): "guest" for line in LOOKING.split("\n") if line},
    ("post", "/api/projects/{project_id}/trainings"): "manager",
    ("post", "/api/projects/{project_id}/holdout"): "manager",
    ("post", "/api/trainings/{training_id}/cancel"): "manager",
    ("patch", "/api/projects/{project_id}"): "manager",
    ("post", "/api/projects/{project_id}/members"): "manager",
    ("patch", "/api/projects/{project_id}/members/{user_id}"): "manager",
    ("delete", "/api/projects/{project_id}/members/{user_id}"): "manager",
    ("get", "/api/projects/{project_id}/invitations"): "manager",
    ("get", "/api/projects/{project_id}/work/away"): "manager",
    ("post", "/api/projects/{project_id}/invitations"): "manager",
    ("delete", "/api/invitations/{invitation_id}"): "manager",
    ("post", "/api/invitations/{invitation_id}/again"): "manager",
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
    ("get", "/api/projects/{project_id}/console"): "manager",
    ("put", "/api/projects/{project_id}/costs"): "manager",
    ("get", "/api/projects/{project_id}/quality"): "reviewer",
    ("get", "/api/projects/{project_id}/panels"): "reviewer",
    ("get", "/api/frames/{frame_id}/consensus"): "reviewer",
    ("post", "/api/frames/{frame_id}/consensus/merge"): "reviewer",
    ("post", "/api/frames/{frame_id}/consensus/undo"): "reviewer",
    ("put", "/api/frames/{frame_id}/truth"): "reviewer",
    ("delete", "/api/frames/{frame_id}/truth"): "reviewer",
    ("get", "/api/projects/{project_id}/truths"): "reviewer",
    ("get", "/api/projects/{project_id}/truths/scores"): "reviewer",
    ("get", "/api/administration/accounts"): "admin",
    ("post", "/api/administration/accounts"): "admin",
    ("patch", "/api/administration/accounts/{user_id}"): "admin",
    ("post", "/api/administration/accounts/{user_id}/reset-link"): "admin",
    ("post", "/api/administration/accounts/{user_id}/unlock"): "admin",
    ("get", "/api/administration/projects"): "admin",
    ("put", "/api/administration/projects/{project_id}/quota"): "admin",
    ("get", "/api/administration/model-versions"): "admin",
    ("get", "/api/administration/storage"): "admin",
    ("get", "/api/audit"): "admin",
    ("get", "/api/audit/acts"): "admin",
    ("get", "/api/audit/export"): "admin",
    ("get", "/api/projects/{project_id}/audit"): "manager",
    ("get", "/api/projects/{project_id}/audit/acts"): "manager",
    ("get", "/api/projects/{project_id}/audit/export"): "manager",
    ("get", "/api/projects/{project_id}/audit/corrections"): "manager",
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
NEEDED = {**RANKS, "admin": 4}
"""Administrators are no role of a project; they may do what managers may, and more."""
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
    "invitations",
    "availabilities",
    "notifications",
    "panels",
    "answers",
    "truths",
)
