"""People of the shop floor over HTTP: who plans work orders, who makes them, and the products that they are of."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from db.engine import WriteSession
from db.shared.tenants import tenant_id
from server.commands.postgres import Addresses
from tests.conftest import clients
from tests.support.api import Api, token
from tests.support.cluster import SAMPLE_TENANT
from tests.support.planned import add_plan

_PRODUCTS = text("""
    INSERT INTO product (tenant_id, sku, sku_key, name, unit, kind, decimals, unit_cost, currency, daily_capacity)
    VALUES (:tenant, 'BEAR', 'bear', 'Bear', 'pcs', 'FINISHED_GOOD', 0, NULL, NULL, 600),
           (:tenant, 'FABRIC', 'fabric', 'Fabric', 'm', 'MATERIAL', 2, 3.5, 'USD', NULL),
           (:tenant, 'THREAD', 'thread', 'Thread', 'm', 'MATERIAL', 4, 0.1, 'USD', NULL)
    RETURNING id, sku""")
_BILL = text("""
    INSERT INTO bom_line (tenant_id, product_id, component_id, place, quantity_per_unit, scrap, is_active)
    SELECT :tenant, made.id, part.id, 0, 0.35, 0.04, true FROM product made, product part
    WHERE made.sku = 'BEAR' AND part.sku = 'FABRIC'""")
PROBLEMS = """problems { __typename code message path ... on InvalidInput { accepted } ... on NotFound { accepted }
    ... on Incompatible { reasons } ... on NotAllowedInState { state } ... on Conflict { expected actual }
    ... on SelfApproval { requestedBy } ... on QuantityExceeded { limit attempted }
    ... on AlreadyExists { existingId }
    ... on InsufficientStock { sku location on requested available allowance } }"""
ORDER = """id number product { sku } plan { number } department stage location targetQty originalTargetQty
    plannedStart deadline originalDeadline overproductionAllowance status statusLabel cumulativeQty scrapQty
    producesStock consumption createdBy cancelledBy cancellationReason"""
START, DEADLINE = date(2025, 6, 2), date(2025, 6, 13)
BEARS = {
    "sku": "BEAR", "department": "Packing", "stage": "PACKING", "targetQty": "1000", "plannedStart": str(START),
    "deadline": str(DEADLINE),
}  # fmt: skip
"""A work order of a thousand bears over ten working days, five of which are over on the Monday after."""


class Worker(Api):
    """Somebody of the shop floor."""

    app: Any

    def as_(self, subject: str, *roles: str, departments: tuple[str, ...] = ()) -> "Worker":
        """Another person over the same connection."""
        other = Worker(self.http, token(*roles, subject=subject, departments=departments))
        other.app = self.app
        return other

    @property
    def staff(self) -> "Worker":
        """Somebody who packs."""
        return self.as_("staff", "PRODUCTION_STAFF", departments=("Packing",))

    @property
    def supervisor(self) -> "Worker":
        """Somebody who asks for changes."""
        return self.as_("supervisor", "PRODUCTION_SPV")

    @property
    def manager(self) -> "Worker":
        """Somebody who plans orders and decides about changes."""
        return self.as_("manager", "PRODUCTION_MANAGER")

    @property
    def boss(self) -> "Worker":
        """Somebody else who decides."""
        return self.as_("boss", "MANAGER")

    async def sends(self, mutation: str, selection: str, **variables: Any) -> Any:
        """One mutation, with every detail of its problems."""
        from server.graphql.schema import schema

        field = schema._schema.mutation_type.fields[mutation]  # type: ignore[union-attr]
        declared = ", ".join(f"${name}: {field.args[name].type}" for name in variables)
        passed = ", ".join(f"{name}: ${name}" for name in variables)
        asked = f"mutation M({declared}) {{ {mutation}({passed}) {{ {selection} {PROBLEMS} }} }}"
        return (await self.ask(asked, **variables))[mutation]

    async def problem_of(self, mutation: str, selection: str, **variables: Any) -> Any:
        """The one problem of a mutation that is refused."""
        answer = await self.sends(mutation, selection, **variables)
        (problem,) = answer["problems"]
        return problem

    async def tries_order(self, **more: Any) -> Any:
        """A work order that is asked for."""
        return await self.sends("createWorkOrder", f"workOrder {{ {ORDER} }}", input={**BEARS, **more})

    async def make_work_order(self, **more: Any) -> Any:
        """A work order that is created: a thousand bears."""
        answer = await self.tries_order(**more)
        assert answer["problems"] == [], answer
        return answer["workOrder"]

    async def order(self, id: str, selection: str = ORDER) -> Any:
        """A work order as it stands."""
        return (await self.ask(f"query O($id: ID!) {{ workOrder(id: $id) {{ {selection} }} }}", id=id))["workOrder"]

    async def orders(self, selection: str = "number", **arguments: Any) -> Any:
        """The nodes of a list of work orders."""
        return (await self.listed(f"nodes {{ {selection} }}", **arguments))["nodes"]

    async def listed(self, selection: str, **arguments: Any) -> Any:
        """A list of work orders."""
        types = {"filter": "WorkOrderFilter", "orderBy": "WorkOrderOrder! = DEADLINE", "first": "Int",
                 "direction": "OrderDirection! = ASC", "after": "String"}  # fmt: skip
        declared = ", ".join(f"${name}: {types[name]}" for name in arguments)
        passed = ", ".join(f"{name}: ${name}" for name in arguments)
        asked = f"query L({declared}) {{ workOrders({passed}) {{ {selection} }} }}" if arguments else (
            f"{{ workOrders {{ {selection} }} }}"
        )  # fmt: skip
        return (await self.ask(asked, **arguments))["workOrders"]

    async def make_plan(self, **more: Any) -> int:
        """A plan of a thousand bears, APPROVED unless it is told otherwise; returns its key."""
        plan: dict[str, Any] = {"status": "APPROVED", "quantity": 1000, "start": START, "until": DEADLINE, **more}
        async with self.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="founder") as session:
            sku = plan.pop("sku", "BEAR")
            product = await session.scalar(text("SELECT id FROM product WHERE sku = :sku"), {"sku": sku})
            return await add_plan(session, product, **plan)


async def add_floor_products(session: WriteSession) -> None:
    """Bears of fabric, 0.35 m a piece of which 4 % is lost, and thread."""
    await session.run(_PRODUCTS, {"tenant": session.tenant_id})
    await session.run(_BILL, {"tenant": session.tenant_id})


async def planners_of_the_floor(addresses: Addresses, *, compares: bool) -> AsyncIterator[Worker]:
    """Who plans work orders in a tenant with three products, until the loop over it ends."""
    async for client in clients(addresses, compares=compares):
        app = client().app  # type: ignore[attr-defined]
        async with app.state.database.write(tenant_id(SAMPLE_TENANT), subject="founder") as session:
            await add_floor_products(session)
        planner = Worker(client().http, None)
        planner.headers, planner.app = client("PLANNER").headers, app
        yield planner


def day_after(days: int, since: date = START) -> str:
    """A day so many days after another, the start of the orders unless that is given."""
    return str(since + timedelta(days=days))
