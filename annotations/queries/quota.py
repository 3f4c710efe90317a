"""Whether a project has room for what somebody is about to upload."""

from __future__ import annotations

from django.conf import settings

from annotations.domain.quota import Quota, Usage
from annotations.errors import QuotaExceeded
from annotations.store import quotas

MEGABYTE = 1 << 20


def default_quota() -> Quota:
    """Return what a project may hold that has no quota of its own."""
    most = settings.PROJECT_MAX_MB * MEGABYTE
    return Quota(bytes=most or None, assets=settings.PROJECT_MAX_ASSETS or None)


def check_quota(project_id: str, *, byte_size: int, files: int) -> None:
    """See that a project may take so many bytes in so many files; call it before they are stored.

    Raises:
        QuotaExceeded: it may not; the message says how much is left.
    """
    quota = quotas.find_quotas([project_id]).get(project_id) or default_quota()
    if quota.bytes is None and quota.assets is None:
        return
    usage = quotas.read_usage([project_id])[project_id]
    left_bytes, left_assets = _left(quota, usage, quotas.count_arriving(project_id))
    if left_bytes is not None and byte_size > left_bytes:
        message = (
            f"This project may hold {_shown(quota.bytes or 0)}; {_shown(left_bytes)} are left, and this is "
            f"{_shown(byte_size)}. Ask an administrator for more."
        )
        raise QuotaExceeded(message, {"bytes": f"{left_bytes} left"})
    if left_assets is not None and files > left_assets:
        message = (
            f"This project may hold {quota.assets} files; {left_assets} more fit, and this is {files}. "
            "Ask an administrator for more."
        )
        raise QuotaExceeded(message, {"assets": f"{left_assets} left"})


def _left(quota: Quota, usage: Usage, arriving: int) -> tuple[int | None, int | None]:
    taken = usage.originals + usage.arriving
    return (
        None if quota.bytes is None else max(0, quota.bytes - taken),
        None if quota.assets is None else max(0, quota.assets - usage.assets - arriving),
    )


def _shown(size: int) -> str:
    return f"{size / MEGABYTE:,.1f} MB"
