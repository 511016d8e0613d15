"""Columns that nobody looks at are not computed; those that somebody does are what they are beside all others."""

import pytest

from db.engine import on_statement
from server.odata.sets import entity_sets
from tests.rest.odata.feed import Feed

COMPUTED_BESIDE = {
    # A column that takes a statement of its own.
    "InventoryLevels": ("days_of_supply", "on_hand"),
    "Replenishment": ("order_by", "suggested_quantity"),
    "SupplyForecastValues": ("error", "quantity"),
    "PlanWeeks": ("projected_stock", "start"),
}
SOME = 200  # rows: what a column is computed of does not depend on how many there are


@pytest.mark.parametrize("name", entity_sets())
async def test_a_column_is_the_same_alone(feed: Feed, name: str) -> None:
    rows = await feed.all(f"/{name}")
    for column in rows[0] if rows else ():
        found = await feed.all(f"/{name}", select=column, top=str(SOME))
        assert found == [{column: row[column]} for row in rows[:SOME]], column
    for column in list(rows[0] if rows else ())[::4]:
        found = await feed.all(f"/{name}", orderby=f"{column} desc", select=column)
        assert sorted(map(str, found)) == sorted(str({column: row[column]}) for row in rows), column


async def sent_for(feed: Feed, path: str, **options: str) -> list[str]:
    """The statements of a question."""
    await feed.read("/Reports")  # the first request of a tenant looks it up
    sent: list[str] = []
    on_statement(feed.api.app.state.database, sent.append)  # type: ignore[attr-defined]
    assert (await feed.get(path, **options)).status_code == 200
    return list(sent)


@pytest.mark.parametrize("name", COMPUTED_BESIDE)
async def test_what_nobody_looks_at_takes_no_statement(feed: Feed, name: str) -> None:
    computed, read = COMPUTED_BESIDE[name]
    without = len(await sent_for(feed, f"/{name}", select=read))
    assert len(await sent_for(feed, f"/{name}", select=computed)) > without
    assert len(await sent_for(feed, f"/{name}", select=read, filter=f"{computed} ne null")) > without
    assert len(await sent_for(feed, f"/{name}", select=read, orderby=computed)) > len(
        await sent_for(feed, f"/{name}", select=read, orderby=read)
    )
    counted = len(await sent_for(feed, f"/{name}/$count"))
    assert len(await sent_for(feed, f"/{name}/$count", filter=f"{computed} ne null")) > counted


async def test_levels_are_not_looked_up_among_work_orders_unless_what_is_on_order_is_asked_for(feed: Feed) -> None:
    for options, is_summed in (({"select": "on_order"}, True), ({"select": "on_hand"}, False)):
        sent = await sent_for(feed, "/InventoryLevels", **options)
        assert any("produces_stock" in statement for statement in sent) is is_summed
