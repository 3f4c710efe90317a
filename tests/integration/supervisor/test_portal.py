"""The whole portal starts with one command, survives the death of its processes, and ends without a trace."""

import os
import re
import shutil
import signal
from pathlib import Path

import psutil
import pytest

from portal.env import read_environment
from portal.supervisor.ports import choose_port
from portal.supervisor.readiness import is_ready
from portal.supervisor.state import Home, read_table
from tests.integration.supervisor.conftest import StartSupervisor, expect_nothing_runs
from tests.waiting import wait_until

NAMES = ["mongod", "valkey", "web", "relay", "worker-interactive", "worker-bulk", "worker-training", "beat"]


def lend_models(home: Path) -> None:
    """Let the portal of this test use models that were already fetched; without them it fetches its own."""
    for name in ("models", "cache"):
        made = read_environment().home / name
        if made.is_dir():
            shutil.copytree(made, home / name, dirs_exist_ok=True)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_portal_lives_through_the_death_of_every_process(
    start_supervisor: StartSupervisor, home: Path
) -> None:
    port = choose_port()
    variables = {"PORT": str(port), "TANDEM_HOME": str(home)}
    lend_models(home)
    supervisor = start_supervisor("up", **variables)
    assert supervisor.stdout is not None
    lines = []
    for line in supervisor.stdout:
        lines.append(line)
        if line.startswith("Tandem is ready"):
            break
    ready = re.fullmatch(
        rf"Tandem is ready at http://127\.0\.0\.1:{port}  sign in: admin / (\S{{12,}})\n", lines[-1]
    )
    assert ready, "".join(lines)
    password_file = home / "first-password"
    assert password_file.read_text().strip() == ready[1]
    assert password_file.stat().st_mode & 0o077 == 0
    rows = read_table(Home(home))
    assert list(rows) == NAMES
    pools = {
        child.pid
        for name in ("worker-interactive", "worker-bulk", "worker-training")
        for child in psutil.Process(rows[name]["pid"]).children(recursive=True)
    }
    assert len(pools) >= 4
    for name in NAMES:
        pid = rows[name]["pid"]
        assert pid is not None
        os.kill(pid, signal.SIGKILL)

    def all_are_back() -> bool:
        now = read_table(Home(home))
        return all(now[name]["pid"] not in {None, rows[name]["pid"]} for name in NAMES)

    wait_until(all_are_back, 60, for_what="new processes")
    wait_until(lambda: not any(map(psutil.pid_exists, pools)), 20, for_what="the end of the old pools")
    environment = read_environment(variables)
    wait_until(lambda: is_ready(environment), 120, for_what="a ready portal")
    supervisor.send_signal(signal.SIGTERM)
    output, _ = supervisor.communicate(timeout=60)
    assert supervisor.returncode == 0
    assert "nothing is left running" in output
    expect_nothing_runs(home)
