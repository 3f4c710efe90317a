"""Own the list of the project's own source files that the architecture tests look at."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("portal", "annotations", "inference")
NOT_OURS = frozenset({"node_modules", "dist", "__pycache__", ".venv", "var", "migrations"})


def python_files(*folders: str) -> Iterator[Path]:
    """Yield the Python files below the named folders of the project."""
    for folder in folders:
        yield from _files(ROOT / folder, (".py",))


def typescript_files() -> Iterator[Path]:
    """Yield the front end's sources, without generated ones."""
    yield from (p for p in _files(ROOT / "frontend", (".ts", ".tsx")) if not p.name.endswith(".gen.ts"))


def shown(path: Path) -> str:
    """Return a path as a reader of the repository knows it."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the parsed module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def _files(folder: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in suffixes and not NOT_OURS & set(path.relative_to(ROOT).parts):
            yield path
