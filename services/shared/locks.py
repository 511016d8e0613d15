"""The locks that transactions of one tenant take, in the order they take them.

A transaction that needs several takes them as they stand here, so that no two wait for each other: a named lock first
(one file may take TARGETS or PLACEHOLDERS after PLAN, never both), then people, by id, then the counter of placeholder
numbers, and at last the summaries of cells, in the order of their keys.
"""

PLAN = "plan"
"""The tenant's plan: who assigns shares it, who changes what all assignments depend on holds it alone."""

TARGETS = "targets"
"""A demand in a week, whose targets one caller at a time meets; names the demand and the week too."""

PLACEHOLDERS = "placeholders"
"""The free placeholders, among which one caller at a time picks."""
