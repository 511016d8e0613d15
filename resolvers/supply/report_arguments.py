"""The arguments of reports about supply: which products, where, in which states and on which days."""

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

from db.shopfloor.enums import AlertKind, AlertState, ApprovalStatus, WorkOrderStatus
from db.supply.enums import MovementKind, ProductionPlanStatus, ProductKind, SupplyForecastStatus
from resolvers.shared.arguments import filled, keys
from services.shared.errors import BadRequest
from services.shared.iso_days import DAY, iso_day
from services.shared.json_schema import TEXT, Schema
from services.shared.report import Argument, Bound, Narrowing, ReportRequest

E = TypeVar("E", bound=StrEnum)
Keys = tuple[str, ...] | None
Names = frozenset[str] | None
FLAGS = {"true": True, "false": False}
A_DAY: Schema = {"type": "string", "pattern": f"^(?:{DAY})?$"}


def named(name: str, *sets: type[StrEnum]) -> Callable[[Sequence[str]], Names]:
    """What reads members of closed sets, in upper or lower case."""
    accepted = _members(*sets)

    def parse(texts: Sequence[str]) -> Names:
        for text in filled(texts):
            if text.strip().upper() not in accepted:
                raise BadRequest(f"{name} is {text[:40]!r}; accepted: {', '.join(accepted)}")
        return frozenset(text.strip().upper() for text in filled(texts)) or None

    return parse


def _members(*sets: type[StrEnum]) -> list[str]:
    return list(dict.fromkeys(member.value for members in sets for member in members))


def _day(name: str) -> Callable[[Sequence[str]], date | None]:
    """What reads a day in the one form of the document."""

    def parse(texts: Sequence[str]) -> date | None:
        if not (given := filled(texts)):
            return None
        try:
            return iso_day(given[-1])
        except ValueError:
            raise BadRequest(f"{name} is {given[-1][:40]!r}; accepted: a day such as 2025-06-01") from None

    return parse


def _flag(name: str) -> Callable[[Sequence[str]], bool | None]:
    def parse(texts: Sequence[str]) -> bool | None:
        if not (given := filled(texts)):
            return None
        if given[-1].strip().lower() not in FLAGS:
            raise BadRequest(f"{name} is {given[-1][:40]!r}; accepted: true, false")
        return FLAGS[given[-1].strip().lower()]

    return parse


KINDS, STATES = (
    (MovementKind, ProductKind, AlertKind),
    (ProductionPlanStatus, SupplyForecastStatus, WorkOrderStatus, ApprovalStatus, AlertState),
)

SKU: Argument[Keys] = Argument(
    name="sku",
    description="Of this product, in upper or lower case.",
    schema={**TEXT, "examples": ["TOY-BEAR-S"]},
    parse=keys,
    is_repeatable=True,
)
LOCATION: Argument[Keys] = Argument(
    name="location",
    description="At this location, in upper or lower case.",
    schema={**TEXT, "examples": ["MAIN"]},
    parse=keys,
    is_repeatable=True,
)
NUMBER: Argument[Keys] = Argument(
    name="number",
    description="Of this number, in upper or lower case: that of a work order, where rows are of orders, and else of a"
    " movement, a plan or a forecast.",
    schema={**TEXT, "examples": ["SPK-00004"]},
    parse=keys,
    is_repeatable=True,
)
KIND: Argument[Names] = Argument(
    name="kind",
    description="Movements, levels of products, or alerts, of this kind; one that a table does not have finds nothing.",
    schema={"type": "string", "enum": [*_members(*KINDS), ""]},
    parse=named("kind", *KINDS),
    is_repeatable=True,
)
STATUS: Argument[Names] = Argument(
    name="status",
    description="Plans, forecasts, orders, what was asked for, or alerts, in this state; one that a table does not"
    " have finds nothing.",
    schema={"type": "string", "enum": [*_members(*STATES), ""]},
    parse=named("status", *STATES),
    is_repeatable=True,
)
FROM: Argument[date | None] = Argument(
    name="from", description="From this day on.", schema={**A_DAY, "examples": ["2025-06-01"]}, parse=_day("from")
)
TO: Argument[date | None] = Argument(
    name="to", description="Up to this day, included.", schema={**A_DAY, "examples": ["2025-06-30"]}, parse=_day("to")
)
DATE: Argument[date | None] = Argument(
    name="date",
    description="The day; today unless given.",
    schema={**A_DAY, "examples": ["2025-06-09"]},
    parse=_day("date"),
)
IS_ACTIVE: Argument[bool | None] = Argument(
    name="is_active",
    description="Active safety stocks, or former ones; both where it is left out.",
    schema={"type": "string", "enum": [*FLAGS, ""]},
    parse=_flag("is_active"),
)
PLACES = (SKU, LOCATION)
DAYS = (FROM, TO)
OF_SKU, OF_LOCATION, OF_STATUS, OF_NUMBER = (Narrowing(one, one.name) for one in (SKU, LOCATION, STATUS, NUMBER))
"""Conditions on columns that these arguments serve."""
OF_PLACES = (OF_SKU, OF_LOCATION)
OF_ACTIVE = Narrowing(IS_ACTIVE, "is_active", text=lambda is_active: str(is_active).lower())


def of_days(first: str, last: str | None = None) -> tuple[Narrowing, Narrowing]:
    """Those on a column of days; where rows last for some, on that of their last day, and of their first."""
    return Narrowing(FROM, last or first, Bound.AT_LEAST), Narrowing(TO, first, Bound.AT_MOST)


def numbers(request: ReportRequest) -> Keys:
    """The numbers that are asked for, as they are written; a table that has no such argument asks for none."""
    found = request.values.get(NUMBER.name)
    return None if found is None else tuple(number.upper() for number in found)


def members(request: ReportRequest, argument: Argument[Names], of: type[E]) -> tuple[E, ...] | None:
    """The members of a table's own set that are asked for: all, none, or some."""
    names = request.value(argument)
    return None if names is None else tuple(member for member in of if member.value in names)


def days(request: ReportRequest) -> tuple[date | None, date | None]:
    """From which day to which; raises BadRequest for days that are not in order."""
    since, until = request.value(FROM), request.value(TO)
    if since is not None and until is not None and until < since:
        raise BadRequest(f"to {until} lies before from {since}; accepted: days in order")
    return since, until
