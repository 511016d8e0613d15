"""Alerts as a table: those of GraphQL, closed ones among them, and what has changed since a moment."""

from decimal import Decimal
from typing import Any

import pytest

from services.shared.access import PERMISSIONS_OF
from tests.graphql.plans.conftest import Maker
from tests.rest.supply.tables import Record, answer, table, walked
from tests.support.clocks import ahead

ALERTS = """{ alerts(first: 500, filter: {state: [OPEN, ACKNOWLEDGED, CLOSED]}) { nodes { id kind severity state message
    figure threshold workOrder { number } level { location product { sku } } materialDebt { number } openedAt changedAt
    closedAt acknowledgedBy acknowledgedAt note timesReopened } } }"""
RECORD = "mutation R($input: MovementInput!) { recordInventoryMovement(input: $input) { problems { message } } }"
STOCK = "mutation S($input: SafetyStockInput!) { createSafetyStock(input: $input) { problems { message } } }"
ACKNOWLEDGE = 'mutation A($id: ID!) { acknowledgeAlert(id: $id, note: "seen") { problems { message } } }'


async def does(person: Maker, mutation: str, **variables: Any) -> None:
    (done,) = (await person.ask(mutation, **variables)).values()
    assert done["problems"] == []


async def moves(maker: Maker, kind: str, quantity: int, *, sku: str = "BEAR") -> None:
    given = {"sku": sku, "kind": kind, "quantity": str(quantity), "occurredOn": ahead(0)}
    await does(maker, RECORD, input=given)


async def alarmed(maker: Maker) -> None:
    """Bears that run out and come back, felt that runs low."""
    for sku in ("BEAR", "FELT"):
        given = {"sku": sku, "policy": "FIXED_QUANTITY", "fixedQuantity": "10", "meanDailyDemand": "1"}
        await does(maker, STOCK, input=given | {"leadTimeDays": "1"})
        await moves(maker, "RECEIPT", 100, sku=sku)
    await moves(maker, "CONSUMPTION", 100)
    await moves(maker, "CONSUMPTION", 95, sku="FELT")
    await moves(maker, "RECEIPT", 5)


@pytest.mark.quick
async def test_alerts_are_those_of_graphql(maker: Maker, watcher: Maker) -> None:
    await alarmed(maker)
    rows = await table(watcher, "alerts")
    nodes = {node["id"]: node for node in (await watcher.ask(ALERTS))["alerts"]["nodes"]}
    assert {row["id"]: {name: row[name] for name in list(row)[:17]} for row in rows} == {
        id: {
            "kind": node["kind"], "severity": node["severity"], "state": node["state"], "message": node["message"],
            "figure": number(node["figure"]), "threshold": number(node["threshold"]),
            "work_order_number": node["workOrder"] and node["workOrder"]["number"],
            "debt_number": node["materialDebt"] and node["materialDebt"]["number"],
            "sku": node["level"]["product"]["sku"], "location": node["level"]["location"],
            "opened_at": node["openedAt"], "changed_at": node["changedAt"], "closed_at": node["closedAt"],
            "acknowledged_by": node["acknowledgedBy"], "acknowledged_at": node["acknowledgedAt"], "note": node["note"],
            "times_reopened": node["timesReopened"],
        }
        for id, node in nodes.items()
    }  # fmt: skip
    assert {(row["sku"], row["kind"], row["state"]) for row in rows} >= {
        ("BEAR", "STOCKOUT", "CLOSED"), ("BEAR", "LOW_STOCK", "OPEN"), ("FELT", "LOW_STOCK", "OPEN"),
    }  # fmt: skip
    assert await walked(watcher, "alerts", limit=1) == rows
    for asked, kept in (
        ({"kind": "stockout"}, ["STOCKOUT"]),
        ({"severity": ["CRITICAL", "info"]}, ["STOCKOUT"]),
        ({"sku": "felt", "status": "open"}, ["LOW_STOCK"]),
        ({"status": "DRAFT"}, []),
        ({"number": "SPK-1"}, []),
        ({"from": ahead(1)}, []),
        ({"to": ahead(-1)}, []),
    ):
        assert [row["kind"] for row in await table(watcher, "alerts", **asked)] == kept, asked


def number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


@pytest.mark.parametrize("asked", [{}, {"status": "OPEN"}, {"severity": "CRITICAL"}], ids=str)
async def test_a_copy_that_merges_changes_is_the_table(maker: Maker, watcher: Maker, asked: dict[str, Any]) -> None:
    await alarmed(maker)
    rows, since = await answer(watcher, "alerts", **asked)
    copy: dict[str, Record] = {row["id"]: row for row in rows}
    for step in ("acknowledge", "worse", "better", "gone"):
        if step == "acknowledge":
            for row in await table(watcher, "alerts", status="OPEN"):
                await does(watcher, ACKNOWLEDGE, id=row["id"])
        else:
            kind, quantity = {"worse": ("CONSUMPTION", 5), "better": ("RECEIPT", 8), "gone": ("RECEIPT", 80)}[step]
            await moves(maker, kind, quantity)
        changed, since = await answer(watcher, "alerts", updated_since=since, **asked)
        for row in changed:
            copy.pop(row["id"], None)
            if row["is_active"]:
                copy[row["id"]] = row
        assert sorted(copy.values(), key=str) == sorted(await table(watcher, "alerts", **asked), key=str), step


def test_whoever_asks_for_tables_of_the_floor_may_see_stock() -> None:
    """The table has alerts of stock too, which ask for another permission than the table itself."""
    floor = {role for role, carried in PERMISSIONS_OF.items() if "PPIC.VIEW" in carried}
    assert floor
    assert all("SUPPLY.VIEW" in PERMISSIONS_OF[role] for role in floor)
