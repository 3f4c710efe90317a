"""What follows from changes in this app's rows, in the relay's transaction: jobs, tallies, triggers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from annotations.actions.request_export import request_export
from annotations.actions.start_job import start_job
from annotations.domain.actor import SYSTEM
from annotations.domain.asset import Asset
from annotations.domain.correction import Correction
from annotations.domain.job import JobHint, Subject
from annotations.domain.snapshot import Export, Snapshot
from annotations.relay.derive import Change
from annotations.store import assets, projects
from annotations.store.client import Session


def react(changes: Sequence[Change], session: Session) -> list[JobHint]:
    """Queue what the changes call for and count them; everything commits with the relay's cursor."""
    hints: list[JobHint | None] = []
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    corrected: Counter[str] = Counter()
    for change in changes:
        row = change.row
        if isinstance(row, Asset):
            hints.append(_ingest(change, row, session))
            tallies[row.project_id] += _count_asset(change, row)
            tallies[row.project_id].subtract(_uncount_asset(change, row))
        elif (
            isinstance(row, Snapshot)
            and change.inserted
            and row.status == "queued"
            and row.trigger == "person"
        ):
            subject = Subject(snapshot_id=row.id)
            hints.append(
                start_job(
                    "snapshot",
                    row.project_id,
                    "export",
                    subject,
                    dedupe=f"snapshot:{row.id}",
                    session=session,
                )
            )
        elif isinstance(row, Export) and change.inserted and row.status == "queued":
            subject = Subject(export_id=row.id, snapshot_id=row.snapshot_id)
            hints.append(
                start_job(
                    "export", row.project_id, "export", subject, dedupe=f"export:{row.id}", session=session
                )
            )
        elif isinstance(row, Correction) and change.inserted:
            corrected[row.asset_id] += 1
            tallies[row.project_id].update(corrections=1, since_export=1, since_training=1)
            tallies[row.project_id].update(annotations=_object_change(row))
    assets.add_to_assets(dict(corrected), session=session)
    for project_id, amounts in tallies.items():
        changed = {name: amount for name, amount in amounts.items() if amount}
        if changed:
            now = projects.add_to_tally(project_id, changed, session=session)
            hints += _trigger(project_id, changed, now, session)
    return [hint for hint in hints if hint is not None]


def _ingest(change: Change, asset: Asset, session: Session) -> JobHint | None:
    if not change.inserted or asset.status != "uploaded":
        return None
    queue = "video" if asset.kind == "video" else asset.queue
    subject = Subject(asset_id=asset.id)
    return start_job("ingest", asset.project_id, queue, subject, dedupe=f"ingest:{asset.id}", session=session)


def _count_asset(change: Change, asset: Asset) -> Counter[str]:
    counted: Counter[str] = Counter()
    if change.inserted:
        counted["assets"] = 1
    if (change.inserted or "status" in change.fields) and asset.status in {"ready", "failed"}:
        counted[asset.status] = 1
    return counted


def _uncount_asset(change: Change, asset: Asset) -> Counter[str]:
    """A failed asset that is retried is pending again."""
    retried = not change.inserted and "status" in change.fields and asset.status == "uploaded"
    return Counter({"failed": 1}) if retried else Counter()


def _object_change(correction: Correction) -> int:
    before = correction.before is not None and not correction.before.removed
    after = correction.after is not None and not correction.after.removed
    return int(after) - int(before)


def _trigger(
    project_id: str, changed: dict[str, int], now: dict[str, int], session: Session
) -> list[JobHint | None]:
    if "corrections" not in changed:
        return []
    project = projects.find_project(project_id, session=session)
    if project is None:
        return []
    hints: list[JobHint | None] = []
    export, training = project.triggers.export, project.triggers.training
    if export.every_corrections and now.get("since_export", 0) >= export.every_corrections:
        projects.set_tally(project_id, {"since_export": 0}, session=session)
        for export_format in export.formats:
            request_export(
                project_id=project_id,
                snapshot_id=None,
                export_format=export_format,
                actor=SYSTEM,
                trigger="corrections",
                session=session,
            )
    if training.every_corrections and now.get("since_training", 0) >= training.every_corrections:
        projects.set_tally(project_id, {"since_training": 0}, session=session)
        dedupe = f"train:{project_id}:{now['corrections']}"
        hints.append(start_job("train", project_id, "training", Subject(), dedupe=dedupe, session=session))
    return hints
