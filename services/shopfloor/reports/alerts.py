"""Alerts as a table: what was to be known of orders, stock and debts, and what became of it."""

from collections.abc import Callable
from typing import Any

from db.engine import ReadSession
from db.shopfloor.alert_table import AlertsAsked, ToldAlertRow, alert_table
from services.shared.relations import span_of
from services.shared.report import Page, ReportRows
from services.shared.table import COUNTS, MARKS, Column, ColumnType
from services.shopfloor.alerts.messages import message
from services.supply.reports.tables import selected_rows

T = ColumnType
ALERT_COLUMNS = [
    Column("kind", T.TEXT),
    Column("severity", T.TEXT),
    Column("state", T.TEXT),
    Column("message", T.TEXT),
    Column("figure", T.DECIMAL),
    Column("threshold", T.DECIMAL),
    Column("work_order_number", T.TEXT),
    Column("debt_number", T.TEXT),
    Column("sku", T.TEXT),
    Column("location", T.TEXT),
    Column("opened_at", T.DATETIME),
    Column("changed_at", T.DATETIME),
    Column("closed_at", T.DATETIME),
    Column("acknowledged_by", T.TEXT),
    Column("acknowledged_at", T.DATETIME),
    Column("note", T.TEXT),
    Column("times_reopened", T.INTEGER),
    Column("updated_at", T.DATETIME),
    Column("id", T.TEXT),
    *MARKS,
]
ALERT_PLACE = (int,)
"""The order in which alerts opened first."""


async def alert_rows(
    session: ReadSession, *, asked: AlertsAsked, page: Page, id_of: Callable[[int], str]
) -> ReportRows:
    """Alerts as they opened first, told apart by their ids, as `id_of` writes them; a closed one says so."""

    def row(one: ToldAlertRow) -> list[Any]:
        named = (one.sku, one.order_number, one.location, one.debt_number)
        return [
            one.kind,
            one.severity,
            one.state,
            message(one.kind, one.state, one.figure, one.threshold, *named),
            one.figure,
            one.threshold,
            one.order_number,
            one.debt_number,
            one.sku,
            one.location,
            one.opened_at,
            one.changed_at,
            one.closed_at,
            one.acknowledged_by,
            one.acknowledged_at,
            one.note,
            one.times_reopened,
            one.updated_at,
            id_of(one.id),
            *(COUNTS if one.counts else (False, one.updated_at)),
        ]

    span = span_of(page)
    return await selected_rows(session, alert_table(asked, span), span, row)
