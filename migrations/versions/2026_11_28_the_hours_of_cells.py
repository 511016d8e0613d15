"""Cells keep the hours they were computed with; the history log knows creations and former case ids."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.preview_kinds import add_preview_kinds, remove_preview_kinds

revision: str = "0009"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

READ = ("forecast_cell", "report_demand", "report", "demand", "month_configuration", "week_configuration")

# Cells that follow the hours of now are taken for computed with them. Of others nobody knows with which: theirs stay null.
KEEP_HOURS = """
    WITH hours AS (
        SELECT tenant_id, year * 12 + month AS month, work_type, productive_hours::text::numeric AS hours
        FROM month_configuration
        UNION ALL
        SELECT w.tenant_id, w.month_year * 12 + w.month_number, w.work_type,
               sum(w.productive_hours::text::numeric * w.occupancy::text::numeric)
        FROM week_configuration w
        WHERE NOT EXISTS (
            SELECT 1 FROM month_configuration m WHERE m.tenant_id = w.tenant_id AND m.year = w.month_year
              AND m.month = w.month_number AND m.work_type = w.work_type)
        GROUP BY 1, 2, 3)
    UPDATE forecast_cell c SET productive_hours = h.hours
    FROM report_demand rd, report r, demand d, hours h
    WHERE rd.tenant_id = c.tenant_id AND rd.report_id = c.report_id AND rd.demand_id = c.demand_id
      AND r.tenant_id = c.tenant_id AND r.id = c.report_id AND d.tenant_id = c.tenant_id AND d.id = c.demand_id
      AND h.tenant_id = c.tenant_id AND h.work_type = d.locality AND h.hours > 0
      AND h.month = extract(year FROM r.first_month)::int * 12 + extract(month FROM r.first_month)::int
                    + c.month_index - 1
      AND 2::numeric * c.forecast >= (2::numeric * c.fte_req - 1) * rd.target_cph * h.hours
      AND 2::numeric * c.forecast < (2::numeric * c.fte_req + 1) * rd.target_cph * h.hours
      AND c.capacity = round(c.fte_avail * rd.target_cph * h.hours)"""


def upgrade() -> None:
    op.add_column("forecast_cell", sa.Column("productive_hours", sa.Numeric(), nullable=True))
    op.create_check_constraint(op.f("ck_forecast_cell_productive_hours"), "forecast_cell", "productive_hours > 0")
    for table in READ:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(KEEP_HOURS)
    for table in READ:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.add_column(
        "history_log", sa.Column("creates_report", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("history_log_change", sa.Column("case_id_before", sa.Text(), nullable=True))
    add_preview_kinds("RECALCULATION")


def downgrade() -> None:
    remove_preview_kinds("RECALCULATION")
    op.drop_column("history_log_change", "case_id_before")
    op.drop_column("history_log", "creates_report")
    op.drop_constraint(op.f("ck_forecast_cell_productive_hours"), "forecast_cell", type_="check")
    op.drop_column("forecast_cell", "productive_hours")
