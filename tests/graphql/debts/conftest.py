"""People of a shop floor that is short of material: who asks, who decides, who keeps the stock; and a work order."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from schema.shared.node import global_id
from server.commands.postgres import Addresses
from tests.conftest import clients, is_of_graphql
from tests.graphql.planning.conftest import Planner
from tests.support.api import token
from tests.support.clocks import ago, today
from tests.support.cluster import SAMPLE_TENANT
from tests.support.verified import verified
from tests.support.written_floor import made

_PRODUCTS = text("""
    INSERT INTO product (tenant_id, sku, sku_key, name, unit, kind, decimals, unit_cost, currency)
    VALUES (:tenant, 'SHIRT', 'shirt', 'Shirt', 'pcs', 'FINISHED_GOOD', 0, 12.5, 'EUR'),
           (:tenant, 'FABRIC', 'fabric', 'Fabric', 'm', 'MATERIAL', 2, 4.5, 'EUR'),
           (:tenant, 'BUTTON', 'button', 'Button', 'pcs', 'MATERIAL', 0, NULL, NULL),
           (:tenant, 'LABEL', 'label', 'Label', 'pcs', 'MATERIAL', 0, 0.01, 'EUR')""")
_BILL = text("""
    INSERT INTO bom_line (tenant_id, product_id, component_id, place, quantity_per_unit, scrap, stage)
    SELECT :tenant, shirt.id, component.id, line.place, line.quantity, line.scrap, line.stage
    FROM (VALUES ('fabric', 0, 0.35, 0.04, 'sewing'), ('button', 1, 7, 0, NULL), ('label', 2, 1, 0, 'PACKING'))
         AS line (sku, place, quantity, scrap, stage)
    JOIN product component ON component.sku_key = line.sku
    JOIN product shirt ON shirt.sku_key = 'shirt'""")
_ORDER = text("""
    INSERT INTO work_order (tenant_id, number, number_key, product_id, department, stage, location, target_qty,
        original_target_qty, planned_start, deadline, original_deadline, overproduction_allowance, produces_stock,
        consumption, status, created_by, plan_id)
    SELECT :tenant, CAST(:number AS text), lower(:number), p.id, :department, :stage, :location, :target, :target,
           :start, :deadline, :deadline, 0.05, :produces_stock, CAST(:consumption AS text), 'NOT_STARTED', 'founder',
           CAST(:plan AS bigint)
    FROM product p WHERE p.sku_key = :sku RETURNING id""")
_SET_STATUS = text("""
    UPDATE work_order SET status = CAST(:status AS text),
        cancelled_at = CASE WHEN :status = 'CANCELLED' THEN now() END WHERE id = :id""")
DEBT = """debt { id number quantity location neededOn reason status requestedBy decidedBy decisionNote approvalsNeeded
    approvals { by note } settledQty closedQty openQty settlementState isSettled ageDays material { sku }
    workOrder { number } settlements { receivedQty receivedOn receivedBy notes movement { id number quantity onHandAfter
    materialDebt { number } workOrder { number } } } }
  level { onHand allowance available }"""
MOVED = """movements { id number kind quantity onHandChange allocatedChange occurredOn onHandAfter workOrder { number }
    materialDebt { number } }
  level { onHand allocated available allowance }"""
PROBLEMS = """problems { __typename code message path ... on InvalidInput { accepted }
  ... on InsufficientStock { sku location on requested available allowance }
  ... on QuantityExceeded { limit attempted } ... on NotAllowedInState { state } ... on SelfApproval { requestedBy }
  ... on Incompatible { reasons } }"""


class Hand(Planner):
    """Somebody on the floor, or who decides."""

    order: str
    order_key: int

    def as_(self, subject: str, *roles: str, departments: tuple[str, ...] = ()) -> "Hand":
        """Another person over the same connection."""
        other = Hand(self.http, token(*roles, subject=subject, departments=departments))
        other.app, other.order, other.order_key = self.app, self.order, self.order_key  # type: ignore[attr-defined]
        return other

    @property
    def boss(self) -> "Hand":
        """Who decides."""
        return self.as_("boss", "PRODUCTION_MANAGER")

    @property
    def keeper(self) -> "Hand":
        """Who enters movements."""
        return self.as_("keeper", "PLANNER")

    async def sends(self, mutation: str, selection: str = DEBT, **variables: Any) -> Any:
        """One mutation, with every detail of its problems."""
        from server.graphql.schema import schema

        field = schema._schema.mutation_type.fields[mutation]  # type: ignore[union-attr]
        declared = ", ".join(f"${name}: {field.args[name].type}" for name in variables)
        passed = ", ".join(f"{name}: ${name}" for name in variables)
        asked = f"mutation M({declared}) {{ {mutation}({passed}) {{ {selection} {PROBLEMS} }} }}"
        return (await self.ask(asked, **variables))[mutation]

    async def problem(self, mutation: str, selection: str = DEBT, **variables: Any) -> Any:
        """The one problem of a mutation that is refused."""
        answer = await self.sends(mutation, selection, **variables)
        (problem,) = answer["problems"]
        return problem

    async def carries_out(self, mutation: str, selection: str = DEBT, **variables: Any) -> Any:
        """The answer of a mutation without problems."""
        answer = await self.sends(mutation, selection, **variables)
        assert answer["problems"] == [], answer
        return answer

    def debt_input(self, quantity: Any, **more: Any) -> dict[str, Any]:
        """A debt of fabric for the order."""
        given = {"workOrderId": self.order, "materialSku": "FABRIC", "quantity": str(quantity), "reason": "it is late"}
        return {**given, **more}

    async def asks_for(self, quantity: Any, **more: Any) -> Any:
        """A debt that is asked for."""
        return (await self.carries_out("requestMaterialDebt", input=self.debt_input(quantity, **more)))["debt"]

    async def approved(self, quantity: Any, **more: Any) -> Any:
        """A debt that somebody else approved."""
        debt = await self.asks_for(quantity, **more)
        return (await self.boss.carries_out("approveMaterialDebt", id=debt["id"]))["debt"]

    async def settles(self, debt: Any, quantity: Any, **more: Any) -> Any:
        given = {"receivedQty": str(quantity), **more}
        return await self.sends("settleMaterialDebt", id=debt["id"], input=given)

    async def tries(self, kind: str, quantity: Any, day: int = 0, **more: Any) -> Any:
        """A movement of fabric."""
        given = {"sku": "FABRIC", "kind": kind, "quantity": str(quantity), "occurredOn": ago(day), **more}
        return await self.keeper.sends("recordInventoryMovement", MOVED, input=given)

    async def moves(self, kind: str, quantity: Any, day: int = 0, **more: Any) -> Any:
        """A movement of fabric that is entered."""
        answer = await self.tries(kind, quantity, day, **more)
        assert answer["problems"] == [], answer
        return answer

    async def level(self, sku: str = "FABRIC", location: str = "MAIN") -> dict[str, Decimal]:
        query = """query L($sku: String!, $location: String!) { latestInventory(sku: $sku, location: $location) {
            onHand allocated available allowance onOrder } }"""
        found = (await self.keeper.ask(query, sku=sku, location=location))["latestInventory"]
        return {name: Decimal(value) for name, value in found.items()}

    async def new_order(self, number: str, **more: Any) -> str:
        """Another work order."""
        given = {
            "number": number, "department": "CUT", "stage": "SEWING", "location": "MAIN", "target": Decimal(100),
            "start": today() - timedelta(days=20), "deadline": today() + timedelta(days=10), "produces_stock": True,
            "plan": None, "consumption": "MANUAL", "sku": "shirt",
        }  # fmt: skip
        async with self.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="founder") as session:
            self.order_key = await session.scalar(_ORDER, {"tenant": session.tenant_id, **given, **more})
        return global_id("WorkOrder", self.order_key)

    async def makes(self, quantity: int, day: int = 0) -> None:
        """Something that was made of the order."""
        async with self.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="founder") as session:
            await made(session, self.order_key, today() - timedelta(days=day), quantity)

    async def records(self, order: str, quantity: Any, day: int = 0, **more: Any) -> Any:
        """What was made of an order on a day, as it is entered over HTTP."""
        given = {"workOrderId": order, "productionDate": ago(day), "quantity": str(quantity), **more}
        selection = "movements { id kind onHandChange allocatedChange product { sku } } workOrder { status }"
        return await self.sends("recordDailyProduction", selection, input=given)

    async def has_status(self, status: str) -> None:
        """An order that stands somewhere; one that is completed is so by what was made."""
        if status == "COMPLETED":
            await self.makes(100)
            return
        async with self.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="founder") as session:
            await session.run(_SET_STATUS, {"id": self.order_key, "status": status})


@pytest.fixture
async def floor(empty: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[Hand]:
    """A supervisor of a tenant with an order of a hundred shirts; whatever was done, all is right at the end."""
    async for client in clients(empty, compares=is_of_graphql(request)):
        app = client().app  # type: ignore[attr-defined]
        async with app.state.database.write(tenant_id(SAMPLE_TENANT), subject="founder") as session:
            await session.run(_PRODUCTS, {"tenant": session.tenant_id})
            await session.run(_BILL, {"tenant": session.tenant_id})
        hand = Hand(client().http, token("PRODUCTION_SPV", subject="asker"))
        hand.app = app  # type: ignore[attr-defined]
        hand.order = await hand.new_order("SPK-1")
        async with verified(app.state.database):
            yield hand
