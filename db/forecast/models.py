"""Reports, the demands they plan, and their forecast cells."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, Numeric, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSON
from sqlalchemy.dialects.postgresql import UUID as SqlUUID
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, ChangedAt, CreatedAt, Id, Reference, TenantOwned, Timestamp, between, refers, stored
from db.forecast.enums import ChangeType, ExecutionKind
from db.shared.bounds import MONTHS, MONTHS_OF_REPORT, TARGET_CPH, YEARS
from db.shared.enums import WorkType


class Report(TenantOwned, Base):
    """One planning cycle, named by its month and year; its six forecast months begin with `first_month`."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("tenant_id", "year", "month"),
        YEARS.of_column("year"),
        MONTHS.of_column("month"),
        between("first_month", "extract(day FROM first_month) = 1"),
    )

    id: Mapped[Id]
    year: Mapped[int]
    month: Mapped[int]
    first_month: Mapped[date]
    created_at: Mapped[ChangedAt]
    created_by: Mapped[str]


class Demand(TenantOwned, Base):
    """A kind of work, kept once per tenant: main LOB, state and case type."""

    __tablename__ = "demand"
    __table_args__ = (UniqueConstraint("tenant_id", "main_lob", "state", "case_type"),)

    id: Mapped[Id]
    main_lob: Mapped[str]
    state: Mapped[str]
    case_type: Mapped[str]
    case_id: Mapped[str]
    platform: Mapped[str]
    locality: Mapped[WorkType] = mapped_column(stored(WorkType, "locality"))


class ReportDemand(TenantOwned, Base):
    """One line of a report: a demand with the target CPH it is planned at."""

    __tablename__ = "report_demand"
    __table_args__ = (
        UniqueConstraint("tenant_id", "report_id", "demand_id"),
        Index(None, "tenant_id", "demand_id"),
        refers("report_id", to="report.id"),
        refers("demand_id", to="demand.id"),
        TARGET_CPH.of_column("target_cph"),
    )

    id: Mapped[Id]
    report_id: Mapped[Reference]
    demand_id: Mapped[Reference]
    target_cph: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    version: Mapped[int] = mapped_column(server_default=text("1"))


class ForecastCell(TenantOwned, Base):
    """One demand in one forecast month of a report: volumes and people are whole numbers.

    `productive_hours` of one person in the month are those that fte_req and capacity were computed with; null where a
    cell was written before they were kept and did not follow the hours of that day.
    """

    __tablename__ = "forecast_cell"
    __table_args__ = (
        refers("report_id", "demand_id", to="report_demand.report_id+demand_id"),
        MONTHS_OF_REPORT.of_column("month_index"),
        between("forecast", "forecast >= 0"),
        between("fte_req", "fte_req >= 0"),
        between("fte_avail", "fte_avail >= 0"),
        between("capacity", "capacity >= 0"),
        between("productive_hours", "productive_hours >= 0"),
    )

    report_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    demand_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    month_index: Mapped[int] = mapped_column(primary_key=True)
    forecast: Mapped[int]
    fte_req: Mapped[int]
    fte_avail: Mapped[int] = mapped_column(server_default=text("0"))
    capacity: Mapped[int] = mapped_column(server_default=text("0"))
    productive_hours: Mapped[Decimal | None] = mapped_column(Numeric)


class AllocationExecution(TenantOwned, Base):
    """An allocation carried out on a report; the newest of its kind stands until it is superseded.

    `history_log_id` is its entry in the history log, where records changed.
    """

    __tablename__ = "allocation_execution"
    __table_args__ = (
        Index(None, "tenant_id", "report_id"),
        refers("report_id", to="report.id"),
        refers("history_log_id", to="history_log.id"),
    )

    id: Mapped[UUID] = mapped_column(SqlUUID, primary_key=True)
    report_id: Mapped[Reference]
    history_log_id: Mapped[UUID | None] = mapped_column(SqlUUID)
    kind: Mapped[ExecutionKind] = mapped_column(stored(ExecutionKind, "kind"))
    completed_at: Mapped[CreatedAt]
    completed_by: Mapped[str]
    superseded_at: Mapped[Timestamp | None]


class HistoryLog(TenantOwned, Base):
    """A change of a report that was committed; the database refuses to change or delete it.

    `number` is the order of commits: they hold the tenant's plan one after another while they append. `source_file` is
    what the file was called that the change came with, null where there was none.
    """

    __tablename__ = "history_log"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        Index(None, "tenant_id", "report_id", "number"),
        Index(None, "tenant_id", "created_by", "number"),
        Index(None, "tenant_id", "records_modified", "number"),
        Index("ix_history_log_entered", "tenant_id", "created_at", postgresql_include=["number"]),  # since a moment
        refers("report_id", to="report.id"),
        between("records_modified", "records_modified > 0"),
    )

    id: Mapped[UUID] = mapped_column(SqlUUID, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, Identity())
    report_id: Mapped[Reference]
    change_type: Mapped[ChangeType] = mapped_column(stored(ChangeType, "change_type"))
    description: Mapped[str]
    user_notes: Mapped[str | None]
    records_modified: Mapped[int]
    summary: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    reverts: Mapped[UUID | None] = mapped_column(SqlUUID)
    creates_report: Mapped[bool] = mapped_column(server_default=text("false"))
    source_file: Mapped[str | None]
    created_at: Mapped[CreatedAt]
    created_by: Mapped[str]


class HistoryLogChange(TenantOwned, Base):
    """One record of a committed change: the new values and new less old, of all six months.

    `case_id_before` is null where the case id did not change.
    """

    __tablename__ = "history_log_change"
    __table_args__ = (
        refers("history_log_id", to="history_log.id"),
        Index(None, "tenant_id", "main_lob", "state", "case_type"),
    )

    history_log_id: Mapped[UUID] = mapped_column(SqlUUID, primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    main_lob: Mapped[str]
    state: Mapped[str]
    case_type: Mapped[str]
    case_id: Mapped[str]
    case_id_before: Mapped[str | None]
    target_cph: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    target_cph_change: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    modified_fields: Mapped[list[str]] = mapped_column(ARRAY(Text))
    months: Mapped[dict[str, dict[str, int]]] = mapped_column(JSON)
