"""Calls of what is checked of the ledger and of steps, on data in which there is something to find."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import text

from db.engine import WriteSession
from db.supply import ledger_checks, step_checks
from db.supply.enums import MovementKind
from db.supply.forecasts import insert_forecast
from db.supply.movements import insert_movements
from tests.support.stock import moved
from tests.support.supply_rows import DAY, LATER, forecast_of, level_of, of_product


async def _short(session: WriteSession, product: int) -> Any:
    level = await level_of(session, product)
    await insert_movements(session, [moved(level, MovementKind.CONSUMPTION, 900, DAY)])
    return await ledger_checks.levels_short(session)


async def _untrue(session: WriteSession, product: int) -> Any:
    level = await level_of(session, product)
    await insert_movements(session, [moved(level, MovementKind.ADJUSTMENT, 1, LATER, counted=Decimal(900))])
    return await ledger_checks.untrue_counts(session)


async def _last_count(session: WriteSession, _: int) -> Any:
    await session.run(text("UPDATE inventory_level SET last_counted_on = :day"), {"day": DAY})
    return await ledger_checks.differing_last_counts(session)


async def _unlike(session: WriteSession, product: int) -> Any:
    level = await level_of(session, product)
    await insert_movements(session, [moved(level, MovementKind.TRANSFER_OUT, 1, DAY, transfer=uuid4())])
    return await ledger_checks.unlike_pairs(session)


async def _steps(session: WriteSession, _: int) -> Any:
    await session.run(text("UPDATE production_plan SET started_at = now(), started_by = 'tester'"))
    return await step_checks.differing_steps(session)


async def _together(session: WriteSession, product: int) -> Any:
    later = {"number": "FC-90002", "status": "ARCHIVED", "archived_at": text("now()"), "archived_by": "tester"}
    await insert_forecast(session, forecast_of(product, **later))
    return await step_checks.active_together(session)


CALLS_OF_CHECKS: dict[str, Callable[[Any], Any]] = {
    "db.supply.ledger_checks.levels_short": of_product(_short),
    "db.supply.ledger_checks.untrue_counts": of_product(_untrue),
    "db.supply.ledger_checks.differing_last_counts": of_product(_last_count),
    "db.supply.ledger_checks.unlike_pairs": of_product(_unlike),
    "db.supply.step_checks.differing_steps": of_product(_steps),
    "db.supply.step_checks.active_together": of_product(_together),
}
