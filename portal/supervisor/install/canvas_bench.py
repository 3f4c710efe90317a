"""Own the pages of the canvas bench: the peers' packages, apart from the product's, and the build."""

from pathlib import Path

from portal.supervisor.install.commands import say_step
from portal.supervisor.install.frontend import frontend_sources, install_frontend_packages, run_npm
from portal.supervisor.install.stamps import hash_files, is_current, put_stamp
from portal.supervisor.nodejs import node_folder


def build_canvas_bench(root: Path) -> Path:
    """Build the pages that put our canvas beside its peers; returns their folder.

    Raises:
        InstallFailed: there is no Node, or npm failed.
    """
    folder = root / "frontend"
    install_frontend_packages(root)
    _install_peers(folder / "bench")
    pages = folder / "bench" / "out"
    stamp = pages / ".tandem-build"
    wanted = hash_files(folder, frontend_sources(folder))
    if not is_current(stamp, wanted):
        say_step("Building the pages of the canvas bench")
        run_npm(folder, ["run", "bench"])
        put_stamp(stamp, wanted)
    return pages


def _install_peers(folder: Path) -> None:
    stamp = folder / "node_modules" / ".tandem-packages"
    files = [folder / "package.json", folder / "package-lock.json"]
    wanted = hash_files(folder, files, also=str(node_folder()))
    if is_current(stamp, wanted):
        return
    say_step("Installing the canvases that the bench stands beside")
    run_npm(folder, ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"])
    put_stamp(stamp, wanted)
