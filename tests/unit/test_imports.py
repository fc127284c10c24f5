"""Which of our packages may import which: the layers of CONTRIBUTING.md, checked on the source without running it.

Here: directions between packages and what only one layer may use. Not here: what the packages do.
"""

import ast
from pathlib import Path

import pytest

PIPELINES = Path(__file__).resolve().parents[2] / "pipelines"

NETWORK = {"aiohttp", "boto3", "dask", "distributed", "fsspec", "ftplib", "http.client", "httpx", "requests"}
NETWORK |= {"scrapy", "smtplib", "socket", "urllib.request", "urllib3"}
SHELL = {"pipelines.cli", "pipelines.commands"}
DAGSTER = {"dagster", "dagster_dbt", "dagster_graphql", "dagster_shared", "pipelines.defs", "pipelines.definitions"}
DATABASE = {"duckdb", "dbt", "sqlalchemy"}
STORES = {"pipelines.archive", "pipelines.discovery", "pipelines.flow", "pipelines.publish", "pipelines.sources"}
SAMPLES = {"pipelines.samples"}
# The extra `explorer`: everything else works without it, and what needs no browser needs none of it either.
PAGES = {"streamlit", "pipelines.explorer.app", "pipelines.explorer.session", "pipelines.explorer.address"}
PAGES |= {"pipelines.explorer.views"}
DRAWN = {"altair", "marimo", "pandas", "vl_convert"}
PURE = DAGSTER | DATABASE | NETWORK | SHELL | STORES | SAMPLES
STAGES = {"pipelines.reading.pages", "pipelines.reading.tables", "pipelines.reading.forms", "pipelines.reading.subject"}
ABOVE = {"pipelines.reading", "pipelines.publish", "pipelines.flow"}
# Values that cross the layers: what is known about a document before it is read.
VALUES = {"pipelines.reading.hints"}

# The first entry whose package holds a module decides what that module must not import.
FORBIDDEN: dict[str, set[str]] = {
    "pipelines.reading": PURE,
    "pipelines.reconcile": PURE,
    "pipelines.schema": PURE | {"pipelines.reading", "pipelines.reconcile"},
    "pipelines.archive": DAGSTER | DATABASE | SHELL | SAMPLES | ABOVE,
    "pipelines.sources": DAGSTER | DATABASE | SHELL | SAMPLES | ABOVE,
    "pipelines.review": DAGSTER | DATABASE | NETWORK | SHELL | SAMPLES | ABOVE,
    "pipelines.discovery": DAGSTER | DATABASE | SHELL | SAMPLES | ABOVE,
    "pipelines.samples": PURE - SAMPLES,
    "pipelines.publish": DAGSTER | NETWORK | SHELL | SAMPLES | {"pipelines.flow"},
    "pipelines.flow": DAGSTER | SHELL | SAMPLES | PAGES | DRAWN | {"pipelines.explorer"},
    "pipelines.explorer.charts": DAGSTER | SHELL | SAMPLES | PAGES | DATABASE,
    "pipelines.explorer.address": DAGSTER | SHELL | SAMPLES | STORES | DATABASE | {"pipelines.explorer.views"},
    "pipelines.explorer.session": DAGSTER | SHELL | SAMPLES | DATABASE | DRAWN | {"pipelines.explorer.views"},
    "pipelines.explorer.app": DAGSTER | SHELL | SAMPLES | DATABASE | DRAWN,
    "pipelines.explorer.views": DAGSTER | SHELL | SAMPLES | DATABASE | DRAWN,
    "pipelines.explorer.data": DAGSTER | SHELL | SAMPLES | STORES | PAGES | DRAWN,
    # It hands over to Streamlit by itself.
    "pipelines.explorer.__main__": DAGSTER | SHELL | SAMPLES,
    "pipelines.explorer": DAGSTER | SHELL | SAMPLES | DATABASE | PAGES | DRAWN,
    "pipelines.commands": DAGSTER | PAGES | DRAWN,
    "pipelines.defs": SHELL | SAMPLES | STAGES,
    "pipelines.definitions": SHELL,
    "pipelines": DAGSTER | PAGES | DRAWN,
}


def inside(module: str, packages: set[str]) -> bool:
    """Whether a module is one of the packages or lies in one."""
    return any(module == package or module.startswith(package + ".") for package in packages)


def imported(source: str, module: str, *, is_package: bool) -> set[str]:
    """The absolute names of all modules that a module's source imports, at whatever depth of the code."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = module.split(".")
            base = parts[: len(parts) - node.level + is_package] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            names.add(origin)
            names.update(f"{origin}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute) and node.args:
            called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if called in {"import_module", "__import__"} and isinstance(node.args[0], ast.Constant):
                names.add(str(node.args[0].value))
    return names


def forbidden(module: str) -> set[str]:
    """What a module of ours must not import."""
    return next(names for package, names in FORBIDDEN.items() if inside(module, {package}))


def offences(source: str, module: str, *, is_package: bool = False) -> set[str]:
    """What a module imports against its package's rule."""
    names = imported(source, module, is_package=is_package)
    return {name for name in names if inside(name, forbidden(module)) and not inside(name, VALUES)}


def modules() -> list[tuple[str, Path]]:
    found = []
    for path in sorted(PIPELINES.rglob("*.py")):
        parts = path.relative_to(PIPELINES.parent).with_suffix("").parts
        found.append((".".join(parts[:-1] if parts[-1] == "__init__" else parts), path))
    return found


@pytest.mark.parametrize(("module", "path"), [pytest.param(*entry, id=entry[0]) for entry in modules()])
def test_a_module_imports_only_what_its_layer_may(module: str, path: Path) -> None:
    assert not offences(path.read_text(encoding="utf-8"), module, is_package=path.name == "__init__.py")


@pytest.mark.parametrize(
    ("module", "line", "offends"),
    [
        ("pipelines.reading.pages.pdfium", "import dagster", True),
        ("pipelines.reading.triage", "from urllib import request", True),
        ("pipelines.reading.triage", "from urllib.parse import urlsplit", False),
        ("pipelines.reading.triage", "def f():\n    import duckdb", True),
        ("pipelines.reading.triage", "from ..archive import Archive", True),
        ("pipelines.reading.triage", "from .. import flow", True),
        ("pipelines.reading.triage", "from .hints import Hints", False),
        ("pipelines.reading.triage", "import importlib\nimportlib.import_module('socket')", True),
        ("pipelines.reconcile.executor", "import httpx", True),
        ("pipelines.archive.store", "from pipelines.reading import read_document", True),
        ("pipelines.archive.store", "from pipelines.reading.hints import Hints", False),
        ("pipelines.flow.read", "from pipelines.cli import main", True),
        ("pipelines.flow.read", "from pipelines.reading import read_document", False),
        ("pipelines.flow.read", "from dagster import asset", True),
        ("pipelines.defs.assets", "from dagster import asset", False),
        ("pipelines.commands.show", "from pipelines.defs import jobs", True),
        ("pipelines.commands.show", "import streamlit", True),
        ("pipelines.commands.show", "from pipelines.explorer import overlay", False),
        ("pipelines.explorer.data.compare", "import streamlit as st", True),
        ("pipelines.explorer.overlay", "from pipelines.explorer.session import text", True),
        ("pipelines.explorer.views.compare", "import streamlit as st", False),
        ("pipelines.explorer.views.compare", "import duckdb", True),
    ],
)
def test_the_rule_itself(module: str, line: str, offends: bool) -> None:
    assert bool(offences(line, module)) is offends


def test_relative_imports_of_a_package_start_at_the_package() -> None:
    line = "from .store import Archive"
    assert "pipelines.archive.store" in imported(line, "pipelines.archive", is_package=True)
    assert "pipelines.archive.store" in imported(line, "pipelines.archive.ledger", is_package=False)


def test_every_rule_has_a_package_behind_it() -> None:
    known = {module for module, _ in modules()}
    assert set(FORBIDDEN) - known == set()
