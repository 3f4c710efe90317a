"""The supervisor's commands say what is wrong before they start anything, and leave nothing when they end."""

import signal
import socket
from contextlib import closing
from pathlib import Path

from portal.supervisor.state import Home, birth_of, read_table
from tests.integration.supervisor.conftest import StartSupervisor, expect_nothing_runs, processes_of
from tests.waiting import wait_until


def test_services_print_their_addresses_and_end_with_sigterm(
    start_supervisor: StartSupervisor, home: Path
) -> None:
    supervisor = start_supervisor("services")
    assert supervisor.stdout is not None
    lines = [next(supervisor.stdout) for _ in range(4)]
    assert lines[2].startswith("MONGODB_URI=mongodb://127.0.0.1:")
    assert lines[3].startswith("REDIS_URL=redis://127.0.0.1:")
    assert {process.pid for process in processes_of(home)} > {supervisor.pid}
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(20) == 0
    expect_nothing_runs(home)
    assert not Home(home).table.exists()


def test_a_stop_while_starting_leaves_nothing(start_supervisor: StartSupervisor, home: Path) -> None:
    supervisor = start_supervisor("services")
    wait_until(lambda: "mongod" in read_table(Home(home)), 20, for_what="the first process")
    supervisor.send_signal(signal.SIGINT)
    assert supervisor.wait(20) == 0
    expect_nothing_runs(home)


def test_a_taken_port_is_reported_before_anything_starts(
    start_supervisor: StartSupervisor, home: Path
) -> None:
    with closing(socket.socket()) as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        port = squatter.getsockname()[1]
        supervisor = start_supervisor("up", PORT=str(port))
        output, _ = supervisor.communicate(timeout=20)
    assert supervisor.returncode == 1
    assert output == f"Port {port} is in use; choose another: make up PORT={port + 1}\n"
    assert not (home / "mongod").exists()


def test_a_second_supervisor_is_told_who_is_there(start_supervisor: StartSupervisor, home: Path) -> None:
    first = start_supervisor("services")
    wait_until(lambda: read_table(Home(home)), 20, for_what="the first supervisor")
    second = start_supervisor("up")
    output, _ = second.communicate(timeout=20)
    assert second.returncode == 1
    assert f"Another supervisor (process {first.pid}) is running on {home}" in output


def test_an_environment_that_cannot_be_read_is_named(start_supervisor: StartSupervisor) -> None:
    supervisor = start_supervisor("up", TANDEM_DEBUG="maybe")
    output, _ = supervisor.communicate(timeout=20)
    assert supervisor.returncode == 1
    assert output == "TANDEM_DEBUG must be true, false, 1 or 0, not 'maybe'\n"


def test_status_lists_what_runs_and_says_when_nothing_does(
    start_supervisor: StartSupervisor, home: Path
) -> None:
    nothing, _ = start_supervisor("status").communicate(timeout=20)
    assert nothing == f"Nothing is running on {home}\n"
    start_supervisor("services")
    wait_until(lambda: len(read_table(Home(home))) == 2, 20, for_what="both processes")
    listed, _ = start_supervisor("status").communicate(timeout=20)
    assert [line.split()[0] for line in listed.splitlines()] == ["process", "mongod", "valkey"]
    assert listed.count("running") == 2


def test_what_a_killed_supervisor_left_is_ended_by_the_next(
    start_supervisor: StartSupervisor, home: Path
) -> None:
    first = start_supervisor("services")
    wait_until(lambda: Home(home).addresses.exists(), 20, for_what="the services")
    rows = read_table(Home(home))
    # A stopped process cannot obey the signal that it gets when its supervisor dies.
    for process in processes_of(home):
        if process.pid == rows["mongod"]["pid"]:
            process.suspend()
    first.kill()
    first.wait(20)
    second = start_supervisor("services")
    wait_until(
        lambda: Home(home).addresses.exists() and read_table(Home(home)) != rows, 40, for_what="a new table"
    )
    old = rows["mongod"]["pid"]
    assert old is not None
    assert birth_of(old) != rows["mongod"]["born"]
    assert second.poll() is None


def test_exec_hands_the_addresses_to_a_command(start_supervisor: StartSupervisor, home: Path) -> None:
    start_supervisor("services")
    wait_until(lambda: Home(home).addresses.exists(), 20, for_what="the services")
    output, _ = start_supervisor("exec", "sh", "-c", "echo $MONGODB_URI").communicate(timeout=20)
    assert output.startswith("mongodb://127.0.0.1:")
