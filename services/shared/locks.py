"""Names of locks that transactions of one tenant take."""

PLAN = "plan"
"""The tenant's plan: who assigns shares it, who changes what all assignments depend on holds it alone."""
