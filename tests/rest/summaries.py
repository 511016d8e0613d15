"""The monthly summary as it should be: its columns, and its rows worked out from the sample files."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from unittest.mock import ANY

from tests.conftest import Client
from tests.graphql.sample_figures import Cells, Demand, Work, cents, forecast, label, months_of, work

SUMMARY = "/api/v2/reports/powerbi/monthly-summary"
COLUMNS = [
    "main_lob", "case_type", "state", "month", "forecast", "fte_count", "actual_count", "placeholder_count",
    "fte_equivalent", "actual_equivalent", "placeholder_equivalent", "capacity", "gap",
    "tier_100_actual", "tier_100_placeholder", "tier_75_actual", "tier_75_placeholder",
    "tier_50_actual", "tier_50_placeholder", "tier_25_actual", "tier_25_placeholder",
    "month_start", "updated_at", "fte_weeks", "fte_gap", "is_active", "deallocated_at", "report",
]  # fmt: skip
UPDATED_AT = COLUMNS.index("updated_at")
Row = list[Any]


def everything(_: Demand) -> bool:
    """Keeps every demand."""
    return True


def expected_rows(report: str, keeps: Callable[[Demand], bool] = everything) -> list[Row]:
    """The rows of a report, of which updated_at may be any, by main LOB, state, case type and month."""
    done: dict[Demand, list[Work]] = {demand: [] for demand in sorted(forecast(report)) if keeps(demand)}
    for one in work():
        if one.report == report and one.demand in done:
            done[one.demand].append(one)
    return [row for demand, mine in done.items() for row in _rows_of(Cells(report, {demand}, mine), demand)]


def _rows_of(cells: Cells, demand: Demand) -> list[Row]:
    rows: list[Row] = []
    marks = (True, None, cells.report)
    for index, month in enumerate(months_of(cells.report)):
        figures = cells.months[index]
        people = [figures[name] for name in ("headcount", "actualCount", "placeholderCount")]
        equivalents = [figures[name] for name in ("fteEquivalent", "actualEquivalent", "placeholderEquivalent")]
        cases = [figures["capacity"], figures["gap"]]
        about = [demand.main_lob, demand.case_type, demand.state, label(month), figures["forecast"]]
        tiers = [figures["headcount"], 0, 0, 0, 0, 0, 0, 0]
        shown = [float(cents(Decimal(value))) for value in equivalents + cases]
        last = [float(cents(Decimal(figures[name]))) for name in ("fteWeeks", "fteGap")]
        rows.append([*about, *people, *shown, *tiers, date(*month, 1).isoformat(), ANY, *last, *marks])
    return rows


async def table(sample_client: Client, **arguments: Any) -> dict[str, Any]:
    """An answer in the default form."""
    response = await sample_client("REPORTING").get(SUMMARY, **arguments)
    assert response.status_code == 200, response.text
    return dict(response.json())


async def without_moment(sample_client: Client, **arguments: Any) -> dict[str, Any]:
    """The same without the moment to ask from the next time, which is another in each answer."""
    answer = await table(sample_client, **arguments)
    assert datetime.fromisoformat(answer.pop("next_updated_since")) <= datetime.now(UTC)
    return answer
