"""Work orders as a table, with what was made of each; since a moment, those too that a filter keeps no more."""

from datetime import date

from db.shared.keyed_pages import Span, Written
from db.shopfloor.asked import FloorAsked, changed, in_states, of_orders, on_days

WORK_ORDER_PLACE = ("number_sort",)

# What an order is behind follows from the day: until it is completed, and then until its deadline is over.
_DAY = """
    CASE o.status WHEN 'CANCELLED' THEN NULL WHEN 'COMPLETED' THEN least(CAST(:today AS date), o.deadline + 1)
                  ELSE CAST(:today AS date) END"""

_ORDERS = f"""
    SELECT found.*, CASE WHEN NOT found.counts THEN found.changed_at END AS deallocated_at FROM (
        SELECT o.id, o.number_sort, o.number, p.sku, p.name AS product, o.department, o.stage, o.location,
               o.target_qty, o.planned_start, o.deadline, o.status, made.cumulative_qty, made.scrap_qty,
               lately.recent_sum, lately.recent_entries,
               plan.number AS plan_number,
               greatest(o.updated_at, p.updated_at, made.changed_at,
                        CAST(({_DAY}) AS timestamp) AT TIME ZONE 'UTC') AS changed_at,
               {in_states("o.status")} AND {on_days("o.planned_start", "o.deadline")} AS counts
        FROM work_order o
        JOIN product p ON p.tenant_id = o.tenant_id AND p.id = o.product_id
        LEFT JOIN production_plan plan ON plan.tenant_id = o.tenant_id AND plan.id = o.plan_id
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(d.quantity), 0) AS cumulative_qty, coalesce(sum(d.scrap_quantity), 0) AS scrap_qty,
                   max(d.updated_at) AS changed_at
            FROM daily_production d WHERE d.work_order_id = o.id
        ) AS made
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(last.quantity), 0) AS recent_sum, count(*) AS recent_entries
            FROM (SELECT d.quantity FROM daily_production d
                  WHERE d.work_order_id = o.id ORDER BY d.production_date DESC LIMIT 5) AS last
        ) AS lately
        WHERE {of_orders()} AND (CAST(:after AS text) IS NULL OR o.number_sort > CAST(:after AS text))
    ) AS found
    WHERE {changed("found.counts", "found.changed_at")}"""


def work_order_table(asked: FloorAsked, span: Span, *, today: date) -> Written:
    """Work orders by number, those that are under way on some days; `counts` says whether the filter keeps one."""
    (after,) = span.after or (None,)
    values = {**asked.values(), "after": after, "since": span.updated_since, "today": today}
    return Written(_ORDERS, WORK_ORDER_PLACE, values, "changed_at")
