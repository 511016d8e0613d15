"""A floor short of everything, and the people on it; how many sequences are tried follows from --inputs."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from schema.shared.node import global_id
from server.commands.postgres import Addresses
from tests.conftest import FEW, clients, is_of_graphql
from tests.support import clocks
from tests.support.cluster import SAMPLE_TENANT
from tests.support.planned import add_plan, add_safety_stock
from tests.support.shopfloor import Worker

STEPS = 50
_PRODUCTS = text("""
    INSERT INTO product (tenant_id, sku, sku_key, name, unit, kind, decimals, unit_cost, currency)
    VALUES (:tenant, 'SHIRT', 'shirt', 'Shirt', 'pcs', 'FINISHED_GOOD', 0, 12.5, 'EUR'),
           (:tenant, 'PANEL', 'panel', 'Panel', 'pcs', 'MATERIAL', 0, 2, 'EUR'),
           (:tenant, 'FABRIC', 'fabric', 'Fabric', 'm', 'MATERIAL', 2, 40, 'EUR'),
           (:tenant, 'BUTTON', 'button', 'Button', 'pcs', 'MATERIAL', 0, NULL, NULL)
    RETURNING id, sku""")
_BILLS = text("""
    INSERT INTO bom_line (tenant_id, product_id, component_id, place, quantity_per_unit, scrap, stage)
    SELECT :tenant, made.id, part.id, line.place, line.quantity, line.scrap, line.stage
    FROM (VALUES ('SHIRT', 'FABRIC', 0, 0.35, 0.04, 'SEWING'), ('SHIRT', 'PANEL', 1, 2, 0, NULL),
                 ('SHIRT', 'BUTTON', 2, 1.5, 0, NULL), ('PANEL', 'FABRIC', 0, 0.25, 0.1, NULL))
         AS line (made, part, place, quantity, scrap, stage)
    JOIN product made ON made.sku = line.made JOIN product part ON part.sku = line.part""")
SAFE = {"SHIRT": Decimal(15), "FABRIC": Decimal(20), "BUTTON": Decimal(12)}
PLANNED = Decimal(120)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A sequence of so many steps a seed."""
    if "seed" in metafunc.fixturenames:
        config = metafunc.config
        first, count = config.getoption("--seed") or 0, (config.getoption("--inputs") or FEW) // STEPS
        metafunc.parametrize("seed", range(first, first + max(count, 1)))


@dataclass
class People:
    """Who works on the floor, what is planned, and which day it is."""

    anybody: Worker
    plan: str
    today: date

    def person(self, name: str) -> Worker:
        """Somebody by name: each has one role."""
        roles = {
            "sari": "PRODUCTION_SPV", "tono": "PRODUCTION_STAFF", "mara": "PRODUCTION_MANAGER", "budi": "MANAGER",
            "root": "ADMIN", "planner": "PLANNER",
        }  # fmt: skip
        return self.anybody.as_(name, roles[name], departments=("CUT",) if name == "tono" else ())


@pytest.fixture
async def people(empty: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[People]:
    """Nothing is there, and some of it is kept for safety; a plan of shirts is approved."""
    async for client in clients(empty, compares=is_of_graphql(request)):
        anybody, today = Worker(client().http, None), clocks.today()
        anybody.app = client().app  # type: ignore[attr-defined]
        async with anybody.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="founder") as session:
            made: dict[str, Any] = {
                row.sku: row.id for row in await session.rows(_PRODUCTS, {"tenant": session.tenant_id})
            }
            await session.run(_BILLS, {"tenant": session.tenant_id})
            for sku, quantity in SAFE.items():
                await add_safety_stock(session, made[sku], quantity=quantity, reorder_point=quantity)
            days = {"start": today - timedelta(days=30), "until": today + timedelta(days=30)}
            plan = await add_plan(session, made["SHIRT"], status="APPROVED", quantity=PLANNED, **days)
        yield People(anybody, global_id("ProductionPlan", plan), today)
