"""headroom alerts: alerts of one tenant or all, as of a day, and what verify says of them."""

from typing import Any

from sqlalchemy import text

from db.engine import Database
from db.shared.tenants import tenant_id
from tests.support.floor import add_order
from tests.support.stock import add_product


async def late(database: Database, tenant: str) -> None:
    """An order of ten days from 2 June 2025 of which nothing is made."""
    async with database.write(tenant_id(tenant), subject="founder") as session:
        await add_order(session, await add_product(session), "SPK-00001")


async def test_alerts_are_opened_and_closed_as_of_a_day(headroom: Any, database: Database) -> None:
    await late(database, "demo")

    def said(*arguments: str) -> list[str]:
        ended = headroom("alerts", *arguments)
        assert (ended.returncode, ended.stderr) == (0, "")
        return list(ended.stdout.splitlines())

    assert said("--tenant", "demo", "--as-of", "2025-06-02") == ["demo: nothing happened"]
    assert said("--tenant", "demo", "--as-of", "2025-06-13") == ["demo: 2 opened"]  # behind, and a day left
    assert said("--as-of", "2025-06-16") == ["demo: 1 opened, 1 closed", "other: nothing happened"]
    assert said("--tenant", "demo") == ["demo: nothing happened"]
    assert said("--tenant", "demo", "--as-of", "2025-06-02") == ["demo: 2 closed"]
    verified = headroom("verify")
    assert verified.returncode == 0
    assert verified.stdout == "demo: notice: alerts of work orders and debts that the next round changes: 2\n"
    assert said("--tenant", "demo") == ["demo: 2 reopened"]
    assert headroom("verify").stdout == ""


def test_what_is_no_day_and_no_tenant_is_refused(headroom: Any) -> None:
    for given in ("yesterday", "2025-02-30", "2025-06-02T10:00", "20250602", "2025-W23-1", "0001-01-01", "9999-12-31"):
        ended = headroom("alerts", "--as-of", given)
        assert ended.returncode != 0
        assert f"'{given}' is no day; accepted: such as 2025-06-09" in ended.stderr
    assert "there is no tenant 'nobody'" in headroom("alerts", "--tenant", "nobody").stderr


async def test_verify_finds_alerts_of_stock_that_are_missing_or_have_no_reason(
    headroom: Any, database: Database
) -> None:
    async with database.write(tenant_id("demo"), subject="founder") as session:
        product = await add_product(session)
        _, other = [
            await session.scalar(
                text("INSERT INTO inventory_level (tenant_id, product_id, sku_sort, location, on_hand)"
                     " VALUES (:tenant, :product, '', :location, :on_hand) RETURNING id"),
                {"tenant": session.tenant_id, "product": product, "location": location, "on_hand": on_hand},
            )
            for location, on_hand in (("MAIN", 0), ("WEST", 5))
        ]  # fmt: skip
        await session.run(
            text("INSERT INTO safety_stock (tenant_id, product_id, sku_sort, location, policy, lead_time_days,"
                 " lead_time_deviation, mean_daily_demand, demand_deviation, safety_stock_quantity, reorder_point,"
                 " created_by) VALUES (:tenant, :product, '', 'MAIN', 'FIXED_QUANTITY', 1, 0, 1, 1, 3, 4, 'tester')"),
            {"tenant": session.tenant_id, "product": product},
        )  # fmt: skip
        await session.run(
            text("INSERT INTO alert (tenant_id, kind, level_id, product_id, severity, state, event)"
                 " VALUES (:tenant, 'STOCKOUT', :level, :product, 'CRITICAL', 'OPEN', 'OPENED')"),
            {"tenant": session.tenant_id, "level": other, "product": product},
        )  # fmt: skip
    lines = headroom("verify").stdout.splitlines()
    assert "demo: alert STOCKOUT of SHIRT-1 at MAIN is not open" in lines
    assert "demo: alert LOW_STOCK of SHIRT-1 at MAIN is not open" in lines
    assert "demo: alert STOCKOUT of SHIRT-1 at WEST is open without a reason" in lines
    assert headroom("alerts", "--tenant", "demo").stdout == "demo: 2 opened, 1 closed\n"
    assert not [line for line in headroom("verify").stdout.splitlines() if "alert" in line]
