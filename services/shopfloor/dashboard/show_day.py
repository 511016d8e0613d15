"""A day of the floor as it is asked for: its orders, and their sums."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from db.engine import ReadSession
from db.postgres.reading import ColumnRows
from db.shopfloor.day_summary import day_of_orders
from db.shopfloor.work_orders import MADE_COLUMNS
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
    figures = [
        DayFigures(**dict(zip(_FIGURES, values, strict=True)))
        for values in zip(*map(orders.column, _FIGURES), strict=True)
    ]
    named = map(OrderDay, orders.column("stage"), orders.column("department"), figures)
    return DayShown(day_summary(day, list(named)), orders, figures)
