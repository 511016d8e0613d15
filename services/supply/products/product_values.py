"""What a product may say: the rules that creating, changing and files share."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from db.shared.bounds import Bound
from db.supply.bounds import DAILY_CAPACITY, LABOUR_HOURS_PER_UNIT, LEAD_TIME_DAYS, UNIT_COST
from services.shared.errors import noted
from services.shared.inputs import Inputs
from services.shared.quantities import PLACES, require_quantity
from services.shared.text import shown

CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
CURRENCY_ACCEPTED = "an ISO code of three letters such as EUR"
NEEDS_CURRENCY = "the unit cost has no currency"

NAMES = {
    "name": "name",
    "unit": "unit",
    "unit_cost": "unitCost",
    "currency": "currency",
    "lead_time_days": "leadTimeDays",
    "daily_capacity": "dailyCapacity",
    "labour_hours_per_unit": "labourHoursPerUnit",
    "labour_skill": "labourSkill",
    "is_active": "isActive",
}
BOUNDS = {
    "unit_cost": UNIT_COST,
    "lead_time_days": LEAD_TIME_DAYS,
    "daily_capacity": DAILY_CAPACITY,
    "labour_hours_per_unit": LABOUR_HOURS_PER_UNIT,
}


def checked_value(inputs: Inputs, path: str, name: str, value: Any) -> Any:
    """A column's value as it is kept; what is wrong with it is noted."""
    named = NAMES[name]
    if name in BOUNDS:
        return _number(inputs, path, named, value, BOUNDS[name])
    if name == "currency":
        return _currency(inputs, named, value)
    if name == "labour_skill":
        return inputs.optional_text(named, value)
    if name == "is_active":
        if value is None:
            inputs.note(f"{named} is null", named, accepted="true, false, or no such field")
        return value
    return inputs.text(named, value)


def currency_code(text: str) -> str:
    """A currency's code in capitals; raises ValueError."""
    code = shown(text).upper()
    if not CURRENCY.fullmatch(code):
        raise ValueError(f"is no currency; {CURRENCY_ACCEPTED} is accepted")
    return code


def lacks_currency(values: Mapping[str, Any]) -> bool:
    """Whether there is a unit cost of nobody knows which currency."""
    return values["unit_cost"] is not None and values["currency"] is None


def _number(inputs: Inputs, path: str, named: str, value: Decimal | None, bound: Bound) -> Decimal | None:
    if value is None:
        return None
    return noted(inputs.refusals, require_quantity, named, value, bound=bound, decimals=PLACES, path=(path, named))


def _currency(inputs: Inputs, named: str, value: str | None) -> str | None:
    if (text := inputs.optional_text(named, value)) is None:
        return None
    try:
        return currency_code(text)
    except ValueError:
        inputs.note(f"{named} is {text[:40]!r}", named, accepted=CURRENCY_ACCEPTED)
        return None
