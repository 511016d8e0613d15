"""Packages that could be anybody's: they import what is listed, are used by what they export, and have no circles."""

import ast
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]


class Package(NamedTuple):
    """A package that knows nothing of ours; `allowed` is what it may import besides the standard library.

    It has more than so many modules, so many files that use it, and so many imports inside: or the rule looks amiss.
    """

    name: str
    allowed: frozenset[str]
    tests: Path
    more_than: tuple[int, int, int]
    public: frozenset[str] = frozenset()

    @property
    def modules(self) -> dict[str, Path]:
        """Its modules by name."""
        return {path.stem: path for path in (ROOT / self.name).glob("*.py") if path.stem != "__init__"}


COLUMNAR = Package("columnar", frozenset({"graphql", "strawberry"}), ROOT / "tests/columnar", (10, 5, 20))
CONFINED = Package("confined", frozenset(), ROOT / "tests/unit/confined", (3, 2, 6))
SHEETS = Package(
    "sheets",
    frozenset({"confined", "orjson", "python_calamine"}),
    ROOT / "tests/unit/sheets",
    (15, 8, 40),
    public=frozenset({"cells", "columns", "encodings", "limits", "months", "notation", "read", "sheet"}),
)
every_package = pytest.mark.parametrize("package", [COLUMNAR, CONFINED, SHEETS], ids=lambda package: package.name)


def imports(source: str, package: str = "") -> set[str]:
    """Every module or name that is imported anywhere in a source, under TYPE_CHECKING and in functions too."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = ".".join(part for part in (package if node.level else "", node.module) if part)
            names |= {f"{module}.{alias.name}" for alias in node.names}
    return names


def top(name: str) -> str:
    """The package that a name is imported from."""
    return name.split(".")[0]


def inner_parts(source: str, package: Package = COLUMNAR) -> list[str]:
    """What a source imports of the package's private modules."""
    return sorted(name for name in imports(source) if name.startswith(f"{package.name}._"))


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Modules that import one another in a circle; none if there is no such circle."""
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        return list(error.args[1])
    return []


def import_graph(package: Package) -> dict[str, set[str]]:
    """The package's modules, and which of them each imports; the package itself stands for its __init__."""
    modules = package.modules
    graph: dict[str, set[str]] = {package.name: set(modules)}
    for name, path in modules.items():
        imported = [name.split(".") for name in imports(path.read_text("utf-8"), package.name)]
        ours = [parts[1] if len(parts) > 1 else package.name for parts in imported if parts[0] == package.name]
        graph[name] = {module if module in modules else package.name for module in ours}
    return graph


def sources(package: Package) -> Iterator[Path]:
    """All of our Python outside the package and its own tests, in whatever folder it is."""
    for folder in ROOT.iterdir():
        if folder.is_dir() and not folder.name.startswith(".") and folder.name != package.name:
            yield from (path for path in folder.rglob("*.py") if package.tests not in path.parents)


@every_package
def test_every_module_is_private_unless_it_is_listed(package: Package) -> None:
    assert len(package.modules) > package.more_than[0]
    assert {name for name in package.modules if not name.startswith("_")} == package.public


@every_package
def test_nobody_outside_imports_a_private_module(package: Package) -> None:
    users = {path: text for path in sources(package) if package.name in (text := path.read_text("utf-8"))}
    assert len(users) > package.more_than[1]
    found = {
        str(path.relative_to(ROOT)): parts for path, text in users.items() if (parts := inner_parts(text, package))
    }
    assert found == {}


@every_package
def test_its_modules_import_one_another_in_no_circle(package: Package) -> None:
    graph = import_graph(package)
    assert sum(map(len, graph.values())) > package.more_than[2]
    assert circle(graph) == []


@every_package
def test_it_imports_only_the_standard_library_and_what_is_listed(package: Package) -> None:
    allowed = package.allowed | {package.name} | sys.stdlib_module_names
    paths = [*package.modules.values(), ROOT / package.name / "__init__.py"]
    modules = {path.stem: imports(path.read_text("utf-8"), package.name) for path in paths}
    assert [(module, name) for module, names in modules.items() for name in names if top(name) not in allowed] == []


def test_what_a_child_begins_with_imports_the_standard_library_alone() -> None:
    """It is started as a file, by itself: the reader of a small sheet spends its time on starting."""
    assert {top(name) for name in imports((ROOT / "confined/_child.py").read_text("utf-8"))} <= sys.stdlib_module_names


@pytest.mark.parametrize(
    "source",
    [
        "import columnar._run",
        "from columnar import _run",
        "from columnar._run import PlanRunner",
        "if TYPE_CHECKING:\n    from columnar._run import PlanRunner",
        "def late():\n    import columnar._run as run",
    ],
)
def test_an_import_of_a_private_module_is_seen(source: str) -> None:
    assert inner_parts(source) != []


def test_a_circle_is_seen() -> None:
    assert circle({"plan": {"run"}, "run": {"plan"}}) != []
    assert imports("from . import _run\nfrom ._plan import Plan", COLUMNAR.name) == {
        "columnar._run",
        "columnar._plan.Plan",
    }
