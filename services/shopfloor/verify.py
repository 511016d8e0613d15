"""Recomputing what the shop floor says and keeps: each line found says what differs."""

from decimal import Decimal

from db.engine import ReadSession
from db.shared.keyed_pages import Span
from db.shopfloor.asked import FloorAsked
from db.shopfloor.checks import (
    differing_completions,
    differing_receipts,
    differing_settlements,
    differing_statuses,
    misused_receipts,
    orders_over_limit,
)
from db.shopfloor.production_table import production_table
from services.shared.quantities import plain

ENTRY = ("number", "production_date", "quantity", "cumulative_qty")


async def verify(session: ReadSession) -> list[str]:
    """Everything in a tenant that is not as it must be; empty when all is well."""
    return [*await _orders(session), *await _running_sums(session), *await _stock(session), *await _debts(session)]


async def _orders(session: ReadSession) -> list[str]:
    statuses = [
        f"work order {row.number}: status {row.status}, {plain(row.made)} of {plain(row.target_qty)} made is "
        f"{row.expected}"
        for row in await differing_statuses(session)
    ]
    limits = [
        f"work order {row.number}: {plain(row.made)} made, at most {plain(row.most)} may be"
        for row in await orders_over_limit(session)
    ]
    completions = [
        f"work order {row.number}: status {row.status}, and {row.standing} of its completions stand"
        for row in await differing_completions(session)
    ]
    return [*statuses, *limits, *completions]


async def _running_sums(session: ReadSession) -> list[str]:
    """What tables and lists say that was made so far, against the entries added one by one."""
    found, number, total, span = [], None, Decimal(0), Span()
    async for batch in production_table(FloorAsked(), span).rows(session, ENTRY, span):
        for of, day, quantity, cumulative in batch:
            total = quantity if of != number else total + quantity
            number = of
            if cumulative != total:
                found.append(f"work order {of}: running sum of {day} {plain(cumulative)}, recomputed {plain(total)}")
    return found


async def _stock(session: ReadSession) -> list[str]:
    return [
        f"work order {row.number}: {plain(row.received)} of {row.production_date} are in stock, and "
        f"{plain(row.expected)} should be"
        for row in await differing_receipts(session)
    ]


async def _debts(session: ReadSession) -> list[str]:
    settled = [
        f"material debt {row.number}: settled {plain(row.kept)}, its settlements add up to {plain(row.recomputed)}"
        for row in await differing_settlements(session)
    ]
    receipts = [
        f"movement {row.number}: a {row.kind} of {plain(row.quantity)}, of which settlements use up {plain(row.used)}"
        f"{'' if row.fits else ', some of other material or at another location'}"
        for row in await misused_receipts(session)
    ]
    return [*settled, *receipts]
