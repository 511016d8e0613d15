"""How many objects a list without a page argument is expected to hold; what a document costs is reckoned with it.

A list below a field that has a page argument holds one page, which that field counts already: its size here is 1.
"""

SIZES: dict[tuple[str, str], int] = {
    ("Query", "capacityTiers"): 10,
    ("Query", "monthConfigurations"): 24,
    ("Query", "weekConfigurations"): 106,
    ("Query", "reports"): 12,
    ("Resource", "assignments"): 26,
    ("Report", "months"): 6,
    ("Report", "targetCph"): 300,
    ("Report", "executions"): 20,
    ("Report", "records"): 2_400,
    ("ForecastRecord", "months"): 6,
    # A tree by category, state and case type has some 500 leaves; one of 2,400 is asked for in the same words.
    ("CapacityTree", "months"): 6,
    ("CapacityTree", "categories"): 6,
    ("RollupNode", "children"): 9,
    ("RollupNode", "months"): 6,
    ("TierBreakdown", "tiers"): 5,
    ("ReportComparison", "rows"): 14_400,
    ("ResourceConnection", "edges"): 1,
    ("ResourceConnection", "nodes"): 1,
    ("AssignmentConnection", "edges"): 1,
    ("AssignmentConnection", "nodes"): 1,
    ("HistoryLogPage", "data"): 1,
    ("HistoryLogEntry", "totals"): 6,
    ("HistoryLogEntry", "changes"): 50,
    ("ChangeRecord", "months"): 6,
    ("PlaceholdersPayload", "placeholders"): 100,
    ("BulkAssignmentPayload", "assignments"): 500,
    ("WeekTargetsPayload", "results"): 5,
    ("AllocationPreview", "modifiedRecords"): 2_400,
    ("AllocationPreview", "shortfalls"): 2_400,
    ("ForecastPreview", "months"): 6,
    ("ForecastPreview", "modifiedRecords"): 2_400,
    ("ImportPreview", "rejected"): 100,
    ("ImportPreview", "modifiedRecords"): 2_400,
    ("CapacityChange", "months"): 6,
    ("Query", "apiKeys"): 50,
    ("AuditConnection", "edges"): 1,
    ("AuditConnection", "nodes"): 1,
    # Introspection.
    ("__Schema", "types"): 150,
    ("__Schema", "directives"): 8,
    ("__Type", "fields"): 10,
    ("__Type", "inputFields"): 5,
    ("__Type", "enumValues"): 3,
    ("__Type", "interfaces"): 1,
    ("__Type", "possibleTypes"): 2,
    ("__Field", "args"): 2,
    ("__Directive", "args"): 2,
}
PROBLEMS = 5
"""Every payload's list of problems."""
