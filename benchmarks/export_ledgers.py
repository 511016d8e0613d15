"""What only grows, filled by plain statements; it, and workbooks that are sent back, by one plain statement each."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import text

from benchmarks.export_sql import REPORT_VALUE
from benchmarks.ledger import add_movements
from benchmarks.shopfloor import ENTRIES, add_orders
from db.engine import WriteSession

FIGURES = {
    "forecast": "Client Forecast",
    "fte_req": "FTE Required",
    "fte_avail": "FTE Available",
    "capacity": "Capacity",
}
LINES = 25  # of a record in the history: its target CPH, and four figures of six months
OF_AN_ENTRY = 100  # records
_FIGURES = ", ".join(f"({place}, '{name}', '{title}')" for place, (name, title) in enumerate(FIGURES.items(), start=1))
MARKS = "true AS is_active, NULL::timestamptz AS deallocated_at"

_ENTRIES = text("""
    INSERT INTO history_log (id, tenant_id, report_id, change_type, description, records_modified, summary, created_by)
    SELECT gen_random_uuid(), r.tenant_id, r.id, 'CPH Update', 'drawn', :records, '[]', 'benchmark'
    FROM report r, generate_series(1, CAST(:entries AS int)) AS n""")
# Every figure of every month grew by the record's place, and is ten times that.
_CHANGES = text("""
    INSERT INTO history_log_change (tenant_id, history_log_id, place, main_lob, state, case_type, case_id, target_cph,
                                    target_cph_change, modified_fields, months)
    SELECT h.tenant_id, h.id, n, 'Amisys Medicaid DOMESTIC', 'TX', 'Case Type 01', 'C' || n, 9.5, 0.25, '{}',
           of_all.months
    FROM history_log h JOIN report r ON r.id = h.report_id, generate_series(1, CAST(:records AS int)) AS n
    CROSS JOIN LATERAL (
        SELECT json_object_agg(to_char(r.first_month + make_interval(months => month), 'Mon-YY'), of_month.told)
            AS months
        FROM generate_series(0, 5) AS month
        CROSS JOIN LATERAL (
            SELECT json_object_agg(one.name, one.value) AS told FROM unnest(CAST(:names AS text[])) AS figure
            CROSS JOIN LATERAL (VALUES (figure, 10 * n), (figure || '_change', n)) AS one (name, value)) AS of_month
    ) AS of_all""")

MOVEMENTS = f"""
    SELECT m.number, m.kind, p.sku, l.location, m.occurred_on, trim_scale(m.quantity), trim_scale(m.on_hand_change),
           trim_scale(m.allocated_change), trim_scale(m.in_transit_change),
           trim_scale(sum(m.on_hand_change) OVER placed) AS on_hand_after, m.reference, m.reason, m.created_by,
           m.created_at, max(m.created_at) OVER placed AS updated_at, {MARKS}
    FROM inventory_movement m JOIN inventory_level l ON l.id = m.level_id JOIN product p ON p.id = l.product_id
    WINDOW placed AS (PARTITION BY m.level_id ORDER BY m.occurred_on, m.id ROWS UNBOUNDED PRECEDING)
    ORDER BY l.sku_sort, l.location, m.occurred_on, m.id"""
PRODUCTION = f"""
    SELECT number, sku, department, stage, production_date, trim_scale(quantity), trim_scale(scrap_quantity),
           trim_scale(made), trim_scale(round(100 * made / target_qty, 2)),
           CASE WHEN made >= target_qty AND made - quantity < target_qty THEN 'COMPLETED' ELSE 'CONFIRMED' END,
           entered_by, updated_at, {MARKS}
    FROM (
        SELECT w.number, w.number_sort, w.target_qty, w.department, w.stage, p.sku, d.production_date, d.quantity,
               d.scrap_quantity, d.entered_by, sum(d.quantity) OVER placed AS made,
               greatest(w.updated_at, max(d.updated_at) OVER placed) AS updated_at
        FROM daily_production d JOIN work_order w ON w.id = d.work_order_id JOIN product p ON p.id = w.product_id
        WINDOW placed AS (PARTITION BY d.work_order_id ORDER BY d.production_date ROWS UNBOUNDED PRECEDING)
    ) AS one
    ORDER BY number_sort, production_date"""
HISTORY = f"""
    SELECT h.id::text, c.place, line.line, {REPORT_VALUE}, h.change_type, h.created_at, h.created_by, c.main_lob,
           c.state, c.case_type, c.case_id, line.month, line.month_start, line.field,
           trim_scale(line.new - line.change), trim_scale(line.new), trim_scale(line.change), NULL::text, NULL::text,
           h.created_at AS updated_at, {MARKS}
    FROM history_log h JOIN report r ON r.id = h.report_id JOIN history_log_change c ON c.history_log_id = h.id
    CROSS JOIN LATERAL (
        SELECT 1 AS line, NULL AS month, NULL::date AS month_start, 'Target CPH' AS field, c.target_cph AS new,
               c.target_cph_change AS change
        UNION ALL
        SELECT (1 + {len(FIGURES)} * (month.place - 1) + figure.place)::int, month.name,
               (r.first_month + make_interval(months => (month.place - 1)::int))::date, figure.title,
               (c.months -> month.name ->> figure.name)::numeric,
               (c.months -> month.name ->> (figure.name || '_change'))::numeric
        FROM (SELECT n + 1 AS place, to_char(r.first_month + make_interval(months => n), 'Mon-YY') AS name
              FROM generate_series(0, 5) AS n) AS month
        CROSS JOIN (VALUES {_FIGURES}) AS figure (place, name, title)
    ) AS line
    ORDER BY h.number, c.place, line.line"""
RECORDS = """
    SELECT d.main_lob, d.state, d.case_type, d.case_id, line.target_cph, cells.figures, md5(d.id::text) AS key
    FROM report_demand line JOIN demand d ON d.id = line.demand_id
    CROSS JOIN LATERAL (
        SELECT array_agg(figure ORDER BY c.month_index, place) AS figures
        FROM forecast_cell c
        CROSS JOIN LATERAL unnest(ARRAY[c.forecast, c.fte_req, c.fte_avail, c.capacity]) WITH ORDINALITY
            AS one (figure, place)
        WHERE (c.report_id, c.demand_id) = (line.report_id, line.demand_id)
    ) AS cells
    ORDER BY d.main_lob, d.state, d.case_type"""
GRID = """
    SELECT p.cn, p.display_name, p.resource_type, p.platform, p.location, array_to_string(p.states, ', ') AS states,
           array_to_string(p.skills, ', ') AS skills, held.weeks, md5(p.id::text) AS key
    FROM resource p
    JOIN (
        SELECT a.resource_id,
               array_agg(concat_ws(' / ', d.main_lob, d.state, d.case_type, t.name) ORDER BY a.year, a.week) AS weeks
        FROM assignment a JOIN demand d ON d.id = a.demand_id JOIN capacity_tier t ON t.id = a.tier_id
        WHERE a.is_active GROUP BY a.resource_id
    ) AS held ON held.resource_id = p.id
    ORDER BY p.cn_sort"""


class Ledgers(NamedTuple):
    """How much there is: movements, work orders, and entries of history."""

    movements: int
    orders: int
    entries: int

    @classmethod
    def of_rows(cls, rows: int) -> "Ledgers":
        """As many as their tables have about so many rows each."""
        return cls(rows, max(1, rows // ENTRIES), max(1, rows // (LINES * OF_AN_ENTRY)))


async def add_ledgers(session: WriteSession, size: Ledgers, today: date) -> None:
    """Give a tenant that has a report, and nothing of the other rooms, what only grows."""
    await add_movements(session, size.movements)
    await add_orders(session, size.orders, today)
    await session.run(_ENTRIES, {"records": OF_AN_ENTRY, "entries": size.entries})
    await session.run(_CHANGES, {"records": OF_AN_ENTRY, "names": list(FIGURES)})
