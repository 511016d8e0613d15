"""What is imported is declared: a package that comes along with another may be gone with its next version."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT = SETTINGS["project"]
PRODUCT = tuple(SETTINGS["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
OURS = {*PRODUCT, "tests", "benchmarks"}
DISTRIBUTIONS = packages_distributions()


def declared(*extras: str) -> set[str]:
    """The names of the distributions that are declared for the product, and for some extras."""
    lines = [*PROJECT["dependencies"], *(line for extra in extras for line in PROJECT["optional-dependencies"][extra])]
    return {normal(re.match(r"[A-Za-z0-9._-]+", line)[0]) for line in lines}  # type: ignore[index]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(*folders: str) -> Iterator[tuple[str, str]]:
    """Every (file, top-level package) that is imported from elsewhere."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
                for top in {name.partition(".")[0] for name in names} - OURS - sys.stdlib_module_names:
                    yield str(path.relative_to(ROOT)), top


@pytest.mark.parametrize(
    ("folders", "extras"),
    [(PRODUCT, ("otel", "forecast")), (("tests", "benchmarks"), ("otel", "forecast", "dev"))],
    ids=["product", "development"],
)
def test_every_package_that_is_imported_is_declared(folders: tuple[str, ...], extras: tuple[str, ...]) -> None:
    known = declared(*extras)
    undeclared = {
        (file, top)
        for file, top in imported(*folders)
        if not known & {normal(name) for name in DISTRIBUTIONS.get(top, [top])}
    }
    assert sorted(undeclared) == []


@pytest.mark.parametrize(
    ("lock", "extras"), [("requirements.lock", ()), ("requirements-dev.lock", ("otel", "forecast", "dev"))]
)
def test_every_package_that_is_declared_is_locked(lock: str, extras: tuple[str, ...]) -> None:
    locked = re.findall(r"^([\w.-]+)==", (ROOT / lock).read_text(), flags=re.MULTILINE)
    assert len(locked) > 30
    assert declared(*extras) - {normal(name) for name in locked} - {PROJECT["name"]} == set()
