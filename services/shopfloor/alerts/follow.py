"""What follows from the work orders, levels and debts that a transaction touched: their alerts, before it commits."""

from collections.abc import Collection, Mapping
from datetime import date

from db.engine import WriteSession
from db.touched import Touched
from services.shared.floor_rules import FloorRules
from services.shopfloor.alerts.evaluate import evaluate

ALERTED = frozenset({Touched.WORK_ORDERS, Touched.LEVELS, Touched.MATERIAL_DEBTS})
"""Kinds of objects that alerts are of."""


async def follow(
    session: WriteSession, touched: Mapping[Touched, Collection[int]], today: date, rules: FloorRules
) -> None:
    """Evaluate what was touched."""
    if subjects := {kind: ids for kind, ids in touched.items() if kind in ALERTED}:
        await evaluate(session, subjects, as_of=today, thresholds=rules.alerts)
