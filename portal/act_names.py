"""What each call is called in the audit trail, and which calls leave no row of their own there, and why.

A call that is named nowhere here is in the trail all the same, under a name made of its path.
"""

from __future__ import annotations

Call = tuple[str, str]

_LEDGER = "each change is a row of the ledger of corrections, which the audit page shows beside the trail"
_LEASE = "hands a picture out, or back, for minutes; changes no work"
_ASKS = "asks a model or a preview; keeps nothing"

EXEMPT: dict[Call, str] = {
    ("POST", "/api/frames/{frame_id}/corrections"): _LEDGER,
    ("POST", "/api/projects/{project_id}/answers"): _LEDGER,
    ("POST", "/api/projects/{project_id}/answers/{group}/undo"): _LEDGER,
    ("DELETE", "/api/session"): "signing out tells of itself, by whichever door",
    ("POST", "/api/frames/{frame_id}/reviews"): "the relay takes it from the row of the verdict itself",
    ("POST", "/api/projects/{project_id}/queue/next"): _LEASE,
    ("POST", "/api/projects/{project_id}/reviews/next"): _LEASE,
    ("DELETE", "/api/frames/{frame_id}/review"): _LEASE,
    ("POST", "/api/frames/{frame_id}/lease"): _LEASE,
    ("DELETE", "/api/frames/{frame_id}/lease"): _LEASE,
    ("POST", "/api/frames/{frame_id}/prompts"): _ASKS,
    ("POST", "/api/invitations/look"): "reads what an invitation is about",
    ("POST", "/api/notifications/read"): "marks one's own notifications as read",
    ("PATCH", "/api/uploads/{upload_id}"): "a piece of an upload whose beginning is in the trail",
}

DOWNLOADS: dict[Call, str] = {
    ("GET", "/api/exports/{export_id}/download"): "export.downloaded",
    ("GET", "/api/model-versions/{version_id}/file"): "model_version.downloaded",
    ("GET", "/api/model-versions/{version_id}/manifest"): "model_version.manifest_downloaded",
    ("GET", "/api/audit/export"): "audit.exported",
    ("GET", "/api/projects/{project_id}/audit/export"): "audit.exported",
}
"""Calls that change nothing and are acts all the same."""

UNSIGNED: dict[Call, str] = {
    ("POST", "/api/session"): "account.signed_in",
    ("POST", "/api/tokens"): "token.made",
    ("POST", "/api/password-resets"): "password.reset_asked",
    ("POST", "/api/password-resets/confirm"): "password.reset",
    ("POST", "/api/invitations/accept"): "invitation.accepted",
}
"""Calls that people make before they are known."""

NAMES: dict[Call, str] = {
    ("POST", "/api/administration/accounts"): "account.made",
    ("PATCH", "/api/administration/accounts/{user_id}"): "account.changed",
    ("POST", "/api/administration/accounts/{user_id}/reset-link"): "account.reset_link_made",
    ("POST", "/api/administration/accounts/{user_id}/unlock"): "account.unlocked",
    ("PUT", "/api/administration/projects/{project_id}/quota"): "project.quota_set",
    ("DELETE", "/api/me/sessions"): "account.signed_out_elsewhere",
    ("DELETE", "/api/me/sessions/{session_id}"): "account.session_ended",
    ("POST", "/api/me/tokens"): "token.made",
    ("DELETE", "/api/me/tokens/{token_id}"): "token.revoked",
    ("POST", "/api/me/password"): "password.changed",
    ("POST", "/api/me/two-factor"): "two_factor.begun",
    ("POST", "/api/me/two-factor/confirm"): "two_factor.confirmed",
    ("DELETE", "/api/me/two-factor"): "two_factor.removed",
    ("PUT", "/api/me/availability"): "availability.set",
    ("POST", "/api/projects"): "project.created",
    ("PATCH", "/api/projects/{project_id}"): "project.changed",
    ("POST", "/api/projects/{project_id}/members"): "member.set",
    ("PATCH", "/api/projects/{project_id}/members/{user_id}"): "member.set",
    ("DELETE", "/api/projects/{project_id}/members/{user_id}"): "member.removed",
    ("PUT", "/api/projects/{project_id}/costs"): "project.costs_set",
    ("POST", "/api/projects/{project_id}/invitations"): "invitation.made",
    ("POST", "/api/invitations/{invitation_id}/again"): "invitation.renewed",
    ("DELETE", "/api/invitations/{invitation_id}"): "invitation.taken_back",
    ("POST", "/api/projects/{project_id}/assets"): "asset.uploaded",
    ("POST", "/api/projects/{project_id}/uploads"): "upload.begun",
    ("DELETE", "/api/uploads/{upload_id}"): "upload.cancelled",
    ("POST", "/api/assets/{asset_id}/retry"): "asset.retried",
    ("POST", "/api/jobs/{job_id}/{step}"): "job.steered",
    ("POST", "/api/projects/{project_id}/imports"): "import.requested",
    ("POST", "/api/imports/{job_id}/take-back"): "import.taken_back",
    ("POST", "/api/projects/{project_id}/snapshots"): "snapshot.requested",
    ("POST", "/api/snapshots/{snapshot_id}/exports"): "export.requested",
    ("POST", "/api/projects/{project_id}/duplicates/keep"): "duplicates.kept",
    ("POST", "/api/projects/{project_id}/duplicates/restore"): "duplicates.restored",
    ("POST", "/api/projects/{project_id}/duplicates/{group_id}/keep"): "duplicates.kept",
    ("POST", "/api/projects/{project_id}/duplicates/{group_id}/restore"): "duplicates.restored",
    ("POST", "/api/projects/{project_id}/assignments"): "work.assigned",
    ("POST", "/api/projects/{project_id}/assignments/restore"): "work.restored",
    ("POST", "/api/projects/{project_id}/assignments/hand-over"): "work.handed_over",
    ("POST", "/api/frames/{frame_id}/consensus/merge"): "consensus.merged",
    ("POST", "/api/frames/{frame_id}/consensus/undo"): "consensus.undone",
    ("PUT", "/api/frames/{frame_id}/truth"): "truth.marked",
    ("DELETE", "/api/frames/{frame_id}/truth"): "truth.released",
    ("POST", "/api/frames/{frame_id}/issues"): "issue.pinned",
    ("PATCH", "/api/issues/{issue_id}"): "issue.changed",
    ("POST", "/api/issues/{issue_id}/comments"): "comment.written",
    ("PATCH", "/api/issues/{issue_id}/comments/{comment_id}"): "comment.changed",
    ("POST", "/api/projects/{project_id}/suspects"): "suspects.searched",
    ("POST", "/api/projects/{project_id}/suspects/{suspect_id}/dismissal"): "suspect.dismissed",
    ("DELETE", "/api/projects/{project_id}/suspects/{suspect_id}/dismissal"): "suspect.brought_back",
    ("POST", "/api/projects/{project_id}/evaluations"): "evaluation.requested",
    ("POST", "/api/evaluations/{evaluation_id}/accept"): "evaluation.accepted",
    ("POST", "/api/evaluations/{evaluation_id}/blind"): "evaluation.judged_blind",
    ("POST", "/api/projects/{project_id}/trainings"): "training.requested",
    ("POST", "/api/trainings/{training_id}/cancel"): "training.cancelled",
    ("POST", "/api/projects/{project_id}/holdout"): "holdout.changed",
    ("POST", "/api/frames/{frame_id}/predictions"): "prediction.requested",
    ("POST", "/api/assets/{asset_id}/predictions"): "scan.requested",
    ("POST", "/api/assets/{asset_id}/links"): "link.requested",
    ("POST", "/api/assets/{asset_id}/propagations"): "propagation.begun",
    ("DELETE", "/api/propagations/{propagation_id}"): "propagation.stopped",
    ("POST", "/api/projects/{project_id}/model-versions"): "model_version.registered",
    ("POST", "/api/model-versions/{version_id}/promote"): "model_version.promoted",
    ("POST", "/api/model-versions/{version_id}/archive"): "model_version.archived",
    ("POST", "/api/projects/{project_id}/rollback"): "model_version.rolled_back",
}

_VERBS = {"POST": "posted", "PUT": "set", "PATCH": "changed", "DELETE": "removed"}


def name_call(method: str, path: str) -> str | None:
    """Return what a call of the API is called in the trail; None when it is not an act.

    Args:
        method: In capitals.
        path: The call's path with its parameters in braces.
    """
    call = (method, path)
    if method not in _VERBS:
        return DOWNLOADS.get(call)
    if call in EXEMPT:
        return None
    known = NAMES.get(call) or UNSIGNED.get(call)
    if known is not None:
        return known
    nouns = [part for part in path.split("/") if part and not part.startswith("{")]
    noun = nouns[-1].replace("-", "_").replace(".", "_").lower()
    return f"{noun.removesuffix('s') or noun}.{_VERBS[method]}"
