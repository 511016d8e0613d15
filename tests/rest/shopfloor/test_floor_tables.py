"""Tables of the shop floor: running sums and health by hand, page by page, and what has changed since a moment."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.graphql.plans.conftest import Floor, Maker
from tests.rest.supply.tables import Record, answer, refusal, table, walked
from tests.support.clocks import today
from tests.support.written_floor import change_asked, corrected, debt_asked, decided, made, settled, work_order

NAMES = ("work-orders", "daily-production", "work-order-changes", "material-debts", "material-debt-settlements")
KEYS = {
    "work-orders": ("number",),
    "daily-production": ("number", "production_date"),
    "work-order-changes": ("id",),
    "material-debts": ("number",),
    "material-debt-settlements": ("id",),
}
JUNE = date(2025, 6, 2)
RUNNING = [(100, "100"), (90, "190"), (80, "270"), (80, "350"), (70, "420")]


def day(number: int) -> date:
    """A day of June 2025, from Monday the second on."""
    return JUNE + timedelta(days=number)


async def busy(floor: Floor) -> dict[str, int]:
    """Orders in every state at three stages, what was asked for, and what was settled."""
    ids = {
        "first": await floor(work_order, "SPK-00001", department="Cutting", stage="CUTTING", produces_stock=False),
        "second": await floor(work_order, "SPK-00010", target_qty=Decimal(300), deadline=day(9)),
        "third": await floor(work_order, "spk-00002", department="Sewing", stage="SEWING", produces_stock=False),
    }
    ids["gone"] = await floor(
        work_order, "SPK-00009", status="CANCELLED", cancelled_at=today(), cancelled_by="sari", cancellation_reason="no"
    )
    for number, (quantity, _) in enumerate(RUNNING):
        ids["last"] = await floor(made, ids["first"], day(number), quantity, scrap=number)
    for number, quantity in enumerate((0, 100, 150, 60)):
        await floor(made, ids["second"], day(number + 2), quantity)
    ids["change"] = await floor(change_asked, ids["first"], qty=1_200)
    ids["delay"] = await floor(change_asked, ids["third"], day=today())
    ids["debt"] = await floor(debt_asked, ids["first"], "MD-00001", quantity="70", day=day(3))
    ids["small"] = await floor(debt_asked, ids["third"], "MD-00002", quantity="6.4", day=day(8))
    await floor(decided, "material_debt", [ids["debt"]], "APPROVED")
    await floor(settled, ids["debt"], "30", day(9))
    return ids


@pytest.mark.quick
async def test_entries_have_running_sums_and_the_one_that_reached_the_target_says_so(
    watcher: Maker, floor: Floor
) -> None:
    await busy(floor)
    rows = await table(watcher, "daily-production")
    assert list(rows[0]) == [
        "number", "sku", "department", "stage", "production_date", "quantity", "scrap_quantity", "cumulative_qty",
        "progress_pct", "status", "entered_by", "updated_at", "is_active", "deallocated_at",
    ]  # fmt: skip
    first = [row for row in rows if row["number"] == "SPK-00001"]
    assert [(row["quantity"], row["cumulative_qty"]) for row in first] == [(q, Decimal(sum)) for q, sum in RUNNING]
    assert [str(row["progress_pct"]) for row in first] == ["10", "19", "27", "35", "42"]
    second = [row for row in rows if row["number"] == "SPK-00010"]
    assert [(row["cumulative_qty"], row["status"]) for row in second] == [
        (0, "CONFIRMED"), (100, "CONFIRMED"), (250, "CONFIRMED"), (310, "COMPLETED"),
    ]  # fmt: skip
    assert str(second[-1]["progress_pct"]) == "103.33"
    assert [row["number"] for row in rows[::5]] == ["SPK-00001", "SPK-00010"]


async def test_a_correction_changes_the_sums_after_it_and_tells_them(watcher: Maker, floor: Floor) -> None:
    order = await floor(work_order, "SPK-00001", produces_stock=False)
    entries = [await floor(made, order, day(number), quantity) for number, (quantity, _) in enumerate(RUNNING)]
    _, since = await answer(watcher, "daily-production")
    await floor(corrected, entries[1], day(1), 40, before=90)
    rows = await table(watcher, "daily-production")
    assert [row["cumulative_qty"] for row in rows] == [100, 140, 220, 300, 370]
    changed = await table(watcher, "daily-production", updated_since=since)
    assert [row["cumulative_qty"] for row in changed][-4:] == [140, 220, 300, 370]


async def test_orders_have_what_was_made_and_their_health_of_today(watcher: Maker, floor: Floor) -> None:
    await busy(floor)
    rows = {row["number"]: row for row in await table(watcher, "work-orders")}
    assert list(rows) == ["SPK-00001", "spk-00002", "SPK-00009", "SPK-00010"], "by number, whatever its case"
    first = rows["SPK-00001"]
    assert list(first) == [
        "number", "sku", "product", "department", "stage", "location", "target_qty", "planned_start", "deadline",
        "status", "cumulative_qty", "remaining_qty", "scrap_qty", "progress_pct", "health", "expected_pct",
        "points_behind", "projected_completion", "plan_number", "updated_at", "is_active", "deallocated_at",
    ]  # fmt: skip
    assert (first["sku"], first["product"], first["status"]) == ("BEAR", "Bear", "IN_PROGRESS")
    assert (first["cumulative_qty"], first["remaining_qty"], first["scrap_qty"]) == (420, 580, 10)
    assert (first["health"], first["expected_pct"], first["points_behind"]) == ("DELAYED", 100, 58)
    assert first["projected_completion"] == str(after(7)), "580 left, 84 a day: seven working days from today"
    done = rows["SPK-00010"]
    assert (done["status"], done["health"], done["remaining_qty"]) == ("COMPLETED", "COMPLETED", 0)
    assert (str(done["progress_pct"]), str(done["points_behind"])) == ("103.33", "-3.33")
    gone = rows["SPK-00009"]
    judged = ("health", "expected_pct", "points_behind", "projected_completion")
    assert [gone[name] for name in judged] == [None] * 4
    assert rows["spk-00002"]["projected_completion"] is None, "nothing was made of late"


def after(days: int) -> date:
    """The last of so many working days from today on."""
    found = today() - timedelta(days=1)
    while days:
        found += timedelta(days=1)
        days -= found.weekday() < 5
    return found


async def test_what_was_asked_for_and_settled(watcher: Maker, floor: Floor) -> None:
    await busy(floor)
    target, deadline = await table(watcher, "work-order-changes")
    names = ("number", "field", "old_qty", "new_qty", "old_date", "new_date", "status", "requested_by", "is_applied")
    assert [target[name] for name in names] == [
        "SPK-00001", "TARGET_QTY", 1_000, 1_200, None, None, "PENDING", "sari", False,
    ]  # fmt: skip
    assert [deadline[name] for name in names] == [
        "spk-00002", "DEADLINE", None, None, "2025-06-13", str(today()), "PENDING", "sari", False,
    ]  # fmt: skip
    (received,) = await table(watcher, "material-debt-settlements")
    names = ("debt_number", "work_order_number", "sku", "location", "received_qty", "received_on", "received_by")
    assert [received[name] for name in names] == [
        "MD-00001", "SPK-00001", "FELT", "MAIN", 30, str(day(9)), "sari",
    ]  # fmt: skip
    ledger = await table(watcher, "inventory-movements", kind="RECEIPT", sku="FELT")
    assert [row["number"] for row in ledger] == [received["movement_number"]]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("limit", [1, 3, 100])
async def test_pages_lead_through_every_row_once(watcher: Maker, floor: Floor, name: str, limit: int) -> None:
    await busy(floor)
    every = await table(watcher, name)
    assert every
    assert await walked(watcher, name, limit=limit) == every
    assert await table(watcher, name, limit=limit, offset=1) == every[1 : 1 + limit]


@pytest.mark.parametrize(
    ("name", "asked", "kept"),
    [
        ("work-orders", {"number": "spk-00001"}, ["SPK-00001"]),
        ("work-orders", {"department": ["CUTTING", "sewing"]}, ["SPK-00001", "spk-00002"]),
        ("work-orders", {"stage": "packing", "status": "completed"}, ["SPK-00010"]),
        ("work-orders", {"status": ["CANCELLED", "IN_PROGRESS"]}, ["SPK-00001", "SPK-00009"]),
        ("work-orders", {"status": "DRAFT"}, []),
        ("work-orders", {"from": "2025-06-12"}, ["SPK-00001", "spk-00002", "SPK-00009"]),
        ("work-orders", {"to": "2025-06-01"}, []),
        ("work-orders", {"sku": "felt"}, []),
        ("work-orders", {"location": "elsewhere"}, []),
        ("daily-production", {"from": "2025-06-06", "to": "2025-06-06"}, ["SPK-00001", "SPK-00010"]),
        ("daily-production", {"department": "Packing"}, ["SPK-00010"] * 4),
        ("work-order-changes", {"stage": "SEWING"}, ["spk-00002"]),
        ("work-order-changes", {"status": "APPROVED"}, []),
        ("material-debts", {"status": "approved"}, ["MD-00001"]),
        ("material-debts", {"from": "2025-06-10"}, ["MD-00002"]),
        ("material-debts", {"sku": "felt", "location": "main"}, ["MD-00001", "MD-00002"]),
        ("material-debt-settlements", {"number": "SPK-00001"}, ["MD-00001"]),
        ("material-debt-settlements", {"to": "2025-06-10"}, []),
    ],
)
async def test_rows_are_chosen_by_keys_states_and_days(
    watcher: Maker, floor: Floor, name: str, asked: dict[str, Any], kept: list[str]
) -> None:
    await busy(floor)
    rows = await table(watcher, name, **asked)
    assert [row.get("number", row.get("debt_number")) for row in rows] == kept


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("asked", [{}, {"status": ["PENDING", "IN_PROGRESS"]}], ids=["all", "states"])
async def test_a_copy_that_merges_changes_is_the_table(
    watcher: Maker, floor: Floor, name: str, asked: dict[str, Any]
) -> None:
    ids = await busy(floor)
    if name in ("daily-production", "material-debt-settlements"):
        asked = {}
    rows, since = await answer(watcher, name, **asked)
    copy = {key_of(name, row): row for row in rows}
    steps: list[Any] = [
        lambda: floor(made, ids["third"], day(4), 500),
        lambda: floor(corrected, ids["last"], day(4), 700, before=70),
        lambda: floor(corrected, ids["last"], day(4), 10, before=700),
        lambda: floor(decided, "work_order_change", [ids["change"], ids["delay"]], "REJECTED"),
        lambda: floor(decided, "material_debt", [ids["small"]], "APPROVED"),
        lambda: floor(settled, ids["debt"], "40", day(11)),
        lambda: floor(made, ids["third"], day(7), 500),
    ]
    for step in steps:
        await step()
        changed, since = await answer(watcher, name, updated_since=since, **asked)
        for row in changed:
            copy.pop(key_of(name, row), None)
            if row["is_active"]:
                copy[key_of(name, row)] = row
        assert sorted(copy.values(), key=str) == sorted(await table(watcher, name, **asked), key=str)


def key_of(name: str, row: Record) -> tuple[Any, ...]:
    return tuple(row[column] for column in KEYS[name])


@pytest.mark.parametrize("name", NAMES)
async def test_days_that_are_not_in_order_and_states_of_no_table_are_refused(watcher: Maker, name: str) -> None:
    assert "accepted: days in order" in await refusal(watcher, name, from_="2025-06-10", to="2025-06-09")
    if name != "daily-production" and name != "material-debt-settlements":
        assert "IN_PROGRESS" in await refusal(watcher, name, status="WAITING")
