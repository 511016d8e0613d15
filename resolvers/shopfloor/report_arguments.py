"""The arguments of reports about the shop floor, beside those of supply planning: which orders, where in the works."""

from db.shopfloor.alert_table import AlertsAsked
from db.shopfloor.asked import FloorAsked
from db.shopfloor.enums import AlertKind, AlertSeverity, AlertState
from resolvers.shared.arguments import keys
from resolvers.supply.report_arguments import (
    DAYS,
    KIND,
    LOCATION,
    NUMBER,
    OF_LOCATION,
    OF_SKU,
    SKU,
    STATUS,
    Keys,
    Names,
    days,
    members,
    named,
)
from services.shared.json_schema import TEXT
from services.shared.report import Argument, Narrowing, ReportRequest

DEPARTMENT: Argument[Keys] = Argument(
    name="department",
    description="Of this department, in upper or lower case.",
    schema={**TEXT, "examples": ["Sewing"]},
    parse=keys,
    is_repeatable=True,
)
STAGE: Argument[Keys] = Argument(
    name="stage",
    description="Of this stage, in upper or lower case.",
    schema={**TEXT, "examples": ["SEWING"]},
    parse=keys,
    is_repeatable=True,
)
SEVERITY: Argument[Names] = Argument(
    name="severity",
    description="Alerts that are so severe.",
    schema={"type": "string", "enum": [*AlertSeverity, ""]},
    parse=named("severity", AlertSeverity),
    is_repeatable=True,
)
PLACES_IN_WORKS = (NUMBER, SKU, LOCATION, DEPARTMENT, STAGE)
FLOOR = (*PLACES_IN_WORKS, *DAYS)
FLOOR_STATES = (*PLACES_IN_WORKS, STATUS, *DAYS)
OF_ORDERS = (
    Narrowing(NUMBER, "number"), OF_SKU, Narrowing(DEPARTMENT, "department"), Narrowing(STAGE, "stage")
)  # fmt: skip
"""Conditions on columns that these arguments serve."""
OF_DEBTS = (Narrowing(NUMBER, "work_order_number"), OF_SKU, OF_LOCATION)
OF_ALERTS = (OF_SKU, Narrowing(KIND, "kind"), Narrowing(SEVERITY, "severity"), Narrowing(STATUS, "state"))
ALERTS = (NUMBER, SKU, KIND, SEVERITY, STATUS, *DAYS)


def floor_asked(request: ReportRequest) -> FloorAsked:
    """Which rows a request asks for; raises BadRequest for days that are not in order."""
    first, last = days(request)
    statuses = request.value(STATUS) if STATUS.name in request.values else None
    return FloorAsked(
        number_keys=request.value(NUMBER),
        sku_keys=request.value(SKU),
        location_keys=request.value(LOCATION),
        department_keys=request.value(DEPARTMENT),
        stage_keys=request.value(STAGE),
        statuses=None if statuses is None else tuple(sorted(statuses)),
        first=first,
        last=last,
    )


def alerts_asked(request: ReportRequest) -> AlertsAsked:
    """Which alerts a request asks for; raises BadRequest for days that are not in order."""
    first, last = days(request)
    return AlertsAsked(
        number_keys=request.value(NUMBER),
        sku_keys=request.value(SKU),
        kinds=members(request, KIND, AlertKind),
        severities=members(request, SEVERITY, AlertSeverity),
        states=members(request, STATUS, AlertState),
        first=first,
        last=last,
    )
