"""Own running npm with the chosen Node: `python -m portal.supervisor.install.npm run check`."""

import os
import sys
from pathlib import Path

from portal.supervisor.install.frontend import node_environment, npm_program

if __name__ == "__main__":
    os.chdir(Path(__file__).resolve().parents[3] / "frontend")
    os.execve(npm_program(), ["npm", *sys.argv[1:]], node_environment())
