"""Daily production as a table: every entry with the running sum of its work order."""

from db.shared.keyed_pages import Span, Written
from db.shopfloor.asked import FloorAsked, of_orders, on_days

PRODUCTION_PLACE = ("number_sort", "production_date")

_AFTER = "CAST(:after_number AS text)"

# A work order that was changed since the moment, or of which anything was entered; without one, every work order.
_ENTERED_SINCE = """
    (CAST(:since AS timestamptz) IS NULL OR o.updated_at >= CAST(:since AS timestamptz)
     OR o.id IN (SELECT d.work_order_id FROM daily_production d WHERE d.updated_at >= CAST(:since AS timestamptz)))"""

# In their order, so that a page ends with the work order that fills it. An entry has changed when it, or one that
# stands before it, was entered; and when its order was, whose target says how far it is.
_ENTRIES = f"""
    SELECT o.number_sort, o.number, o.sku, o.department, o.stage, entry.*
    FROM (
        SELECT o.id, o.number_sort, o.number, p.sku, o.department, o.stage, o.target_qty, o.updated_at
        FROM work_order o JOIN product p ON p.tenant_id = o.tenant_id AND p.id = o.product_id
        WHERE {of_orders()} AND {_ENTERED_SINCE} AND ({_AFTER} IS NULL OR o.number_sort >= {_AFTER})
        ORDER BY o.number_sort OFFSET 0
    ) AS o
    CROSS JOIN LATERAL (
        SELECT run.production_date, run.quantity, run.scrap_quantity, run.cumulative_qty, run.entered_by,
               CAST(div(20000 * run.cumulative_qty + o.target_qty, 2 * o.target_qty) / 100 AS numeric(28, 2))
                   AS progress_pct,
               CASE WHEN run.cumulative_qty >= o.target_qty AND run.cumulative_qty - run.quantity < o.target_qty
                    THEN 'COMPLETED' ELSE 'CONFIRMED' END AS status,
               run.updated_at
        FROM (
            SELECT d.production_date, d.quantity, d.scrap_quantity, d.entered_by,
                   sum(d.quantity) OVER placed AS cumulative_qty,
                   greatest(o.updated_at, max(d.updated_at) OVER placed) AS updated_at
            FROM daily_production d WHERE d.work_order_id = o.id
            WINDOW placed AS (ORDER BY d.production_date ROWS UNBOUNDED PRECEDING)
        ) AS run
        WHERE {on_days("run.production_date")}
          AND (CAST(:since AS timestamptz) IS NULL OR run.updated_at >= CAST(:since AS timestamptz))
          AND ({_AFTER} IS NULL OR (o.number_sort, run.production_date) > ({_AFTER}, CAST(:after_day AS date)))
        ORDER BY run.production_date LIMIT CAST(:within AS bigint)
    ) AS entry"""


def production_table(asked: FloorAsked, span: Span) -> Written:
    """Entries by number of work order and day, with running sum, progress and status."""
    number, day = span.after or (None, None)
    page = {"after_number": number, "after_day": day, "since": span.updated_since, "within": span.within}
    return Written(_ENTRIES, PRODUCTION_PLACE, {**asked.values(), **page})
