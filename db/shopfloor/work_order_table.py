"""Work orders as a table, with what was made of each and how it is getting on today.

Since a moment, those too are told that a filter keeps no more. Whatever follows from entries is joined so, or is an
expression of its own, that it is computed of the rows and for the columns alone that somebody wants.
"""

from datetime import date

from db.shared.days import finite
from db.shared.keyed_pages import Span, Written
from db.shopfloor.asked import FloorAsked, changed, in_states, of_orders, on_days
from db.shopfloor.health import DAYS, HEALTH, POINTS, POINTS_BEHIND, RECENT_ENTRIES, RECENT_SUM, nearest
from db.shopfloor.thresholds import HealthThresholds

WORK_ORDER_PLACE = ("number_sort",)

# What an order is behind follows from the day: until it is completed, and then until its deadline is over.
_DAY = """
    CASE work_order.status WHEN 'CANCELLED' THEN NULL
                           WHEN 'COMPLETED' THEN least(CAST(:as_of AS date), work_order.deadline + 1)
                           ELSE CAST(:as_of AS date) END"""
_BEGUN = f"CAST(({_DAY}) AS timestamp) AT TIME ZONE 'UTC'"
_SUMS = """
    SELECT coalesce(sum(d.quantity) FILTER (WHERE d.production_date <= CAST(:as_of AS date)), 0) AS made,
           count(*) FILTER (WHERE d.production_date <= CAST(:as_of AS date)) AS entries,
           coalesce(sum(d.quantity), 0) AS cumulative_qty, coalesce(sum(d.scrap_quantity), 0) AS scrap_qty,
           max(d.updated_at) AS changed_at
    FROM daily_production d WHERE d.work_order_id = work_order.id"""
# Of an order that may have changed nothing is summed until it is known that it, its day or an entry has.
_MAYBE_CHANGED = f"""
    (CAST(:since AS timestamptz) IS NULL OR work_order.updated_at >= CAST(:since AS timestamptz)
     OR p.updated_at >= CAST(:since AS timestamptz) OR {_BEGUN} >= CAST(:since AS timestamptz)
     OR work_order.id IN (SELECT d.work_order_id FROM daily_production d
                          WHERE d.updated_at >= CAST(:since AS timestamptz)))"""

_STANDS = f"FROM ({DAYS}) AS days CROSS JOIN LATERAL ({POINTS}) AS points"
_SHARE = "CAST(100 * CASE WHEN days.planned = 0 THEN 1 ELSE days.elapsed END AS numeric)"
_EXPECTED = f"""
    CASE WHEN work_order.status <> 'CANCELLED'
         THEN (SELECT {nearest(_SHARE, "greatest(days.planned, 1)", 2)} FROM ({DAYS}) AS days) END"""
# More days than the calendar has end beyond it; a weekend's pace begins on Monday.
_PROJECTED = f"""
    (SELECT CASE WHEN done.day <= DATE '9999-12-31' THEN done.day END
     FROM (SELECT (work_order.target_qty - sums.made) * {RECENT_ENTRIES} AS left_over,
                  nullif({RECENT_SUM}, 0) AS recent_sum, {finite("CAST(:as_of AS date)")} AS as_of OFFSET 0) AS pace
     CROSS JOIN LATERAL (
         SELECT CAST(least(ceil_of.days, 3000000) AS int) AS days,
                CAST(extract(isodow FROM pace.as_of) AS int) - 1 AS into_week
         FROM (SELECT div(pace.left_over, pace.recent_sum)
                      + CASE WHEN pace.left_over % pace.recent_sum > 0 THEN 1 ELSE 0 END AS days) AS ceil_of OFFSET 0
     ) AS needed
     CROSS JOIN LATERAL (
         SELECT pace.as_of - needed.into_week + CASE WHEN needed.into_week > 4 THEN 7 ELSE 0 END AS monday,
                CASE WHEN needed.into_week > 4 THEN 0 ELSE needed.into_week END + needed.days - 1 AS worked OFFSET 0
     ) AS since
     CROSS JOIN LATERAL (SELECT since.monday + since.worked / 5 * 7 + since.worked % 5 AS day OFFSET 0) AS done
     WHERE work_order.status <> 'CANCELLED' AND pace.left_over > 0)"""

_ORDERS = f"""
    SELECT found.*, CASE WHEN NOT found.counts THEN found.changed_at END AS deallocated_at FROM (
        SELECT work_order.number_sort, work_order.number, p.sku, p.name AS product, work_order.department,
               work_order.stage, work_order.location, work_order.target_qty, work_order.planned_start,
               work_order.deadline, work_order.status, sums.cumulative_qty, sums.scrap_qty,
               greatest(work_order.target_qty - sums.cumulative_qty, 0) AS remaining_qty,
               {nearest("(100 * sums.cumulative_qty)", "work_order.target_qty", 2)} AS progress_pct,
               (SELECT {HEALTH} {_STANDS}) AS health, {_EXPECTED} AS expected_pct,
               (SELECT {POINTS_BEHIND} {_STANDS}) AS points_behind, {_PROJECTED} AS projected_completion,
               plan.number AS plan_number,
               greatest(work_order.updated_at, p.updated_at, sums.changed_at, {_BEGUN}) AS changed_at,
               {in_states("work_order.status")} AND {on_days("work_order.planned_start", "work_order.deadline")}
                   AS counts
        FROM work_order
        JOIN product p ON p.tenant_id = work_order.tenant_id AND p.id = work_order.product_id
        LEFT JOIN production_plan plan ON plan.tenant_id = work_order.tenant_id AND plan.id = work_order.plan_id
        LEFT JOIN LATERAL ({_SUMS}) AS sums ON true
        WHERE {of_orders(order="work_order")} AND {_MAYBE_CHANGED}
          AND (CAST(:after AS text) IS NULL OR work_order.number_sort > CAST(:after AS text))
    ) AS found
    WHERE {changed("found.counts", "found.changed_at")}"""


def work_order_table(asked: FloorAsked, span: Span, *, today: date, thresholds: HealthThresholds) -> Written:
    """Work orders by number, those that are under way on some days; `counts` says whether the filter keeps one."""
    (after,) = span.after or (None,)
    judged = {
        "as_of": today,
        "off_track_points": thresholds.off_track_points,
        "at_risk_points": thresholds.at_risk_points,
        "at_risk_days": thresholds.at_risk_days,
    }
    values = {**asked.values(), **judged, "after": after, "since": span.updated_since}
    return Written(_ORDERS, WORK_ORDER_PLACE, values, "changed_at")
