"""What every type is made of: the scopes whose versions an answer with it depends on."""

from db.shared.enums import Scope

WORKFORCE, CONFIGURATION, REPORTS, HISTORY, REPORT = Scope

# Filters count too: people can be asked by their weeks, assignments by their demand.
SCOPES: dict[str, tuple[Scope, ...]] = {
    "Resource": (WORKFORCE,),
    "ResourceConnection": (WORKFORCE,),
    "ResourceEdge": (WORKFORCE,),
    "Assignment": (WORKFORCE, REPORTS),
    "AssignmentConnection": (WORKFORCE, REPORTS),
    "AssignmentEdge": (WORKFORCE, REPORTS),
    "CapacityTier": (CONFIGURATION,),
    "WeekConfiguration": (CONFIGURATION,),
    "MonthConfiguration": (CONFIGURATION,),
    "Demand": (REPORTS,),
    "Report": (REPORTS,),
    "FilterOptions": (REPORTS, REPORT),
    "TargetCphRow": (REPORTS, REPORT),
    "ForecastRecord": (REPORTS, REPORT),
    "ForecastCell": (REPORTS, REPORT),
    "AllocationExecution": (REPORT,),
    "CapacityTree": (REPORTS, CONFIGURATION, REPORT),
    "RollupNode": (REPORTS, CONFIGURATION, REPORT),
    "MonthMetrics": (REPORT,),
    "CapacityMetrics": (REPORT,),
    "ChartSeries": (REPORT,),
    "TierBreakdown": (CONFIGURATION, REPORT),
    "TierCount": (CONFIGURATION, REPORT),
    "TierTotals": (REPORT,),
    "ReportComparison": (REPORTS, REPORT),
    "ComparisonRow": (REPORTS, REPORT),
    "Delta": (REPORT,),
    "HistoryLogPage": (HISTORY, REPORTS),
    "HistoryLogEntry": (HISTORY, REPORTS),
    "ChangeRecord": (HISTORY,),
    "MonthChange": (HISTORY,),
    "ChangeSummary": (HISTORY,),
    "MonthTotals": (HISTORY,),
    "OldNew": (HISTORY,),
    # Parts of the above, with nothing of their own.
    "PageInfo": (),
    "Month": (),
    "ReportMonth": (),
}
# Types through which a report other than the one that was asked for comes into an answer.
OTHER_REPORTS = frozenset({"Assignment", "ReportComparison", "HistoryLogEntry"})
