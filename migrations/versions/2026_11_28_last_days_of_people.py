"""People have a last day too, weeks know their holidays, and an assignment knows how much of its week is worked."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0008"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NO_PERSON = "resource_type = 'ACTUAL' OR (first_name IS NULL AND last_name IS NULL AND opid IS NULL AND hire_date IS NULL{more})"
OWNED = ("assignment", "resource", "week_configuration")
# First days did not bind until now: what was placed before or in a first week stays as it was counted.
KEEP = """
    UPDATE assignment a
    SET counts_whole_week = true,
        is_forced = a.is_forced OR p.hire_date > w.start_date + greatest(w.working_days, 5) - 1
    FROM resource p
    JOIN week_configuration w ON w.tenant_id = p.tenant_id AND w.work_type = p.location
    WHERE (p.tenant_id, p.id) = (a.tenant_id, a.resource_id) AND (w.year, w.week) = (a.year, a.week)
      AND p.hire_date > w.start_date"""


def upgrade() -> None:
    op.add_column("resource", sa.Column("last_day", sa.Date(), nullable=True))
    _require_no_person(" AND last_day IS NULL")
    op.create_check_constraint(op.f("ck_resource_last_day"), "resource", "last_day >= hire_date")
    op.add_column(
        "week_configuration",
        sa.Column("holidays", postgresql.ARRAY(sa.Date()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column("assignment", sa.Column("days_present", sa.Integer(), nullable=True))
    op.add_column("assignment", sa.Column("working_days", sa.Integer(), nullable=True))
    op.add_column("assignment", sa.Column("whole_week_percentage", sa.Double(), nullable=True))
    op.add_column(
        "assignment", sa.Column("counts_whole_week", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.create_check_constraint(
        op.f("ck_assignment_part_of_a_week"),
        "assignment",
        "num_nulls(days_present, working_days, whole_week_percentage) = 3 OR"
        " (0 < days_present AND days_present < working_days AND whole_week_percentage <= 1)",
    )
    _as_owner(KEEP)


def downgrade() -> None:
    # Percentages stay as they are: capacities and summaries were computed from them.
    op.drop_constraint(op.f("ck_assignment_part_of_a_week"), "assignment", type_="check")
    for column in ("counts_whole_week", "whole_week_percentage", "working_days", "days_present"):
        op.drop_column("assignment", column)
    op.drop_column("week_configuration", "holidays")
    op.drop_constraint(op.f("ck_resource_last_day"), "resource", type_="check")
    _require_no_person("")
    op.drop_column("resource", "last_day")


def _require_no_person(more: str) -> None:
    name = op.f("ck_resource_placeholder_has_no_person")
    op.drop_constraint(name, "resource", type_="check")
    op.create_check_constraint(name, "resource", NO_PERSON.format(more=more))


def _as_owner(statement: str) -> None:
    """Carry out a statement on the rows of all tenants, which row-level security hides from the owner as well."""
    for table in OWNED:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(statement)
    for table in OWNED:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
