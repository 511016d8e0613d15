"""A planner to whom models recommend something: three products, and a plan where a test makes one."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from server.commands.postgres import Addresses
from tests.graphql.planning.conftest import Planner, planners
from tests.support.clocks import today
from tests.support.cluster import SAMPLE_TENANT

_PRODUCTS = text("""
    INSERT INTO product (tenant_id, sku, sku_key, name, unit, kind, decimals, daily_capacity, lead_time_days, is_active)
    VALUES (:tenant, 'BEAR', 'bear', 'Bear', 'pcs', 'FINISHED_GOOD', 0, 100, 7, true),
           (:tenant, 'FELT', 'felt', 'Felt', 'm', 'MATERIAL', 2, NULL, NULL, true),
           (:tenant, 'OLD', 'old', 'Old', 'pcs', 'FINISHED_GOOD', 0, 1, 1, false)""")
RECOMMENDATION = """recommendation { id kind source modelName modelVersion suggestionId confidence reasoning
    product { sku } location plan { id } content status createdBy decidedBy decidedAt decisionReason resultId }"""
FORECAST = {
    "name": "By a model",
    "bucket": "MONTH",
    "horizonStart": "2027-01-01",
    "horizonEnd": "2027-03-31",
    "values": [
        {"start": "2027-01-01", "quantity": "120", "lower": 100, "upper": "140"},
        {"start": "2027-02-01", "quantity": 130},
        {"start": "2027-03-01", "quantity": 125.0},
    ],
}
STOCK = {"recommendedQuantity": "90.5", "reorderPoint": 800, "meanDailyDemand": "100", "leadTimeDays": 7}
EXTERNAL = {
    "kind": "SAFETY_STOCK",
    "sku": "BEAR",
    "modelName": "oracle",
    "modelVersion": "2.1",
    "suggestionId": "s-1",
    "confidence": 0.8,
    "reasoning": "Demand has grown.",
    "content": STOCK,
}


def monday() -> date:
    """The second Monday from now."""
    return today() + timedelta(days=14 - today().weekday())


class Chooser(Planner):
    """Somebody who decides about what models recommend."""

    async def submits(self, **more: Any) -> Any:
        """A recommendation that is taken in."""
        answer = await self.done("submitRecommendation", RECOMMENDATION, input={**EXTERNAL, **more})
        return answer["recommendation"]

    async def submit_refused(self, **more: Any) -> list[dict[str, Any]]:
        return await self.refused("submitRecommendation", input={**EXTERNAL, **more})

    async def accepts(self, id: str) -> Any:
        return (await self.done("acceptRecommendation", RECOMMENDATION, id=id))["recommendation"]

    async def rejects(self, id: str, reason: str = "not now") -> Any:
        return (await self.done("rejectRecommendation", RECOMMENDATION, id=id, reason=reason))["recommendation"]

    async def one(self, id: str) -> Any:
        asked = f"query One($id: ID!) {{ node(id: $id) {{ ... on Recommendation {{ {RECOMMENDATION[17:-2]} }} }} }}"
        return (await self.ask(asked, id=id))["node"]

    async def plans(self, *, weeks: int = 4, **more: Any) -> Any:
        """A draft of a plan of whole weeks."""
        start = monday()
        given = {"name": "Bears", "sku": "BEAR", "quantity": "100", "plannedStart": str(start)}
        given["plannedEnd"] = str(start + timedelta(days=7 * weeks - 1))
        made = await self.done("createProductionPlan", "plan { id number version }", input={**given, **more})
        return made["plan"]


@pytest.fixture
async def chooser(empty: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[Chooser]:
    """A planner of an empty tenant; whatever was done, everything stored is right at the end."""
    async for chooser in planners(Chooser, empty, request):
        async with chooser.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="founder") as session:
            await session.run(_PRODUCTS, {"tenant": session.tenant_id})
        yield chooser
