"""columnar could be anybody's: it imports what any project has, is used by what it exports, and has no circles."""

import ast
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = "columnar"
ALLOWED = {"graphql", "strawberry", PACKAGE} | sys.stdlib_module_names
MODULES = {path.stem: path for path in (ROOT / PACKAGE).glob("*.py") if path.stem != "__init__"}
ITS_TESTS = ROOT / "tests" / PACKAGE


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


def inner_parts(source: str) -> list[str]:
    """What a source imports of the package's private modules."""
    return sorted(name for name in imports(source) if name.startswith(f"{PACKAGE}._"))


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Modules that import one another in a circle; none if there is no such circle."""
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        return list(error.args[1])
    return []


def import_graph() -> dict[str, set[str]]:
    """The package's modules, and which of them each imports; `columnar` itself stands for its __init__."""
    graph: dict[str, set[str]] = {PACKAGE: set(MODULES)}
    for name, path in MODULES.items():
        imported = [name.split(".") for name in imports(path.read_text("utf-8"), PACKAGE)]
        ours = [parts[1] if len(parts) > 1 else PACKAGE for parts in imported if parts[0] == PACKAGE]
        graph[name] = {module if module in MODULES else PACKAGE for module in ours}
    return graph


def sources() -> Iterator[Path]:
    """All of our Python outside the package and its own tests, in whatever folder it is."""
    for folder in ROOT.iterdir():
        if folder.is_dir() and not folder.name.startswith(".") and folder.name != PACKAGE:
            yield from (path for path in folder.rglob("*.py") if ITS_TESTS not in path.parents)


def test_every_module_is_private() -> None:
    assert len(MODULES) > 10
    assert [name for name in MODULES if not name.startswith("_")] == []


def test_nobody_outside_imports_a_private_module() -> None:
    users = {path: text for path in sources() if PACKAGE in (text := path.read_text("utf-8"))}
    assert len(users) > 5
    assert {str(path.relative_to(ROOT)): parts for path, text in users.items() if (parts := inner_parts(text))} == {}


def test_its_modules_import_one_another_in_no_circle() -> None:
    graph = import_graph()
    assert sum(map(len, graph.values())) > 20
    assert circle(graph) == []


def test_it_imports_only_the_standard_library_graphql_and_strawberry() -> None:
    modules = {module: imports(path.read_text("utf-8"), PACKAGE) for module, path in MODULES.items()}
    assert [(module, name) for module, names in modules.items() for name in names if top(name) not in ALLOWED] == []


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
    assert imports("from . import _run\nfrom ._plan import Plan", PACKAGE) == {"columnar._run", "columnar._plan.Plan"}
