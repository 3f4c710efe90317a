"""Own the supervisor's command line: up, services, status and exec."""

import argparse
import json
import os
import sys
from collections.abc import Sequence

from portal.env import Environment, EnvironmentInvalid, child_environment, read_environment
from portal.supervisor.console import say_plain
from portal.supervisor.errors import SupervisorError
from portal.supervisor.state import Home, birth_of, read_table
from portal.supervisor.up import run_portal, run_services


def main(arguments: Sequence[str]) -> int:
    """Run one command and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m portal.supervisor", description="Run Tandem on one machine."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="start everything and watch over it until Ctrl-C")
    up.add_argument(
        "--dev", action="store_true", help="reload the web process and the pages as sources change"
    )
    commands.add_parser("services", help="start MongoDB and Valkey alone and print their addresses")
    commands.add_parser("status", help="list the running processes")
    run = commands.add_parser("exec", help="run a command with the addresses of the running services")
    run.add_argument("words", nargs=argparse.REMAINDER, metavar="COMMAND")
    chosen = parser.parse_args(arguments)
    try:
        environment = read_environment()
        if chosen.command == "up":
            run_portal(environment, dev=chosen.dev)
        elif chosen.command == "services":
            run_services(environment)
        elif chosen.command == "exec":
            _become(environment, chosen.words)
        else:
            return _print_status(environment)
    except (SupervisorError, EnvironmentInvalid) as error:
        say_plain(str(error))
        return 1
    return 0


def _print_status(environment: Environment) -> int:
    rows = read_table(Home(environment.home))
    if not rows:
        say_plain(f"Nothing is running on {environment.home}")
        return 1
    say_plain(f"{'process':<20}{'pid':>8}{'port':>8}{'restarts':>10}  state")
    for name, row in rows.items():
        alive = row["pid"] is not None and birth_of(row["pid"]) == row["born"]
        state = "running" if alive else "down"
        say_plain(f"{name:<20}{row['pid'] or '-':>8}{row['port'] or '-':>8}{row['restarts']:>10}  {state}")
    return 0


def _become(environment: Environment, words: Sequence[str]) -> None:
    if not words:
        raise SupervisorError("exec needs a command, for example: exec python manage.py shell")
    home = Home(environment.home)
    if not home.addresses.exists():
        raise SupervisorError(f"Nothing is running on {home.root}; start it with make up")
    addresses: dict[str, str] = json.loads(home.addresses.read_text(encoding="utf-8"))
    os.execvpe(words[0], list(words), child_environment({**addresses, "TANDEM_HOME": str(home.root)}))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
