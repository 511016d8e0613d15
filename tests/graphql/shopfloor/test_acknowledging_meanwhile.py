"""An alert is acknowledged while its figure moves: whichever comes first, nothing of either is lost."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from db.shopfloor.enums import AlertKind
from schema.shared.node import parse_key
from server.commands.postgres import Addresses
from services.shared.floor_rules import FloorRules
from services.shopfloor.alerts.acknowledge_alert import acknowledge_alert
from services.shopfloor.alerts.rounds import go_round
from tests.support.clocks import today
from tests.support.cluster import SAMPLE_TENANT
from tests.support.planned import add_safety_stock
from tests.support.shopfloor import Worker, planners_of_the_floor

DEMO = tenant_id(SAMPLE_TENANT)
TODAY = today()
ALERTS = """query A($kind: [AlertKind!]) { alerts(filter: {kind: $kind, state: [OPEN, ACKNOWLEDGED, CLOSED]}) {
    nodes { id state figure acknowledgedBy note } } }"""
_FABRIC = text("SELECT id FROM product WHERE sku = 'FABRIC'")
_WAITING = text("""
    SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))""")


class Moving(NamedTuple):
    """A kind of alert that is open, and what moves its figure."""

    kind: AlertKind
    moves: Callable[[Worker], Coroutine[Any, Any, Any]]


async def receives(planner: Worker) -> None:
    given = {"sku": "FABRIC", "kind": "RECEIPT", "quantity": "5"}
    assert (await planner.sends("recordInventoryMovement", "__typename", input=given))["problems"] == []


async def records(planner: Worker) -> None:
    made = {"workOrderNumber": "SPK-00001", "productionDate": str(TODAY), "quantity": "10"}
    assert (await planner.supervisor.sends("recordDailyProduction", "__typename", input=made))["problems"] == []


async def goes_round(planner: Worker) -> None:
    """What time moves, a week later."""
    week = timedelta(days=7)
    await go_round(planner.app.state.database, DEMO, timedelta(0), TODAY + week, FloorRules())


MOVING = {
    "a movement": Moving(AlertKind.LOW_STOCK, receives),
    "an entry": Moving(AlertKind.VARIANCE, records),
    "a round": Moving(AlertKind.DELAYED, goes_round),
}


@pytest.fixture
async def planner(empty: Addresses) -> AsyncIterator[Worker]:
    """A floor with a work order that is late and far behind, and with too little fabric."""
    async for planner in planners_of_the_floor(empty, compares=False):
        async with planner.app.state.database.write(DEMO, subject="founder") as session:
            await add_safety_stock(session, await session.scalar(_FABRIC), quantity=100, reorder_point=100)
        await receives(planner)
        late = {"plannedStart": str(TODAY - timedelta(days=30)), "deadline": str(TODAY - timedelta(days=3))}
        await planner.make_work_order(**late)
        yield planner


async def alert(planner: Worker, kind: AlertKind) -> Any:
    (found,) = (await planner.boss.as_("root", "ADMIN").ask(ALERTS, kind=[kind.value]))["alerts"]["nodes"]
    return found


@pytest.mark.parametrize("name", MOVING)
async def test_who_acknowledged_is_kept_while_the_figure_moves(planner: Worker, name: str) -> None:
    moving, database = MOVING[name], planner.app.state.database
    before = await alert(planner, moving.kind)
    assert before["state"] == "OPEN"
    async with database.write(DEMO, subject="boss") as session:
        key = parse_key("Alert", before["id"])
        await acknowledge_alert(session, id=key, note="we know", kinds=list(AlertKind))
        moved = asyncio.ensure_future(moving.moves(planner))
        while not await session.scalar(_WAITING):
            assert not moved.done()
            await asyncio.sleep(0.02)
    await moved
    after = await alert(planner, moving.kind)
    assert (after["state"], after["acknowledgedBy"], after["note"]) == ("ACKNOWLEDGED", "boss", "we know")
    assert after["figure"] != before["figure"]
