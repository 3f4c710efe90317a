"""Modules stay small, are named for what they hold, and say in one sentence what they own."""

import ast

import pytest

from tests.architecture.sources import APPS, python_files, shown, tree_of, typescript_files

LONGEST_MODULE = 400
LONGEST_COMPONENT = 250
FORBIDDEN_MODULES = frozenset({"utils", "helpers", "common", "misc", "core", "manager", "base"})
FORBIDDEN_PARAMETERS = frozenset({"data", "info", "obj", "result"})
# Django's admin calls its hooks with these names.
NAMED_BY_DJANGO = frozenset({"admin.py"})
EVERYWHERE = (*APPS, "tests")


def test_the_tests_see_the_sources() -> None:
    assert len(list(python_files("portal"))) > 10


def test_no_module_is_too_long() -> None:
    too_long = []
    for path in [*python_files(*EVERYWHERE), *typescript_files()]:
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > (LONGEST_COMPONENT if path.suffix == ".tsx" else LONGEST_MODULE):
            too_long.append(f"{shown(path)}: {lines} lines")
    assert not too_long


def test_no_module_has_a_name_that_says_nothing() -> None:
    files = [*python_files(*EVERYWHERE), *typescript_files()]
    vague = {shown(path) for path in files if path.stem.lower() in FORBIDDEN_MODULES}
    vague |= {shown(path) for path in files if path.parent.name.lower() in FORBIDDEN_MODULES}
    assert not vague


def test_every_init_is_empty() -> None:
    filled = [
        shown(path)
        for path in python_files(*EVERYWHERE)
        if path.name == "__init__.py" and path.read_text(encoding="utf-8").strip()
    ]
    assert not filled


def test_every_module_says_what_it_owns() -> None:
    silent = [
        shown(path)
        for path in python_files(*APPS)
        if path.name != "__init__.py" and not ast.get_docstring(tree_of(path))
    ]
    assert not silent


def test_public_parameters_have_names_that_say_something() -> None:
    vague = []
    for path in python_files(*APPS):
        if path.name in NAMED_BY_DJANGO:
            continue
        for node in ast.walk(tree_of(path)):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
                continue
            named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            vague += [
                f"{shown(path)}:{node.lineno} {node.name}({argument.arg})"
                for argument in named
                if argument.arg in FORBIDDEN_PARAMETERS
            ]
    assert not vague


def test_nothing_is_imported_with_a_star() -> None:
    stars = [
        f"{shown(path)}:{node.lineno}"
        for path in python_files(*EVERYWHERE)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    ]
    assert not stars


@pytest.mark.parametrize("app", ["annotations", "inference"])
def test_no_function_imports_our_own_packages(app: str) -> None:
    inner = []
    for path in python_files(app):
        for function in ast.walk(tree_of(path)):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            inner += [
                f"{shown(path)}:{node.lineno}"
                for node in ast.walk(function)
                if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in APPS
            ]
    assert not inner
