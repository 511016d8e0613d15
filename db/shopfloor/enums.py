"""Closed sets of the shop floor's tables, stored by name, and of the orders of its lists."""

from enum import StrEnum

from db.shared.enums import AnyOf, Permission

MOST_ENTRIES = 100  # of one batch from a phone


class WorkOrderStatus(StrEnum):
    """Where a work order stands; it follows from what was made."""

    NOT_STARTED = "NOT_STARTED"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


class WorkOrderHealth(StrEnum):
    """How a work order is getting on."""

    COMPLETED = "COMPLETED"
    DELAYED = "DELAYED"
    OFF_TRACK = "OFF_TRACK"
    AT_RISK = "AT_RISK"
    ON_TRACK = "ON_TRACK"


class MaterialConsumption(StrEnum):
    """Whether output takes its bill of materials by itself."""

    BACKFLUSH = "BACKFLUSH"
    MANUAL = "MANUAL"


class DailyProductionStatus(StrEnum):
    """Whether an entry is the one that reached the target."""

    CONFIRMED = "CONFIRMED"
    COMPLETED = "COMPLETED"


class ApprovalStatus(StrEnum):
    """Where something stands that somebody asked for."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


class WorkOrderField(StrEnum):
    """What of a work order can be changed."""

    TARGET_QTY = "TARGET_QTY"
    DEADLINE = "DEADLINE"


class DebtSettlementState(StrEnum):
    """How much of an approved debt was settled or closed."""

    OPEN = "OPEN"
    PARTLY_SETTLED = "PARTLY_SETTLED"
    SETTLED = "SETTLED"


class WorkOrderOrder(StrEnum):
    """What work orders are listed by."""

    DEADLINE = "DEADLINE"
    NUMBER = "NUMBER"
    PROGRESS = "PROGRESS"
    POINTS_BEHIND = "POINTS_BEHIND"


class DailyProductionOrder(StrEnum):
    """What entries of daily production are listed by."""

    DATE = "DATE"
    CREATED = "CREATED"


class WorkOrderChangeOrder(StrEnum):
    """What changes of work orders are listed by."""

    REQUESTED = "REQUESTED"
    WORK_ORDER = "WORK_ORDER"


class MaterialDebtOrder(StrEnum):
    """What debts are listed by."""

    REQUESTED = "REQUESTED"
    NEEDED_ON = "NEEDED_ON"
    QUANTITY = "QUANTITY"


class AlertOrder(StrEnum):
    """What alerts are listed by."""

    CHANGED = "CHANGED"
    OPENED = "OPENED"
    SEVERITY = "SEVERITY"


class AlertKind(StrEnum):
    """What an alert tells of."""

    DELAYED = "DELAYED"
    STUCK = "STUCK"
    NEAR_DEADLINE = "NEAR_DEADLINE"
    VARIANCE = "VARIANCE"
    COMPLETED_TODAY = "COMPLETED_TODAY"
    STOCKOUT = "STOCKOUT"
    LOW_STOCK = "LOW_STOCK"
    DEBT_OVERDUE = "DEBT_OVERDUE"


ORDER_ALERTS = (
    AlertKind.DELAYED,
    AlertKind.STUCK,
    AlertKind.NEAR_DEADLINE,
    AlertKind.VARIANCE,
    AlertKind.COMPLETED_TODAY,
)
STOCK_ALERTS = (AlertKind.STOCKOUT, AlertKind.LOW_STOCK)
DEBT_ALERTS = (AlertKind.DEBT_OVERDUE,)
SEES_STOCK_ALERTS = AnyOf((Permission.SUPPLY_VIEW,))
SEES_FLOOR_ALERTS = AnyOf((Permission.PPIC_VIEW, Permission.ALERT_ACKNOWLEDGE))
SEES_ALERTS = AnyOf((*SEES_FLOOR_ALERTS.permissions, *SEES_STOCK_ALERTS.permissions))
"""What is asked of whoever wants to see alerts, of whichever kinds."""


class AlertSeverity(StrEnum):
    """How much an alert matters."""

    CRITICAL = "CRITICAL"
    WARNING = "WARNING"
    INFO = "INFO"


class AlertState(StrEnum):
    """Where an alert stands."""

    OPEN = "OPEN"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    CLOSED = "CLOSED"


class AlertEvent(StrEnum):
    """What happened to an alert that is told to who listens."""

    OPENED = "OPENED"
    ESCALATED = "ESCALATED"
    EASED = "EASED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    CLOSED = "CLOSED"
    REOPENED = "REOPENED"


class ShopFloorScope(StrEnum):
    """What the versions are of that triggers of this room's tables raise; answers are kept under them."""

    SHOP_FLOOR = "shopfloor"  # work orders, production, changes, debts
    ALERTS = "alerts"  # alerts, which move with time as well
