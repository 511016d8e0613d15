"""The shop floor of the demo: its files, and what its people have asked one another for."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db.engine import ReadSession, WriteSession
from db.shared.enums import Role
from db.shared.tenants import tenant_id
from db.shopfloor.work_orders import work_orders_by_number_keys
from server.commands.imports import import_files
from server.commands.installation import Installation
from server.commands.sample_files import sample
from services.shared.access import Caller
from services.shared.floor_rules import FloorRules
from services.shared.progress import Progress
from services.shared.text import key
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


# The first is approved, and the second waits.
DEBTS = (
    Owed("SPK-00014", "NOSE-18", Decimal(40), "a box was lost on its way"),
    Owed("SPK-00018", "EYE-12", Decimal(120), "the next box comes on Monday"),
)


async def add_floor(installed: Installation, tenant: str, *, today: date, progress: Progress) -> None:
    """Load work orders and daily production into a tenant that has none of them, and let people ask for what is short.

    The supervisor asks for material, and the manager approves some of it.
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
    async with installed.write(tenant, subject=MANAGER) as session:
        await approve_debt(session, id=debts[0], note="it will be on the next delivery")


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


async def _order(session: ReadSession, number: str) -> int:
    (order,) = await work_orders_by_number_keys(session, [key(number)])
    return order.id
