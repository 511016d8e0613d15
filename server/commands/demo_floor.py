"""The shop floor of the demo: its files, and what its people have asked one another for."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db.engine import ReadSession, WriteSession
from db.shared.enums import Role
from db.shared.tenants import tenant_id
from db.shopfloor.enums import WorkOrderField
from db.shopfloor.work_orders import work_orders_by_number_keys
from server.commands.imports import import_files
from server.commands.installation import Installation
from server.commands.sample_files import sample
from services.shared.access import Caller
from services.shared.floor_rules import FloorRules
from services.shared.progress import Progress
from services.shared.text import key
from services.shopfloor.changes.decide_change import approve_change
from services.shopfloor.changes.request_change import ChangeAsked, request_change
from services.shopfloor.debts.decide_debt import approve_debt
from services.shopfloor.debts.request_debt import DebtAsked, request_debt
from services.supply.locations import MAIN
from services.supply.stock.checking import Days

FLOOR_SAMPLES = {"work-orders": "work_orders.csv"}
DEPARTMENTS = ("Filling",)
"""Whose work the demo's own token has."""
SUPERVISOR, MANAGER = "tono", "nia"


@dataclass(frozen=True, slots=True)
class Owed:
    """Material that is missing for a work order."""

    order: str
    sku: str
    quantity: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Retargeted:
    """Another target for a work order."""

    order: str
    target: Decimal
    reason: str


# Of each the first is approved, and the second waits.
DEBTS = (
    Owed("SPK-00014", "NOSE-18", Decimal(40), "a box was lost on its way"),
    Owed("SPK-00018", "EYE-12", Decimal(120), "the next box comes on Monday"),
)


CHANGES = (
    Retargeted("SPK-00010", Decimal(800), "the customer takes a hundred fewer"),
    Retargeted("SPK-00035", Decimal(1500), "the stuffing machine stands still"),
)


async def add_floor(installed: Installation, tenant: str, *, today: date, progress: Progress) -> None:
    """Load work orders and daily production into a tenant that has none of them, and let people ask for what they need.

    The supervisor asks for material and for other targets, and the manager approves one of each.
    """
    rules = installed.settings.floor_rules
    async with installed.write(tenant, subject=tenant) as session:
        if await work_orders_by_number_keys(session, [key(DEBTS[0].order)]):
            return
        for label, name in FLOOR_SAMPLES.items():
            file = await sample(label, name)
            await import_files(session, [file], rules=rules, progress=progress)
    async with installed.write(tenant, subject=SUPERVISOR) as session:
        debts = [await _owe(session, tenant, owed, rules, today) for owed in DEBTS]
        changes = [await _retarget(session, wanted, rules, today) for wanted in CHANGES]
    async with installed.write(tenant, subject=MANAGER) as session:
        await approve_debt(session, id=debts[0], note="it will be on the next delivery")
        await approve_change(session, id=changes[0], note=None, today=today)


async def _owe(session: WriteSession, tenant: str, owed: Owed, rules: FloorRules, today: date) -> int:
    asked = DebtAsked(
        work_order_id=await _order(session, owed.order),
        material_sku=owed.sku,
        location=MAIN,
        quantity=owed.quantity,
        needed_on=None,
        reason=owed.reason,
    )
    caller = Caller(tenant_id(tenant), tenant, SUPERVISOR, (Role.PRODUCTION_SPV,))
    days = Days(today, rules.farthest_back_days)
    return await request_debt(session, caller=caller, asked=asked, days=days, large_value=rules.large_debt_value)


async def _retarget(session: WriteSession, wanted: Retargeted, rules: FloorRules, today: date) -> int:
    asked = ChangeAsked(
        work_order_id=await _order(session, wanted.order),
        field=WorkOrderField.TARGET_QTY,
        new_qty=wanted.target,
        new_date=None,
        reason=wanted.reason,
    )
    return (await request_change(session, asked=asked, today=today, large=rules.large_change)).change_id


async def _order(session: ReadSession, number: str) -> int:
    (order,) = await work_orders_by_number_keys(session, [key(number)])
    return order.id
