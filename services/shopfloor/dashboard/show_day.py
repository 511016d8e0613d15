"""A day of the floor as it is asked for: its orders, and their sums."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from db.engine import ReadSession
from db.postgres.reading import ColumnRows
from db.shopfloor.day_summary import DaySumsRow, day_of_orders, day_sums
from db.shopfloor.work_orders import MADE_COLUMNS
from services.shared.computing import computed
from services.shared.working_days import is_working_day
from services.shopfloor.dashboard.daily_summary import DayFigures, DaySummary, OrderDay, day_summary

_FIGURES = ("target", "actual", "scrap", "entries", "missing_entries")


class DayShown(NamedTuple):
    """A day in sums; its orders by number as rows, and each one's figures."""

    summary: DaySummary
    orders: ColumnRows
    figures: list[DayFigures]


async def show_day(session: ReadSession, day: date, columns: Sequence[Any] = MADE_COLUMNS) -> DayShown:
    """What was to be made on a day, and what was; of its orders some columns, stage and department among them."""
    orders = await day_of_orders(session, day, columns)
    return await computed(lambda: _shown(day, orders), parts=len(orders))


def _shown(day: date, orders: ColumnRows) -> DayShown:
    figures = [
        DayFigures(**dict(zip(_FIGURES, values, strict=True)))
        for values in zip(*map(orders.column, _FIGURES), strict=True)
    ]
    named = map(OrderDay, orders.column("stage"), orders.column("department"), figures)
    return DayShown(day_summary(day, list(named)), orders, figures)


async def sum_day(session: ReadSession, day: date) -> DaySummary:
    """The same without the orders, summed where they are kept."""
    sums = {(row.stage, row.department): _of(row) for row in await day_sums(session, day)}
    by_stage = sorted(((stage, one) for (stage, _), one in sums.items() if stage is not None), key=_name)
    by_department = sorted(((name, one) for (_, name), one in sums.items() if name is not None), key=_name)
    return DaySummary(day, is_working_day(day), sums[None, None], by_stage, by_department)


def _name(group: tuple[str, DayFigures]) -> str:
    return group[0]


def _of(row: DaySumsRow) -> DayFigures:
    return DayFigures(
        target=row.target,
        actual=row.actual,
        scrap=row.scrap,
        entries=row.entries,
        missing_entries=row.missing_entries,
    )
