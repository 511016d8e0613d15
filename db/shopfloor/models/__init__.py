"""The tables of the shop floor, a file a subject."""

from db.shopfloor.models.alerts import SEVERITY_RANK, Alert, AlertRound
from db.shopfloor.models.changes import WorkOrderChange
from db.shopfloor.models.debts import MaterialDebt, MaterialDebtSettlement
from db.shopfloor.models.production import DailyProduction, DailyProductionRequest, DailyProductionRevision
from db.shopfloor.models.work_orders import WorkOrder, WorkOrderCompletion

__all__ = [
    "SEVERITY_RANK",
    "Alert",
    "AlertRound",
    "DailyProduction",
    "DailyProductionRequest",
    "DailyProductionRevision",
    "MaterialDebt",
    "MaterialDebtSettlement",
    "WorkOrder",
    "WorkOrderChange",
    "WorkOrderCompletion",
]
