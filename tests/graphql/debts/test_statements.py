"""Lists ask the database as often for a dozen debts, or orders, as for one, whatever is asked of each."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.graphql.debts.conftest import Hand

Count = Callable[[Any, Awaitable[object]], Awaitable[int]]
DEBTS = """query D($first: Int!) { materialDebts(first: $first) { nodes { number ageDays approvals { by }
    material { sku } workOrder { number }
    settlements { receivedQty movement { number materialDebt { number } } } } } }"""
ORDERS = """query O($first: Int!) { workOrders(first: $first) { nodes { number
    materials { gross short component { sku } } movements { number } materialDebts { number openQty } } } }"""
TOTALS = "{ materialDebts(first: 1) { totalCount totals { material { sku } open } } }"


@pytest.mark.parametrize(("asked", "most"), [(DEBTS, 9), (ORDERS, 5)], ids=["debts", "orders"])
async def test_a_dozen_take_the_statements_of_two(floor: Hand, count_statements: Count, asked: str, most: int) -> None:
    for number in range(2, 8):
        order = await floor.new_order(f"SPK-{number}")
        for _ in range(2):
            debt = await floor.approved(5, workOrderId=order)
            await floor.settles(debt, 2)
    few, many = [await count_statements(floor.boss, floor.boss.ask(asked, first=first)) for first in (2, 12)]
    assert few == many <= most


async def test_sums_of_a_list_take_a_statement_each(floor: Hand, count_statements: Count) -> None:
    await floor.approved(5)
    await floor.asks_for(5, materialSku="BUTTON")
    assert await count_statements(floor.boss, floor.boss.ask(TOTALS)) == 4  # the page, count, sums, materials
