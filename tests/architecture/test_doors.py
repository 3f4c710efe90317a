"""Some things happen behind one door only: the environment, the change stream, the push to browsers."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import APPS, ROOT, python_files, shown, tree_of

ENVIRONMENT_READER = "portal/env.py"
CHANGE_STREAM_READER = "annotations/relay/stream.py"
# The relay pushes events; the hub tells the other web processes who is present.
GROUP_SENDERS = frozenset({"annotations/relay/push.py", "annotations/ws/hub.py"})
# Django's own convention at each entry point: os.environ.setdefault("DJANGO_SETTINGS_MODULE", …).
ENTRY_POINTS = frozenset({"manage.py", "portal/asgi.py", "portal/celery.py"})


def _attributes(name: str, files: Iterator[Path]) -> Iterator[tuple[str, ast.Attribute]]:
    for path in files:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Attribute) and node.attr == name:
                yield shown(path), node


def _app_files() -> Iterator[Path]:
    yield from python_files(*APPS)
    manage = ROOT / "manage.py"
    if manage.exists():
        yield manage


def test_only_the_environments_reader_touches_os_environ() -> None:
    readers = {where for name in ("environ", "getenv") for where, _ in _attributes(name, _app_files())}
    assert ENVIRONMENT_READER in readers
    assert readers <= {ENVIRONMENT_READER, *ENTRY_POINTS}


def test_entry_points_only_name_the_settings() -> None:
    for path in _app_files():
        if shown(path) not in ENTRY_POINTS:
            continue
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "os.environ" in line]
        assert [line for line in lines if 'os.environ.setdefault("DJANGO_SETTINGS_MODULE"' not in line] == []


def test_only_the_relay_watches_the_database() -> None:
    watchers = {where for where, _ in _attributes("watch", python_files("annotations", "inference"))}
    assert watchers <= {CHANGE_STREAM_READER}


def test_only_the_relay_and_presence_send_to_groups() -> None:
    senders = {where for where, _ in _attributes("group_send", python_files(*APPS))}
    assert senders <= GROUP_SENDERS
