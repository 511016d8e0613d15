"""The supply room has what clients rely on; what is not built yet is named here, and nothing that is built."""

import inspect
import pkgutil
from collections.abc import Iterator
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import strawberry
from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    EnumTypeExtensionNode,
    InputObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    parse,
    print_ast,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.types.base import has_object_definition

import schema.supply
from resolvers.decimals import DECIMAL
from schema.shared.problems import PROBLEMS
from tests.rules.test_contract import ROOT, arguments_of

CONTRACT = parse((Path(__file__).parents[1] / "support" / "contract_supply.graphql").read_text())
COMMITTED = parse((ROOT / "schema" / "schema.graphql").read_text())
ROOTS = ("Query", "Mutation", "Subscription")

# Fields whose type is the shop floor's: they come with that room.
OF_THE_SHOP_FLOOR = {
    "ProductionPlan.workOrders", "ProductionPlanPayload.cancelledWorkOrders", "InventoryMovement.workOrder",
    "InventoryMovement.materialDebt", "MovementFilter.workOrderId", "MovementInput.workOrderId",
}  # fmt: skip

# Fields that are not built yet. This set only shrinks.
FIELDS_TO_COME = {
    "ProductionPlan.capacity", "ProductionPlan.problemsAhead", "ProductionPlan.materials",
    "ProductionPlan.optimizations",
}  # fmt: skip

# Root fields that are not built yet. This set only shrinks.
TO_COME = {
    "Query": {
        "productionPlanLabour",
        "recommendations", "planningOverview",
    },
    "Mutation": {
        "recommendSafetyStock", "recommendProductionPlan", "submitRecommendation", "acceptRecommendation",
        "rejectRecommendation",
    },
    "Subscription": set(),
}  # fmt: skip


def nouns() -> Iterator[type]:
    """Every type and input that the room declares."""
    for module in pkgutil.iter_modules(schema.supply.__path__, "schema.supply."):
        for _, cls in inspect.getmembers(import_module(module.name), inspect.isclass):
            if cls.__module__ == module.name and has_object_definition(cls):
                yield cls


def declared() -> DocumentNode:
    """The room's types and inputs as a schema of their own, whatever root fields there are."""
    types = list(nouns())
    inputs = [cls for cls in types if cls.__strawberry_definition__.is_input]  # type: ignore[attr-defined]
    every_input = strawberry.input(
        type("EveryInput", (), {"__annotations__": {cls.__name__: cls | None for cls in inputs}}), description="All."
    )

    async def ask(given: Any) -> str:
        return ""

    ask.__annotations__["given"] = every_input
    query = strawberry.type(type("Query", (), {"ask": strawberry.field(resolver=ask)}))
    objects = [cls for cls in types if cls not in inputs]
    config = StrawberryConfig(scalar_map={Decimal: DECIMAL})
    return parse(strawberry.Schema(query=query, types=(*PROBLEMS, *objects), config=config).as_str())


DECLARED = {definition.name.value: definition for definition in declared().definitions}  # type: ignore[attr-defined]
OURS = DECLARED | {definition.name.value: definition for definition in COMMITTED.definitions}  # type: ignore[attr-defined]
THEIRS = {definition.name.value: definition for definition in CONTRACT.definitions}  # type: ignore[attr-defined]
# The orders of lists and the roots are met only where a root field is built.
ORDERS = {"SupplyForecastOrder", "ProductionPlanOrder", "InventoryOrder", "OrderDirection"}


@pytest.mark.parametrize("name", sorted(set(THEIRS) - set(ROOTS)))
def test_a_type_of_the_contract_is_there_with_all_it_promises(name: str) -> None:
    theirs, ours = THEIRS[name], OURS.get(name)
    if isinstance(theirs, EnumTypeDefinitionNode | EnumTypeExtensionNode):
        assert {value.name.value for value in theirs.values} <= values_of(name)
        return
    assert ours is not None, "declare it in schema/supply"
    if isinstance(theirs, ScalarTypeDefinitionNode):
        assert ours.description.value == theirs.description.value  # type: ignore[union-attr]
        return
    assert type(ours) is type(theirs)
    found = {field.name.value: field for field in ours.fields}
    for field in theirs.fields:
        if f"{name}.{field.name.value}" in OF_THE_SHOP_FLOOR:
            assert field.name.value not in found, "it is built: take it out of OF_THE_SHOP_FLOOR"
            continue
        if f"{name}.{field.name.value}" in FIELDS_TO_COME:
            assert field.name.value not in found, "it is built: take it out of FIELDS_TO_COME"
            continue
        assert field.name.value in found, field.name.value
        assert print_ast(found[field.name.value].type) == print_ast(field.type), field.name.value
        assert_arguments(field, found[field.name.value])
        if isinstance(theirs, InputObjectTypeDefinitionNode):
            assert default_of(found[field.name.value]) == default_of(field), field.name.value
    assert {i.name.value for i in getattr(theirs, "interfaces", ()) or ()} <= {
        i.name.value for i in getattr(ours, "interfaces", ()) or ()
    }


@pytest.mark.parametrize("root", ROOTS)
def test_a_root_field_of_the_contract_is_there_or_named_as_to_come(root: str) -> None:
    built = {field.name.value: field for field in OURS[root].fields}
    for field in THEIRS[root].fields:
        name = field.name.value
        assert (name in built) != (name in TO_COME[root]), f"{name}: built, or in TO_COME, never both"
        if name in built:
            assert print_ast(built[name].type) == print_ast(field.type), name
            assert_arguments(field, built[name])
    assert TO_COME[root] <= {field.name.value for field in THEIRS[root].fields}


def test_what_is_left_to_the_shop_floor_is_in_the_contract() -> None:
    promised = {
        f"{name}.{field.name.value}" for name, type_ in THEIRS.items() for field in getattr(type_, "fields", ())
    }
    assert promised >= OF_THE_SHOP_FLOOR


def assert_arguments(theirs: Any, ours: Any) -> None:
    promised, found = arguments_of(theirs), arguments_of(ours)
    assert {name: found.get(name) for name in promised} == promised, theirs.name.value
    needed = [name for name in set(found) - set(promised) if found[name][0].endswith("!") and found[name][1] is None]
    assert needed == [], theirs.name.value


def default_of(field: Any) -> str | None:
    """A default as text; a number is the same whether it is quoted, and null says nothing."""
    if field.default_value is None or print_ast(field.default_value) == "null":
        return None
    text = print_ast(field.default_value)
    return text.strip('"') if print_ast(field.type).startswith("Decimal") else text


def values_of(name: str) -> set[str]:
    if name in OURS:
        return {value.name.value for value in OURS[name].values}
    assert name in ORDERS, "declare it in schema/supply/enums.py"
    enum = getattr(import_module("schema.supply.enums"), name)
    return {value.name for value in enum.__strawberry_definition__.values}
