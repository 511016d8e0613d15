"""What is imported is declared: by the product among its dependencies or extras, by tests and benchmarks in dev too."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

from tests.support.source_imports import imports, top

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PRODUCT: list[str] = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
DEVELOPMENT = ["tests", "benchmarks"]
NAME = re.compile(r"[\w.-]+")
DISTRIBUTIONS = packages_distributions()


def normal(name: str) -> str:
    """A distribution's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(*extras: str) -> set[str]:
    """The distributions that are declared as dependencies, and in some extras."""
    project = PROJECT["project"]
    wanted = [*project["dependencies"], *(line for name in extras for line in project["optional-dependencies"][name])]
    return {normal(found[0]) for line in wanted if (found := NAME.match(line))}


def undeclared(folders: list[str], distributions: set[str]) -> dict[str, list[str]]:
    """The files that import what none of some distributions holds, by the package's name."""
    ours = {*PRODUCT, *DEVELOPMENT}
    found: dict[str, set[str]] = {}
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for name in {top(name) for name in imports(path.read_text("utf-8"), "tests")}:
            holders = {normal(holder) for holder in DISTRIBUTIONS.get(name, [])}
            if name not in ours and name not in sys.stdlib_module_names and not holders & distributions:
                found.setdefault(name, set()).add(str(path.relative_to(ROOT)))
    return {name: sorted(files) for name, files in found.items()}


def test_the_product_declares_what_it_imports() -> None:
    assert len(PRODUCT) > 8
    assert undeclared(PRODUCT, declared("otel")) == {}


def test_tests_and_benchmarks_declare_what_they_import() -> None:
    assert undeclared(DEVELOPMENT, declared("otel", "dev")) == {}


def test_an_import_that_is_not_declared_is_seen() -> None:
    assert set(undeclared(["server"], declared("otel") - {"typer", "pyjwt"})) == {"typer", "jwt"}


@pytest.mark.parametrize(("lock", "extras"), [("requirements.lock", []), ("requirements-dev.lock", ["otel", "dev"])])
def test_what_is_declared_is_locked(lock: str, extras: list[str]) -> None:
    locked = re.findall(r"^([\w.-]+)==", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE)
    assert declared(*extras) - {normal(name) for name in locked} - {"headroom"} == set()
