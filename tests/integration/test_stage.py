"""A test run leaves nothing in the folder for temporary files, however it ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REFUSED = ("-m", "pytest", "--no-such-option", "tests")
ENDED = """
import os, signal
from tests.stage import set_stage
set_stage()
os.kill(os.getpid(), signal.SIGTERM)
"""
FORKED = """
import os, sys
from tests.stage import set_stage
home = set_stage()
if not os.fork():
    sys.exit()
os.wait()
home.stat()
"""


@pytest.mark.parametrize(
    ("words", "code"),
    [(REFUSED, 4), (("-c", ENDED), -2), (("-c", FORKED), 0)],
    ids=["refused", "ended", "forked"],
)
def test_a_run_removes_its_home_and_its_forks_do_not(
    tmp_path: Path, words: tuple[str, ...], code: int
) -> None:
    run = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    assert list(tmp_path.glob("tandem-test-*")) == []
    assert run.returncode == code, run.stderr.decode()
