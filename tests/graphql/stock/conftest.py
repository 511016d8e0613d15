"""A keeper of stock: two products, and days that lie a little back."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from server.commands.postgres import Addresses
from tests.conftest import clients, is_of_graphql
from tests.graphql.planning.conftest import Planner
from tests.support.clocks import ago
from tests.support.cluster import SAMPLE_TENANT
from tests.support.verified import verified

_PRODUCTS = text("""
    INSERT INTO product (tenant_id, sku, sku_key, name, unit, kind, decimals, unit_cost, currency,
                         lead_time_days, is_active)
    VALUES (:tenant, 'BEAR', 'bear', 'Bear', 'pcs', 'FINISHED_GOOD', 0, 12.5, 'EUR', 7, true),
           (:tenant, 'FELT', 'felt', 'Felt', 'm', 'MATERIAL', 2, NULL, NULL, NULL, true),
           (:tenant, 'OLD', 'old', 'Old', 'pcs', 'FINISHED_GOOD', 0, NULL, NULL, NULL, false)""")
MOVED = """movements { id number kind quantity onHandChange allocatedChange inTransitChange occurredOn onHandAfter
    reason location product { sku } }
  restated { id kind onHandChange occurredOn onHandAfter reason }
  level { id onHand allocated available inTransit position isStockout isLowStock needsReorder value daysOfSupply
    daysOfSupplyIsMinimum lastCountedOn location }"""
PROBLEMS = """problems { __typename code message path ... on InvalidInput { accepted }
  ... on InsufficientStock { sku location on requested available allowance }
  ... on QuantityExceeded { limit attempted } ... on NotAllowedInState { state } }"""


class Keeper(Planner):
    """Moves stock as clients do."""

    async def send(self, mutation: str, **variables: Any) -> Any:
        return await self.chosen(mutation, f"{MOVED} {PROBLEMS}", variables)

    async def chosen(self, mutation: str, selection: str, variables: dict[str, Any]) -> Any:
        from server.graphql.schema import schema

        field = schema._schema.mutation_type.fields[mutation]  # type: ignore[union-attr]
        declared = ", ".join(f"${name}: {field.args[name].type}" for name in variables)
        passed = ", ".join(f"{name}: ${name}" for name in variables)
        return (await self.ask(f"mutation M({declared}) {{ {mutation}({passed}) {{ {selection} }} }}", **variables))[
            mutation
        ]

    async def moves(self, kind: str, quantity: Any, day: int = 0, **more: Any) -> Any:
        """A movement that is entered."""
        answer = await self.tries(kind, quantity, day, **more)
        assert answer["problems"] == [], answer
        return answer

    async def tries(self, kind: str, quantity: Any, day: int = 0, *, dry: bool = False, **more: Any) -> Any:
        given = {"sku": "BEAR", "kind": kind, "quantity": str(quantity), "occurredOn": ago(day), **more}
        return await self.send("recordInventoryMovement", input=given, dryRun=dry)

    async def refused(self, kind: str, quantity: Any, day: int = 0, **more: Any) -> Any:
        """The one problem of a movement that is refused."""
        answer = await self.tries(kind, quantity, day, **more)
        assert answer["movements"] == []
        (problem,) = answer["problems"]
        return problem

    async def counts(self, counted: Any, day: int = 0, **more: Any) -> Any:
        given = {"sku": "BEAR", "counted": str(counted), "countedOn": ago(day), **more}
        return await self.send("countInventory", input=given)

    async def level(self, sku: str = "BEAR", location: str = "MAIN") -> Any:
        query = """query L($sku: String!, $location: String!) { latestInventory(sku: $sku, location: $location) {
            id onHand allocated available inTransit position value lastCountedOn daysOfSupply } }"""
        return (await self.ask(query, sku=sku, location=location))["latestInventory"]

    async def days(self, sku: str = "BEAR") -> dict[str, Any]:
        """The closing balance of each day with a movement."""
        query = """query H($sku: String!, $from: Date!, $to: Date!) { latestInventory(sku: $sku) {
            history(from: $from, to: $to) { date opening received consumed adjusted transferred closing } } }"""
        answer = await self.ask(query, sku=sku, **{"from": ago(60), "to": ago(0)})
        return {day["date"]: day for day in answer["latestInventory"]["history"]}

    async def on_hand(self) -> Decimal:
        return Decimal((await self.level())["onHand"])


@pytest.fixture
async def keeper(empty: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[Keeper]:
    """A keeper of an empty tenant; whatever was done, levels are right at the end."""
    async for client in clients(empty, compares=is_of_graphql(request)):
        async with client().app.state.database.write(tenant_id(SAMPLE_TENANT), subject="founder") as session:  # type: ignore[attr-defined]
            await session.run(_PRODUCTS, {"tenant": session.tenant_id})
        keeper = Keeper(client().http, None)
        keeper.headers, keeper.app = client("PLANNER").headers, client().app  # type: ignore[attr-defined]
        async with verified(keeper.app.state.database):
            yield keeper
