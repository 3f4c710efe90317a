"""Installers do a step again exactly when what it was made from has changed."""

from pathlib import Path

import pytest

from portal.supervisor.install.commands import InstallFailed
from portal.supervisor.install.frontend import frontend_sources
from portal.supervisor.install.packages import requirement_block
from portal.supervisor.install.stamps import hash_files, is_current, put_stamp
from portal.supervisor.install.training import LOCK as TRAINING_LOCK
from portal.supervisor.install.training import install_trainer

LOCK = """# made by make lock
orjson==3.13.0 \\
    --hash=sha256:aa
    # via tandem
uv==0.13.9 \\
    --hash=sha256:bb \\
    --hash=sha256:cc
    # via tandem
uvicorn==1.0 \\
    --hash=sha256:dd
"""


def test_one_package_is_cut_from_the_lock_with_its_hashes() -> None:
    assert requirement_block(LOCK, "uv") == "uv==0.13.9 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"


def test_a_package_that_is_not_locked_is_refused() -> None:
    with pytest.raises(InstallFailed, match="make lock"):
        requirement_block(LOCK, "pip")


def test_a_stamp_holds_until_bytes_names_or_tools_change(tmp_path: Path) -> None:
    source, stamp = tmp_path / "a.ts", tmp_path / "stamp"
    source.write_text("one")
    first = hash_files(tmp_path, [source])
    assert not is_current(stamp, first)
    put_stamp(stamp, first)
    assert is_current(stamp, hash_files(tmp_path, [source]))
    assert not is_current(stamp, hash_files(tmp_path, [source], also="another node"))
    source.write_text("two")
    assert not is_current(stamp, hash_files(tmp_path, [source]))
    source.write_text("one")
    renamed = source.rename(tmp_path / "b.ts")
    assert not is_current(stamp, hash_files(tmp_path, [renamed]))


def test_what_is_installed_or_built_is_no_source(tmp_path: Path) -> None:
    for name in ("src/main.tsx", "node_modules/react/index.js", "dist/index.html", "app.tsbuildinfo"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert [path.name for path in frontend_sources(tmp_path)] == ["main.tsx"]


def test_a_trainer_that_cannot_be_had_is_said_in_words_and_leaves_no_stamp(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / TRAINING_LOCK).write_text("./no-such-wheel-1.0-py3-none-any.whl --hash=sha256:aa\n")
    with pytest.raises(InstallFailed, match="CPU build"):
        install_trainer(tmp_path)
    assert not list((tmp_path / ".venv").iterdir())
