"""The built-in trainer in a process that has loaded torch already; each task is done in a fork of its own.

What is started as the trainer is `trainer_call.py`, which hands its task over and ends as the task ends. A
fork whose caller is gone ends with it. It halts at the stage that the caller names, to be killed there.
"""

import json
import os
import signal
import socket
import sys
import threading
from pathlib import Path

import inference.training.detection  # noqa: F401  # the seconds that a fork need not wait for
from inference.training.__main__ import main
from inference.training.voice import Voice


def serve(door: Path) -> None:
    """Do the tasks that are handed over."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(door))
        listening.listen()
        print("ready", flush=True)
        while True:
            caller, _ = listening.accept()
            told, (said,), *_ = socket.recv_fds(caller, 4_096, 1)
            if os.fork() == 0:
                work(caller, said, **json.loads(told))
            caller.close()
            os.close(said)


def work(caller: socket.socket, said: int, folder: str, stage: str) -> None:
    """Do one task, speaking where the caller speaks; its exit code is the last that the caller hears."""
    os.dup2(said, 1)
    os.dup2(said, 2)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    threading.Thread(target=end_with, args=(caller,), daemon=True).start()
    halt_at(stage)
    caller.send(bytes([main([folder])]))
    os._exit(0)


def end_with(caller: socket.socket) -> None:
    """Die when the caller does."""
    caller.recv(1)
    os.kill(os.getpid(), signal.SIGKILL)


def halt_at(stage: str) -> None:
    """Stand still once a stage is told."""
    tell = Voice.stage

    def told(self: Voice, name: str, done: int = 0, total: int = 0) -> None:
        tell(self, name, done, total)
        if name == stage:
            signal.pause()

    Voice.stage = told  # type: ignore[method-assign]


serve(Path(sys.argv[1]))
