"""Calls of reads about what lies ahead of plans, on rows that give them something to find."""

from collections.abc import Awaitable, Callable
from typing import Any

from db.engine import WriteSession
from db.supply import plans_ahead
from tests.support.supply_rows import DAY, billed, changed, of_product

Find = Callable[[WriteSession, int], Awaitable[Any]]


def of_plan(find: Find) -> Callable[[Any], Awaitable[Any]]:
    """What is found of the plan of a product with a bill."""

    async def call(session: WriteSession, product: int) -> Any:
        await billed(session, product)
        return await changed(session, lambda id: find(session, id), "production_plan")

    return of_product(call)


CALLS_ABOUT_AHEAD: dict[str, Callable[[Any], Any]] = {
    "db.supply.plans_ahead.plans_ahead": of_plan(lambda s, plan: plans_ahead.plans_ahead(s, [plan])),
    "db.supply.plans_ahead.demand_of_plans": of_plan(lambda s, plan: plans_ahead.demand_of_plans(s, [plan], today=DAY)),
    "db.supply.plans_ahead.materials_of_plans": of_plan(lambda s, plan: plans_ahead.materials_of_plans(s, [plan])),
}
