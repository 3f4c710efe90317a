"""A manifest written as TOML reads back as it was."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from inference.manifest import parse_manifest_toml, read_manifest
from inference.manifest_toml import write_manifest_toml
from tests.builders_onnx import manifest

ROOT = Path(__file__).resolve().parents[3]


@given(st.text(min_size=1, max_size=50).filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text)))
def test_any_title_survives(title: str) -> None:
    made = manifest(title=title)
    assert parse_manifest_toml(write_manifest_toml(made)) == made


def test_the_default_models_manifest_survives_with_its_unused_columns() -> None:
    known = read_manifest(ROOT / "models" / "ssdlite-mobilenetv2" / "0001" / "manifest.toml")
    assert None in known.labels
    assert parse_manifest_toml(write_manifest_toml(known)) == known
