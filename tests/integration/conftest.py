"""Owns what the integration tests share beyond people and the circle: a small model that answers at once."""

from pathlib import Path

import numpy as np
import pytest

from annotations.domain.model_version import ModelVersion
from annotations.store.tables import MODEL_VERSIONS
from inference.actions.register_model_version import register_model_version
from portal.supervisor.embedded import Services
from tests.builders_onnx import answering_model, manifest

TINY_ANSWERS = {
    "scores": np.array([[0.9, 0.05], [0.2, 0.7]], np.float32),
    "boxes": np.array([[0.1, 0.1, 0.5, 0.5], [0.5, 0.5, 0.9, 0.9]], np.float32),
}
TINY_LABELS = ["cat", "dog"]


@pytest.fixture(scope="session")
def tried_model(services: Services, tmp_path_factory: pytest.TempPathFactory) -> ModelVersion:
    """Register a small ONNX file once, trial and all."""
    path: Path = tmp_path_factory.mktemp("model") / "model.onnx"
    path.write_bytes(answering_model(TINY_ANSWERS))
    return register_model_version(project_id=None, manifest=manifest(), path=path, status="champion")


@pytest.fixture
def tiny_model(tried_model: ModelVersion, database: None) -> ModelVersion:
    """Make the small model the one that new projects start with: it sees a cat and a dog everywhere."""
    return MODEL_VERSIONS.insert(tried_model)
