"""What an administrator sees of projects, model versions and storage."""

from __future__ import annotations

import shutil
from datetime import datetime

from django.conf import settings

from annotations.accounts import names_of
from annotations.domain.model_version import ModelStatus, ModelVersion
from annotations.domain.project import Project, Triggers
from annotations.domain.quota import Quota, Usage
from annotations.domain.record import Record
from annotations.queries.quota import default_quota
from annotations.store import events, files, model_versions, projects, quotas
from annotations.store.listing import ByAge, by_age
from annotations.store.tables import MODEL_VERSIONS


class ProjectLine(Record):
    """One project: whose, how many people, what it holds and may hold, when something last happened."""

    id: str
    name: str
    created_at: datetime
    managers: list[str]
    members: int
    usage: Usage
    total_bytes: int
    quota: Quota | None
    active_at: datetime
    champion: str | None
    triggers: Triggers


class VersionLine(Record):
    """One model version, where it belongs and what its file takes."""

    id: str
    name: str
    version: str
    project_id: str | None
    project_name: str | None
    task: str
    status: ModelStatus
    champion_of: int
    byte_size: int | None
    created_at: datetime


class Storage(Record):
    """What all files take, what the disk has left, and what a project may hold that has no quota."""

    usage: Usage
    total_bytes: int
    disk_free: int
    disk_size: int
    default_quota: Quota


def list_project_lines(*, q: str | None, sort: ByAge, after: str | None, limit: int) -> list[ProjectLine]:
    """Return a page of all projects."""
    found = projects.list_projects(None, after=after, limit=limit, sort=sort, q=q)
    ids = [project.id for project in found]
    usages, limits = quotas.read_usage(ids), quotas.find_quotas(ids)
    return [_line(project, usages[project.id], limits.get(project.id)) for project in found]


def list_version_lines(*, sort: ByAge, after: str | None, limit: int) -> list[VersionLine]:
    """Return a page of the versions of all projects."""
    query, order = by_age(sort, after)
    return [_version(version) for version in MODEL_VERSIONS.page(query, sort=order, limit=limit)]


def describe_storage() -> Storage:
    """Return what is taken and what is left."""
    usage = quotas.read_whole_usage()
    disk = shutil.disk_usage(settings.HOME)
    return Storage(
        usage=usage,
        total_bytes=usage.total,
        disk_free=disk.free,
        disk_size=disk.total,
        default_quota=default_quota(),
    )


def _line(project: Project, usage: Usage, quota: Quota | None) -> ProjectLine:
    members = projects.list_members(project.id)
    managers = names_of([member.user_id for member in members if member.role == "manager"])
    champion = model_versions.find_model_version(project.champion_id) if project.champion_id else None
    return ProjectLine(
        id=project.id,
        name=project.name,
        created_at=project.created_at,
        managers=sorted(managers.values()),
        members=len(members),
        usage=usage,
        total_bytes=usage.total,
        quota=quota,
        active_at=events.last_moment(project.id) or project.changed_at or project.created_at,
        champion=f"{champion.name} {champion.version}" if champion else None,
        triggers=project.triggers,
    )


def _version(version: ModelVersion) -> VersionLine:
    owner = projects.find_project(version.project_id) if version.project_id else None
    return VersionLine(
        id=version.id,
        name=version.name,
        version=version.version,
        project_id=version.project_id,
        project_name=owner.name if owner else None,
        task=version.task,
        status=version.status,
        champion_of=len(projects.list_served_by(version.id, limit=100)),
        byte_size=files.size_of(version.storage_name),
        created_at=version.created_at,
    )
