"""What was made of plans by their work orders, as SQL text.

Of a plan count the work orders that make stock; one that was cancelled has made nothing.
"""

_OF_PLAN = "o.plan_id = {plan}.id AND o.produces_stock AND o.status <> 'CANCELLED'"
_MADE_OF_ORDER = "(SELECT coalesce(sum(d.quantity), 0) FROM daily_production d WHERE d.work_order_id = o.id)"


def made_of_plan(plan: str) -> str:
    """What was made of a plan, by the name that a statement has for it; NULL where it has no work orders for stock."""
    return f"(SELECT sum({_MADE_OF_ORDER}) FROM work_order o WHERE {_OF_PLAN.format(plan=plan)})"


def made_of_plan_changed_at(plan: str) -> str:
    """When what was made of a plan changed last, or which orders it follows from; NULL where it has never had any."""
    entered = "(SELECT max(d.updated_at) FROM daily_production d WHERE d.work_order_id = o.id)"
    return f"""(SELECT max(greatest(o.updated_at, {entered})) FROM work_order o
               WHERE o.plan_id = {plan}.id AND o.produces_stock)"""


ORDERS_OF_PLAN = f"""
    SELECT o.number, {_MADE_OF_ORDER} AS made
    FROM work_order o JOIN production_plan p ON p.tenant_id = o.tenant_id AND p.id = o.plan_id
    WHERE p.id = :plan AND {_OF_PLAN.format(plan="p")} ORDER BY o.id"""
"""The work orders that a plan's completion follows from, and what was made of each."""

MADE_BY_DAY_OF_PLAN = f"""
    SELECT coalesce(array_agg(made.day ORDER BY made.day), '{{}}') AS made_on,
           coalesce(array_agg(made.quantity ORDER BY made.day), '{{}}') AS made_quantities
    FROM (SELECT d.production_date AS day, sum(d.quantity) AS quantity
          FROM work_order o JOIN daily_production d ON d.tenant_id = o.tenant_id AND d.work_order_id = o.id
          WHERE {_OF_PLAN.format(plan="p")} GROUP BY d.production_date) AS made"""
"""What was made of the plan `p`, by day: two lists that run in step."""
