"""Model versions. The row is declared here because events show it; what it does belongs to `inference`."""

from __future__ import annotations

from annotations.domain.model_version import ModelVersion
from annotations.store.client import Session
from annotations.store.tables import MODEL_VERSIONS


def find_model_version(version_id: str, *, session: Session | None = None) -> ModelVersion | None:
    """Return a model version."""
    return MODEL_VERSIONS.find(version_id, session=session)


def find_default_model_version(*, session: Session | None = None) -> ModelVersion | None:
    """Return the champion that every project starts with."""
    return MODEL_VERSIONS.find_where({"project_id": None, "status": "champion"}, session=session)
