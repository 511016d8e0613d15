"""The gap in full-time people stands beside the gap in cases, in every summary that there is."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

READ = ("monthly_capacity_summary", "week_configuration", "demand", "report", "report_demand")
# As summaries are computed, to the bit; frozen ones get the hours and CPHs of now, since no others are known.
FILL = """
    UPDATE monthly_capacity_summary s SET fte_gap = s.capacity_gap / nullif(rd.target_cph * month.hours, 0)::float8
    FROM report r, demand d, report_demand rd, (
        SELECT tenant_id, work_type, month_year * 12 + month_number AS number, sum(productive_hours::numeric) AS hours
        FROM week_configuration GROUP BY 1, 2, 3
    ) AS month
    WHERE r.tenant_id = s.tenant_id AND r.id = s.report_id AND d.tenant_id = s.tenant_id AND d.id = s.demand_id
      AND rd.tenant_id = s.tenant_id AND rd.report_id = s.report_id AND rd.demand_id = s.demand_id
      AND month.tenant_id = s.tenant_id AND month.work_type = d.locality
      AND month.number = (extract(year FROM r.first_month) * 12 + extract(month FROM r.first_month))::int
          + s.forecast_month_index - 1"""


def upgrade() -> None:
    op.add_column("monthly_capacity_summary", sa.Column("fte_gap", sa.Double(), nullable=True))
    # Of all tenants at once: the tables' owner is not held to one for this statement.
    for table in READ:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(FILL)
    for table in READ:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    op.drop_column("monthly_capacity_summary", "fte_gap")
