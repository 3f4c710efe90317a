"""What is started as a trainer: hands its folder to the warm trainer and ends as that one ends."""

import json
import os
import pathlib
import signal
import socket
import sys

home = pathlib.Path(os.environ["WARM_TRAINER"])
task = {"folder": sys.argv[1], "stage": (home / "stage").read_text()}
with socket.socket(socket.AF_UNIX) as line:
    line.connect(str(home / "door"))
    socket.send_fds(line, [json.dumps(task).encode()], [1])
    code = line.recv(1)
if not code:
    os.kill(os.getpid(), signal.SIGKILL)
sys.exit(code[0])
