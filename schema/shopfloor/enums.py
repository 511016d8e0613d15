"""Closed sets of words about work orders and what belongs to them."""

from db.shopfloor.enums import (
    AlertEvent,
    AlertKind,
    AlertOrder,
    AlertSeverity,
    AlertState,
    ApprovalStatus,
    DailyProductionOrder,
    DailyProductionStatus,
    DebtSettlementState,
    MaterialConsumption,
    MaterialDebtOrder,
    WorkOrderChangeOrder,
    WorkOrderField,
    WorkOrderHealth,
    WorkOrderOrder,
    WorkOrderStatus,
)
from schema.shared.enums import describe

__all__ = [
    "AlertEvent",
    "AlertKind",
    "AlertOrder",
    "AlertSeverity",
    "AlertState",
    "ApprovalStatus",
    "DailyProductionOrder",
    "DailyProductionStatus",
    "DebtSettlementState",
    "MaterialConsumption",
    "MaterialDebtOrder",
    "WorkOrderChangeOrder",
    "WorkOrderField",
    "WorkOrderHealth",
    "WorkOrderOrder",
    "WorkOrderStatus",
]

describe(
    WorkOrderStatus,
    "Where a work order stands; it follows from what was made.",
    NOT_STARTED="Nothing was made yet.",
    IN_PROGRESS="Something was made, and less than the target.",
    COMPLETED="The target was reached.",
    CANCELLED="Given up before anything was made.",
)
describe(
    WorkOrderHealth,
    "How a work order is getting on: the first of these that holds.",
    COMPLETED="The target was reached.",
    DELAYED="Its deadline is past.",
    OFF_TRACK="Far behind what was to be made by now.",
    AT_RISK="Behind, or too much is left for the days that are left.",
    ON_TRACK="None of these.",
)
describe(
    MaterialConsumption,
    "Whether output takes its materials by itself.",
    BACKFLUSH="Each entry takes what the bill of materials says.",
    MANUAL="Somebody enters what was used.",
)
describe(
    DailyProductionStatus,
    "Whether an entry is the one that reached the target.",
    CONFIRMED="It is not.",
    COMPLETED="It is.",
)
describe(
    ApprovalStatus,
    "Where something stands that somebody asked for.",
    PENDING="It waits for a decision.",
    APPROVED="It was approved, and carried out.",
    REJECTED="It was rejected.",
    WITHDRAWN="Who asked took it back.",
)
describe(
    WorkOrderField,
    "What of a work order is to be changed.",
    TARGET_QTY="How much is to be made.",
    DEADLINE="Until when.",
)
describe(
    DebtSettlementState,
    "How much of an approved debt came, or was given back.",
    OPEN="Nothing yet.",
    PARTLY_SETTLED="A part.",
    SETTLED="Nothing is open any more.",
)
describe(
    WorkOrderOrder,
    "What work orders are listed by.",
    DEADLINE="Their deadline.",
    NUMBER="Their number, numbers in it as numbers.",
    PROGRESS="How much of the target was made.",
    POINTS_BEHIND="How far they are behind.",
)
describe(
    AlertKind,
    "What an alert tells of.",
    DELAYED="A work order whose deadline is past, and which is not completed.",
    STUCK="One in progress that had no entry on the last three working days.",
    NEAR_DEADLINE="One that has at most three working days left, and is not completed.",
    VARIANCE="One that is more than ten points behind; until it is at most eight.",
    COMPLETED_TODAY="One that was completed today.",
    STOCKOUT="Nothing on hand where a forecast or a safety stock is active.",
    LOW_STOCK="Less available than the safety stock; until it is 1.05 times that.",
    DEBT_OVERDUE="An approved debt that has been open for more than fourteen days; after thirty it is critical.",
)
describe(
    AlertSeverity,
    "How much an alert matters.",
    CRITICAL="Somebody must do something.",
    WARNING="Somebody should look at it.",
    INFO="It is good to know.",
)
describe(
    AlertState,
    "Where an alert stands.",
    OPEN="Nobody has acknowledged it.",
    ACKNOWLEDGED="Somebody knows of it.",
    CLOSED="What it told of is over.",
)
describe(
    AlertEvent,
    "What happened to an alert.",
    OPENED="It opened.",
    ESCALATED="It matters more than before, and is open again if it was acknowledged.",
    EASED="It matters less than before.",
    ACKNOWLEDGED="Somebody acknowledged it.",
    CLOSED="What it told of is over.",
    REOPENED="It opened again, within a day of being closed.",
)
describe(
    DailyProductionOrder,
    "What entries of daily production are listed by.",
    DATE="Their day, then as they were entered.",
    CREATED="When they were entered first.",
)
describe(
    WorkOrderChangeOrder,
    "What changes of work orders are listed by.",
    REQUESTED="When they were asked for.",
    WORK_ORDER="Their work order, the one that was created first before all others.",
)
describe(
    MaterialDebtOrder,
    "What debts are listed by.",
    REQUESTED="When they were asked for.",
    NEEDED_ON="The day that the material is needed.",
    QUANTITY="How much was asked for.",
)
describe(
    AlertOrder,
    "What alerts are listed by.",
    CHANGED="When something happened to them last.",
    OPENED="When they opened first.",
    SEVERITY="How much they matter, then when something happened to them last.",
)
