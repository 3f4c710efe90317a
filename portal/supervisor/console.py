"""Own what the supervisor says on the terminal: one compact line for each event."""

import sys
import threading
from datetime import datetime

NAME_WIDTH = 19

_lock = threading.Lock()


def say(name: str, text: str) -> None:
    """Print one line: time of day, process name, what happened."""
    clock = datetime.now().astimezone().strftime("%H:%M:%S")
    say_plain(f"{clock}  {name:<{NAME_WIDTH}}{text}")


def say_plain(line: str) -> None:
    """Print one line as it is, at once and unmixed with lines of other threads."""
    with _lock:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def say_nothing(name: str, text: str) -> None:
    """Take a line and drop it, where a caller wants a silent supervisor."""
