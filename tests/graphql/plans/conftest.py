"""People who plan: one who edits, managers who decide, and the products that they plan."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from schema.shared.node import parse_global_id
from server.commands.postgres import Addresses
from tests.conftest import clients, is_of_graphql
from tests.graphql.planning.conftest import Planner
from tests.support.api import token
from tests.support.audit import log
from tests.support.clocks import ahead
from tests.support.cluster import SAMPLE_TENANT
from tests.support.verified import verified

_PRODUCTS = text("""
    INSERT INTO product (tenant_id, sku, sku_key, name, unit, kind, decimals, daily_capacity)
    VALUES (:tenant, 'BEAR', 'bear', 'Bear', 'pcs', 'FINISHED_GOOD', 0, 600),
           (:tenant, 'FELT', 'felt', 'Felt', 'm', 'MATERIAL', 2, 80.5),
           (:tenant, 'SLOW', 'slow', 'Slow', 'pcs', 'FINISHED_GOOD', 0, NULL)""")
PLAN = """plan { id number name location quantity plannedStart plannedEnd status version constraints
    completionPercentage completionSource createdBy submittedBy approvedBy rejectedBy rejectionReason startedBy
    completedBy cancelledBy cancellationReason product { sku } forecast { id } }"""
ONCE = """problems { __typename code message path ... on InvalidInput { accepted } ... on NotFound { accepted }
    ... on Incompatible { reasons } ... on NotAllowedInState { state } ... on Conflict { expected actual }
    ... on SelfApproval { requestedBy } }"""
WAYS = {
    "DRAFT": (),
    "PENDING_APPROVAL": ("submit",),
    "APPROVED": ("submit", "approve"),
    "IN_PROGRESS": ("submit", "approve", "start"),
    "COMPLETED": ("submit", "approve", "start", "setCompletion", "complete"),
    "CANCELLED": ("cancel",),
}
"""The steps that take a draft to each state."""
MORE: dict[str, dict[str, Any]] = {
    "reject": {"reason": "too much"},
    "cancel": {"reason": "no longer"},
    "setCompletion": {"percentage": "100"},
}
"""What a step says beside the plan's id."""


class Maker(Planner):
    """Somebody who does something with plans; what is asked of managers another does."""

    def as_(self, subject: str, *roles: str) -> "Maker":
        """Another person over the same connection."""
        other = Maker(self.http, token(*roles, subject=subject))
        other.app = self.app  # type: ignore[attr-defined]
        return other

    @property
    def boss(self) -> "Maker":
        """Somebody who decides, and has nothing else to do with it."""
        return self.as_("boss", "MANAGER")

    def boss_or_self(self, step: str) -> "Maker":
        """Who takes a step."""
        return self.boss if step in ("approve", "reject") else self

    async def audited(self, id: str) -> list[dict[str, Any]]:
        """The rows about a plan in the audit log, the newest first."""
        named = parse_global_id(id)
        assert named is not None
        return await log(self, entityType="ProductionPlan", entityId=str(named[1]))

    async def sends(self, mutation: str, selection: str = PLAN, **variables: Any) -> Any:
        """One mutation, with every detail of its problems."""
        from server.graphql.schema import schema

        field = schema._schema.mutation_type.fields[mutation]  # type: ignore[union-attr]
        declared = ", ".join(f"${name}: {field.args[name].type}" for name in variables)
        passed = ", ".join(f"{name}: ${name}" for name in variables)
        asked = f"mutation M({declared}) {{ {mutation}({passed}) {{ {selection} {ONCE} }} }}"
        return (await self.ask(asked, **variables))[mutation]

    async def creates(self, **more: Any) -> Any:
        """A plan that is created: a hundred bears in the weeks to come."""
        answer = await self.tries(**more)
        assert answer["problems"] == [], answer
        return answer["plan"]

    async def tries(self, **more: Any) -> Any:
        return await self.sends("createProductionPlan", input={**BEARS, **more})

    async def updates(self, id: str, expected: int | None = None, **patch: Any) -> Any:
        return await self.sends("updateProductionPlan", id=id, patch=patch, expectedVersion=expected)

    async def takes(self, step: str, id: str, **more: Any) -> Any:
        """A step that is tried, by this person."""
        return await self.sends(mutation_of(step), id=id, **{**MORE.get(step, {}), **more})

    async def problem(self, step: str, id: str, **more: Any) -> Any:
        """The one problem of a step that is refused."""
        answer = await self.takes(step, id, **more)
        assert answer["plan"] is None
        (problem,) = answer["problems"]
        return problem

    async def done(self, step: str, id: str, **more: Any) -> Any:  # type: ignore[override]
        """The plan after a step."""
        answer = await self.takes(step, id, **more)
        assert answer["problems"] == [], answer
        return answer["plan"]

    async def in_state(self, status: str, **more: Any) -> Any:
        """A plan that stands where it is wanted, by the steps that lead there."""
        plan = await self.creates(**more)
        for step in WAYS[status]:
            plan = await self.boss_or_self(step).done(step, plan["id"])
        assert plan["status"] == status
        return plan

    async def plan(self, id: str, selection: str = "status version") -> Any:
        asked = f"query P($id: ID!) {{ productionPlan(id: $id) {{ {selection} }} }}"
        return (await self.ask(asked, id=id))["productionPlan"]


def mutation_of(step: str) -> str:
    """The field of a step: "submitProductionPlan"."""
    return "setProductionPlanCompletion" if step == "setCompletion" else f"{step}ProductionPlan"


BEARS = {"name": "Bears", "sku": "BEAR", "quantity": "100", "plannedStart": ahead(7), "plannedEnd": ahead(27)}


@pytest.fixture
async def maker(empty: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[Maker]:
    """A planner of a tenant with three products; whatever was done, everything stored is right at the end."""
    async for client in clients(empty, compares=is_of_graphql(request)):
        app = client().app  # type: ignore[attr-defined]
        async with app.state.database.write(tenant_id(SAMPLE_TENANT), subject="founder") as session:
            await session.run(_PRODUCTS, {"tenant": session.tenant_id})
        maker = Maker(client().http, None)
        maker.headers, maker.app = client("PLANNER").headers, app  # type: ignore[attr-defined]
        async with verified(app.state.database):
            yield maker


Floor = Callable[..., Awaitable[Any]]
"""Writes rows of the shop floor in a transaction of its own: `floor(work_order, "SPK-1")`."""


@pytest.fixture
def floor(maker: Maker) -> Floor:
    """Who writes rows of the shop floor, see tests/support/written_floor.py."""
    database = maker.app.state.database  # type: ignore[attr-defined]

    async def write(act: Floor, *given: Any, **named: Any) -> Any:
        async with database.write(tenant_id(SAMPLE_TENANT), subject="sari") as session:
            return await act(session, *given, **named)

    return write
