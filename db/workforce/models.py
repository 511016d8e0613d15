"""People, tiers, months, weeks, assignments and the monthly capacity summaries kept beside them."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Computed,
    Double,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON
from sqlalchemy.dialects.postgresql import UUID as SqlUUID
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, ChangedAt, CreatedAt, Id, Reference, TenantOwned, Timestamp, between, refers, stored
from db.shared.bounds import MONTHS_OF_REPORT, PERCENTAGE, WEEKS
from db.shared.enums import WorkType
from db.shared.folded import folded_in_index
from db.shared.natural_order import COLLATION, natural_order
from db.workforce.enums import AssignmentType, ResourceType


class Resource(TenantOwned, Base):
    """Somebody who can be assigned: an actual person or a placeholder for a planned hire; `cn_sort` orders them."""

    __tablename__ = "resource"
    __table_args__ = (
        UniqueConstraint("tenant_id", "cn_key"),
        Index(None, "tenant_id", "cn_sort"),
        Index("ix_resource_tenant_id_display_name_id", "tenant_id", folded_in_index("display_name"), "id"),
        Index(None, "tenant_id", "hire_date", "id"),
        refers("replaced_by_id", to="resource.id"),
        between("states", "cardinality(states) > 0"),
        between("skills", "cardinality(skills) > 0"),
        CheckConstraint(
            "resource_type = 'ACTUAL' OR (first_name IS NULL AND last_name IS NULL AND opid IS NULL"
            " AND hire_date IS NULL AND last_day IS NULL)",
            name="placeholder_has_no_person",
        ),
        between("last_day", "last_day >= hire_date"),
    )

    id: Mapped[Id]
    cn: Mapped[str]
    cn_key: Mapped[str]
    cn_sort: Mapped[str] = mapped_column(Text(collation=COLLATION), Computed(natural_order("cn_key"), persisted=True))
    resource_type: Mapped[ResourceType] = mapped_column(stored(ResourceType, "resource_type"))
    display_name: Mapped[str]
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    opid: Mapped[str | None]
    platform: Mapped[str]
    location: Mapped[WorkType] = mapped_column(stored(WorkType, "location"))
    states: Mapped[list[str]] = mapped_column(ARRAY(Text))
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text))
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))
    hire_date: Mapped[date | None]
    last_day: Mapped[date | None]
    created_for_year: Mapped[int | None]
    created_for_week: Mapped[int | None]
    replaced_by_id: Mapped[int | None] = mapped_column(BigInteger)
    replaced_at: Mapped[Timestamp | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[ChangedAt]


class CapacityTier(TenantOwned, Base):
    """A named production level."""

    __tablename__ = "capacity_tier"
    __table_args__ = (
        UniqueConstraint("tenant_id", "name_key"),
        PERCENTAGE.of_column("percentage"),
    )

    id: Mapped[Id]
    name: Mapped[str]
    name_key: Mapped[str]
    percentage: Mapped[float] = mapped_column(Double)
    description: Mapped[str] = mapped_column(server_default="")
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))
    display_order: Mapped[int]
    updated_at: Mapped[ChangedAt]


class Assignment(TenantOwned, Base):
    """One resource on one demand for one ISO week at one production percentage.

    `is_forced` records that a planner overruled what the person can do, or when they are there; `execution_id` names
    the allocation that wrote it; `cn_sort` is its person's, so that a page of a week's assignments is read from an
    index. `moved_from_id` is who had it before a conversion, `taken_over_at` when it came from an older report. In a
    first or last week that is worked in part, `days_present` of `working_days` count, and `production_percentage` is
    that part of `whole_week_percentage`; all three are empty where the whole week counts. `counts_whole_week` says that
    it does whatever the person's days are: for weeks forced outside them, kept as history, or taken from the old
    system.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        # One active assignment per person and week, whoever writes it.
        Index(
            "uq_assignment_active_resource_week",
            "tenant_id", "resource_id", "year", "week",
            unique=True,
            postgresql_where=text("is_active"),
        ),
        Index("ix_assignment_cell", "tenant_id", "report_id", "demand_id", "forecast_month_index"),
        Index(None, "tenant_id", "year", "week", "cn_sort", "id"),
        # The order of the report's table: its pages are read from here.
        Index(
            "ix_assignment_weeks_of_report",
            "tenant_id", "report_id", "year", "week", "cn_sort",
            postgresql_where=text("is_active"),
        ),
        refers("resource_id", to="resource.id"),
        refers("tier_id", to="capacity_tier.id"),
        refers("report_id", "demand_id", to="report_demand.report_id+demand_id"),
        refers("execution_id", to="allocation_execution.id"),
        refers("moved_from_id", to="resource.id"),
        WEEKS.of_column("week"),
        MONTHS_OF_REPORT.of_column("forecast_month_index"),
        PERCENTAGE.of_column("production_percentage"),
        CheckConstraint("is_active = (deallocated_at IS NULL)", name="deallocated_when_inactive"),
        CheckConstraint(
            "num_nulls(days_present, working_days, whole_week_percentage) = 3 OR"
            " (0 < days_present AND days_present < working_days AND whole_week_percentage <= 1)",
            name="part_of_a_week",
        ),
    )  # fmt: skip

    id: Mapped[Id]
    year: Mapped[int]
    week: Mapped[int]
    report_id: Mapped[Reference]
    forecast_month_index: Mapped[int]
    resource_id: Mapped[Reference]
    cn_sort: Mapped[str] = mapped_column(Text(collation=COLLATION))
    demand_id: Mapped[Reference]
    tier_id: Mapped[Reference]
    production_percentage: Mapped[float] = mapped_column(Double)
    weekly_capacity: Mapped[float] = mapped_column(Double)
    assignment_type: Mapped[AssignmentType] = mapped_column(stored(AssignmentType, "assignment_type"))
    is_forced: Mapped[bool] = mapped_column(server_default=text("false"))
    execution_id: Mapped[UUID | None] = mapped_column(SqlUUID)
    assigned_by: Mapped[str]
    assigned_at: Mapped[CreatedAt]
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))
    deallocated_at: Mapped[Timestamp | None]
    deallocated_by: Mapped[str | None]
    days_present: Mapped[int | None]
    working_days: Mapped[int | None]
    whole_week_percentage: Mapped[float | None] = mapped_column(Double)
    counts_whole_week: Mapped[bool] = mapped_column(server_default=text("false"))
    updated_at: Mapped[ChangedAt]
    taken_over_at: Mapped[Timestamp | None]
    moved_from_id: Mapped[int | None] = mapped_column(BigInteger)


class PlaceholderCounter(TenantOwned, Base):
    """The last placeholder number of a tenant; a row, since a sequence would leave gaps."""

    __tablename__ = "placeholder_counter"
    __table_args__ = (between("last_number", "last_number >= 0"),)

    last_number: Mapped[int]


class MonthlyCapacitySummary(TenantOwned, Base):
    """What the active assignments of one demand and month add up to, written in the transaction that changes them.

    The four person arrays run in step: everybody assigned in the month, with the tier and the week (year × 100 + week)
    of their last assignment in it. They let an inner node of the tree count a person once, and keep doing so after
    `frozen_at`, when a newer report has taken the assignments over. The tier arrays run in step too: the tiers that
    produced anything, and how many cases. `fte_gap` is the gap in full-time people, null where no hours are configured.
    """

    __tablename__ = "monthly_capacity_summary"
    __table_args__ = (
        refers(
            "report_id", "demand_id", "forecast_month_index",
            to="forecast_cell.report_id+demand_id+month_index",
            name="fk_monthly_capacity_summary_cell",
        ),
    )  # fmt: skip

    report_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    demand_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    forecast_month_index: Mapped[int] = mapped_column(primary_key=True)
    total_forecast: Mapped[int]
    total_headcount: Mapped[int]
    actual_headcount: Mapped[int]
    placeholder_headcount: Mapped[int]
    total_fte_equivalent: Mapped[float] = mapped_column(Double)
    actual_fte_equivalent: Mapped[float] = mapped_column(Double)
    placeholder_fte_equivalent: Mapped[float] = mapped_column(Double)
    fte_weeks: Mapped[float] = mapped_column(Double)
    total_capacity: Mapped[float] = mapped_column(Double)
    actual_capacity: Mapped[float] = mapped_column(Double)
    placeholder_capacity: Mapped[float] = mapped_column(Double)
    fte_required: Mapped[int]
    capacity_gap: Mapped[float] = mapped_column(Double)
    fte_gap: Mapped[float | None] = mapped_column(Double)
    tier_breakdown: Mapped[dict[str, Any]] = mapped_column(JSON)
    person_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    person_is_placeholder: Mapped[list[bool]] = mapped_column(ARRAY(Boolean))
    person_tier_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    person_last_weeks: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    tier_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    tier_capacities: Mapped[list[float]] = mapped_column(ARRAY(Double))
    computed_at: Mapped[ChangedAt]
    frozen_at: Mapped[Timestamp | None]


class CapacityVersion(TenantOwned, Base):
    """Stamps of a report's month: each change of its capacity writes a new one over one that nobody else holds."""

    __tablename__ = "capacity_version"
    __table_args__ = (
        refers("report_id", to="report.id"),
        Index(None, "tenant_id", "report_id", "month_index"),
        MONTHS_OF_REPORT.of_column("month_index"),
    )

    id: Mapped[Id]
    report_id: Mapped[Reference]
    month_index: Mapped[int]
    stamp: Mapped[UUID] = mapped_column(SqlUUID)
