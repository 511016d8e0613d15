"""Who may do what, as planners know it: roles by permission, and permissions by root field and path."""

ROLES = (
    "ADMIN", "PLANNER", "MANAGER", "VIEWER", "REPORTING",
    "PRODUCTION_STAFF", "PRODUCTION_SPV", "PRODUCTION_MANAGER", "PPIC_MANAGER",
)  # fmt: skip

# Which roles carry which permission.
TABLE = {
    "WORKFORCE.VIEW": "ADMIN PLANNER MANAGER VIEWER REPORTING PPIC_MANAGER",
    "WORKFORCE.EDIT": "ADMIN PLANNER",
    "FORECAST.EDIT": "ADMIN PLANNER",
    "CONFIG.EDIT": "ADMIN PLANNER",
    "HISTORY.VIEW": "ADMIN PLANNER MANAGER VIEWER REPORTING",
    "SUPPLY.VIEW": "ADMIN PLANNER MANAGER VIEWER REPORTING PRODUCTION_MANAGER PPIC_MANAGER",
    "SUPPLY.EDIT": "ADMIN PLANNER",
    "SUPPLY.APPROVE": "ADMIN MANAGER",
    "PRODUCTION.INPUT": "ADMIN PRODUCTION_STAFF PRODUCTION_SPV",
    "PRODUCTION.PLAN": "ADMIN PLANNER PRODUCTION_MANAGER",
    "ALERT.ACKNOWLEDGE": "ADMIN PLANNER MANAGER PRODUCTION_SPV PRODUCTION_MANAGER",
    "PRODUCTION.VIEW": "ADMIN PLANNER MANAGER PRODUCTION_STAFF PRODUCTION_SPV PRODUCTION_MANAGER",
    "PRODUCTION.MODIFY": "ADMIN PRODUCTION_SPV PRODUCTION_MANAGER",
    "PRODUCTION.APPROVE": "ADMIN MANAGER PRODUCTION_MANAGER",
    "PPIC.VIEW": "ADMIN MANAGER REPORTING PPIC_MANAGER",
    "ADMIN": "ADMIN",
}

ANYONE = None
ALERTS = "PPIC.VIEW or ALERT.ACKNOWLEDGE or SUPPLY.VIEW"  # of which one is enough
OF_SOME_FILE = "WORKFORCE.EDIT or SUPPLY.EDIT or PRODUCTION.PLAN or PRODUCTION.INPUT"  # one of them
# What each root field asks for; nothing of who is signed in.
FIELDS: dict[str, dict[str, str | None]] = {
    # Where two stand, both are asked for, one after the other.
    "query": {
        "apiKeys": "ADMIN", "auditLog": "ADMIN", "historyLog": "HISTORY.VIEW",
        "node": ANYONE,  # asks what the object's type asks
        "viewer": ANYONE,
        **dict.fromkeys(
            ("assignment", "assignments", "capacityTiers", "monthConfigurations", "report", "reports", "resource",
             "resources", "weekConfigurations"),
            "WORKFORCE.VIEW",
        ),
        **dict.fromkeys(("product", "products", "demandHistory"), "SUPPLY.VIEW"),
        **dict.fromkeys(
            ("supplyForecast", "supplyForecasts", "activeSupplyForecast", "compareSupplyForecasts"), "SUPPLY.VIEW"
        ),
        "measuredAccuracy": "SUPPLY.VIEW",
        **dict.fromkeys(("productionPlan", "productionPlans", "productionPlansPendingApproval"), "SUPPLY.VIEW"),
        "productionPlanLabour": "SUPPLY.VIEW WORKFORCE.VIEW",
        **dict.fromkeys(("workOrder", "workOrders", "myWorkOrders"), "PRODUCTION.VIEW"),
        **dict.fromkeys(("recommendations", "planningOverview"), "SUPPLY.VIEW"),
        **dict.fromkeys(
            ("inventoryLevel", "latestInventory", "inventoryLevels", "inventoryMovements", "replenishment",
             "safetyStock", "safetyStocks", "activeSafetyStock", "calculateSafetyStock"),
            "SUPPLY.VIEW",
        ),
        **dict.fromkeys(("pendingWorkOrderChanges", "workOrderChange"), "PRODUCTION.APPROVE"),
        **dict.fromkeys(("ppicDashboard", "ppicDailySummary", "ppicOnTrackStatus"), "PPIC.VIEW"),
        "alerts": ALERTS,
        **dict.fromkeys(("pendingMaterialDebts", "materialDebts", "materialDebt"), "PRODUCTION.APPROVE"),
        **dict.fromkeys(("workOrderProgress", "dailyProductions"), "PRODUCTION.VIEW"),
    },
    "mutation": {
        **dict.fromkeys(
            ("createResource", "updateResource", "deactivateResource", "createPlaceholders", "removePlaceholder",
             "convertPlaceholder", "createAssignment", "updateAssignment", "deallocateAssignment",
             "deallocateAssignments", "bulkAssign",
             "bulkAssignPlaceholders", "setWeekTargets", "planRamp", "previewAllocation", "previewRebalance",
             "executeAllocation", "previewRosterImport", "previewWeekAssignmentsImport"),
            "WORKFORCE.EDIT",
        ),
        "commitImport": OF_SOME_FILE,  # and what the preview asked
        **dict.fromkeys(
            ("createCapacityTier", "updateCapacityTier", "deactivateCapacityTier", "setMonthConfiguration",
             "setWeekConfiguration", "generateWeekConfigurations", "previewForecastImport"),
            "CONFIG.EDIT",
        ),
        **dict.fromkeys(
            ("previewBenchAllocation", "previewCphUpdate", "previewForecastReallocation", "previewManualUpdate",
             "previewRecordsImport",
             "previewRecalculation", "previewRevert", "commitPreview", "commitRecords"),
            "FORECAST.EDIT",
        ),
        **dict.fromkeys(
            ("createProduct", "updateProduct", "setBillOfMaterials", "previewProductImport",
             "previewBillOfMaterialsImport", "previewDemandHistoryImport", "previewOpeningStockImport"),
            "SUPPLY.EDIT",
        ),
        **dict.fromkeys(
            ("createSupplyForecast", "updateSupplyForecast", "activateSupplyForecast", "createSupplyForecastVersion",
             "archiveSupplyForecast", "previewSupplyForecastImport"),
            "SUPPLY.EDIT",
        ),
        **dict.fromkeys(
            ("createProductionPlan", "updateProductionPlan", "submitProductionPlan", "startProductionPlan",
             "setProductionPlanCompletion", "completeProductionPlan", "cancelProductionPlan"),
            "SUPPLY.EDIT",
        ),
        **dict.fromkeys(
            ("recommendSafetyStock", "recommendProductionPlan", "submitRecommendation", "acceptRecommendation",
             "rejectRecommendation"),
            "SUPPLY.EDIT",
        ),
        **dict.fromkeys(("approveProductionPlan", "rejectProductionPlan"), "SUPPLY.APPROVE"),
        **dict.fromkeys(
            ("updateForecastAccuracy", "generateSupplyForecast", "generateSupplyForecasts"), "SUPPLY.EDIT"
        ),
        **dict.fromkeys(
            ("recordInventoryMovement", "recordInventoryMovements", "reverseInventoryMovement", "countInventory",
             "createSafetyStock", "updateSafetyStock"),
            "SUPPLY.EDIT",
        ),
        "acknowledgeAlert": "ALERT.ACKNOWLEDGE",
        "allocateMaterials": "PRODUCTION.PLAN",
        **dict.fromkeys(("requestWorkOrderChange", "withdrawWorkOrderChange"), "PRODUCTION.MODIFY"),
        **dict.fromkeys(("approveWorkOrderChange", "rejectWorkOrderChange"), "PRODUCTION.APPROVE"),
        **dict.fromkeys(
            ("createWorkOrder", "cancelWorkOrder", "allocateMaterials", "previewWorkOrderImport"), "PRODUCTION.PLAN"
        ),
        **dict.fromkeys(
            ("recordDailyProduction", "recordDailyProductionMobile", "recordDailyProductionBatch",
             "previewDailyProductionImport"),
            "PRODUCTION.INPUT",
        ),
        **dict.fromkeys(("requestMaterialDebt", "withdrawMaterialDebt"), "PRODUCTION.INPUT"),
        **dict.fromkeys(
            ("approveMaterialDebt", "rejectMaterialDebt", "closeMaterialDebt"), "PRODUCTION.APPROVE"
        ),
        "settleMaterialDebt": "PRODUCTION.MODIFY",
        "createApiKey": "ADMIN", "revokeApiKey": "ADMIN",
    },
    "subscription": {"alertChanged": ALERTS, "capacityChanged": "WORKFORCE.VIEW", "progress": "WORKFORCE.VIEW",
                     "inventoryChanged": "SUPPLY.VIEW", "productionPlanChanged": "SUPPLY.VIEW",
                     "workOrderChanged": "PRODUCTION.VIEW"},
}  # fmt: skip

# What each object asks for that can be asked for by its id.
NODES: dict[str, str] = {
    **dict.fromkeys(
        ("Resource", "CapacityTier", "WeekConfiguration", "MonthConfiguration", "Assignment", "Demand", "Report",
         "ForecastRecord"),
        "WORKFORCE.VIEW",
    ),
    "HistoryLogEntry": "HISTORY.VIEW",
    "Product": "SUPPLY.VIEW",
    "SupplyForecast": "SUPPLY.VIEW",
    "ProductionPlan": "SUPPLY.VIEW",
    "Recommendation": "SUPPLY.VIEW",
    **dict.fromkeys(("InventoryLevel", "InventoryMovement", "SafetyStock"), "SUPPLY.VIEW"),
    "DailyProduction": "PRODUCTION.VIEW",
    "WorkOrder": "PRODUCTION.VIEW",
    **dict.fromkeys(("WorkOrderChange", "MaterialDebt", "MaterialDebtSettlement"), "PRODUCTION.APPROVE"),
    "Alert": ALERTS,
}  # fmt: skip

# What each path of REST asks for.
PATHS: dict[str, str | None] = {
    "/api/v2/reports": "WORKFORCE.VIEW",
    "/api/v2/reports/powerbi/history-log": "HISTORY.VIEW",
    "/api/v2/reports/powerbi/history-log.xlsx": "HISTORY.VIEW",
    "/api/v2/reports/powerbi/monthly-summary": "WORKFORCE.VIEW",
    "/api/v2/reports/powerbi/weekly-detail": "WORKFORCE.VIEW",
    "/api/v2/reports/powerbi/resource-assignments": "WORKFORCE.VIEW",
    "/api/v2/reports/capacity-by-tier": "WORKFORCE.VIEW",
    "/api/v2/reports/comparison": "WORKFORCE.VIEW",
    "/api/v2/reports/dashboard/hierarchy": "WORKFORCE.VIEW",
    "/api/v2/reports/dashboard/charts-data": "WORKFORCE.VIEW",
    "/api/v2/reports/monthly-summary.xlsx": "WORKFORCE.VIEW",
    **{
        f"/api/v2/reports/powerbi/{name}{suffix}": "SUPPLY.VIEW"
        for name in (
            "supply-forecast-values",
            "production-plans",
            "plan-weeks",
            "safety-stocks",
            "inventory-levels",
            "inventory-movements",
            "inventory-daily",
            "demand-history",
            "replenishment",
        )
        for suffix in ("", ".xlsx")
    },
    **{
        f"/api/v2/reports/powerbi/{name}{suffix}": "PPIC.VIEW"
        for name in (
            "work-orders",
            "daily-production",
            "work-order-changes",
            "material-debts",
            "material-debt-settlements",
            "alerts",
        )
        for suffix in ("", ".xlsx")
    },
    **dict.fromkeys(
        (
            "/api/v2/reports/powerbi/daily-summary",
            "/api/v2/reports/powerbi/daily-summary.xlsx",
            "/api/v2/reports/daily-summary.xlsx",
        ),
        "PPIC.VIEW",
    ),
    "/api/history-log/{id}/download": "HISTORY.VIEW",
    "/api/history-log/download": "HISTORY.VIEW",
    "/api/v2/reports/records.xlsx": "WORKFORCE.VIEW",
    "/api/v2/reports/week-assignments.xlsx": "WORKFORCE.VIEW",
    "/api/openapi.json": ANYONE,
    "/api/v2/templates": ANYONE,
    **{
        f"/api/v2/templates/{kind}.xlsx": permission
        for permission, kinds in {
            "WORKFORCE.EDIT": ("months", "roster", "forecast", "allocations"),
            "SUPPLY.EDIT": ("products", "bom", "demand", "stock", "supply-forecast"),
            "PRODUCTION.PLAN": ("work-orders",),
            "PRODUCTION.INPUT": ("production",),
        }.items()
        for kind in kinds
    },
}
# What is asked of whoever sends a workbook of ours back.
UPLOADS: dict[str, str | None] = {
    "/api/v2/imports/records": "FORECAST.EDIT",
    "/api/v2/imports/week-assignments": "WORKFORCE.EDIT",
}
# Paths that need no sign-in, and show nothing of any tenant.
OPEN = {"/", "/healthz", "/readyz", "/metrics", "/graphiql"}


def allowed(role: str, permission: str | None) -> bool:
    """Whether a role carries a permission, each of several, or one of some alternatives."""
    return lacks(role, permission) is None


def lacks(role: str, permission: str | None) -> str | None:
    """The first of what is asked for that a role does not carry."""
    if permission is not ANYONE and " or " in permission:
        return permission if not any(role in TABLE[one].split() for one in permission.split(" or ")) else None
    asked = () if permission is ANYONE else permission.split()
    return next((one for one in asked if role not in TABLE[one].split()), None)
    asked = () if permission is ANYONE else [permission] if " or " in permission else permission.split()
    return next((one for one in asked if not any(role in TABLE[way].split() for way in one.split(" or "))), None)
