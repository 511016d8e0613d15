"""Tenants, their words and keys, what was done, and what waits: previews for a commit, answers for who asks again."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    Date,
    Double,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy import DateTime as SqlDateTime
from sqlalchemy.dialects.postgresql import ARRAY, JSON
from sqlalchemy.dialects.postgresql import UUID as SqlUUID
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, ChangedAt, CreatedAt, Id, Reference, TenantOwned, Timestamp, between, stored
from db.shared.bounds import DAYS_OF_MONTH, DAYS_OF_WEEK, MONTHS, OCCUPANCY, SHRINKAGE, WEEKS, WORK_HOURS, YEARS
from db.shared.enums import Decision, TermKind, WorkType


class Tenant(Base):
    """An organisation; its id follows from its name, so that a token's tenant needs no lookup."""

    __tablename__ = "tenant"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[UUID] = mapped_column(SqlUUID, primary_key=True)
    name: Mapped[str]
    created_at: Mapped[CreatedAt]


class Term(TenantOwned, Base):
    """The spelling shown for every word that is matched without regard to letter case."""

    __tablename__ = "term"

    kind: Mapped[TermKind] = mapped_column(stored(TermKind, "kind"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    spelling: Mapped[str]


class ApiKey(TenantOwned, Base):
    """A key that a program signs in with: only its hash is kept."""

    __tablename__ = "api_key"
    __table_args__ = (UniqueConstraint("tenant_id", "hash"),)

    id: Mapped[UUID] = mapped_column(SqlUUID, primary_key=True)
    name: Mapped[str]
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[CreatedAt]
    created_by: Mapped[str]
    expires_at: Mapped[Timestamp]
    revoked_at: Mapped[Timestamp | None]
    revoked_by: Mapped[str | None]


class AuditLog(TenantOwned, Base):
    """What somebody did, or was refused; written by triggers and by the door, changed by nobody."""

    __tablename__ = "audit_log"
    __table_args__ = (
        Index(None, "tenant_id", "entity_type", "entity_id", "id"),
        Index(None, "tenant_id", "request_id"),
    )

    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(SqlDateTime(timezone=True), server_default=text("clock_timestamp()"))
    subject: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    key_id: Mapped[UUID | None] = mapped_column(SqlUUID)
    request_id: Mapped[str]
    operation: Mapped[str]
    action: Mapped[str]
    entity_type: Mapped[str]
    entity_id: Mapped[str | None]
    old: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    new: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class IdempotencyKey(TenantOwned, Base):
    """A request that a caller named, and the answer it got, for whoever asks again."""

    __tablename__ = "idempotency_key"
    __table_args__ = (Index(None, "tenant_id", "created_at"),)

    subject: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[CreatedAt]


class PreviewKind(Base):
    """Which kinds of previews there are: a row each, written by migrations and the same for every tenant."""

    __tablename__ = "preview_kind"

    kind: Mapped[str] = mapped_column(primary_key=True)


class ChangePreview(TenantOwned, Base):
    """A computed change that is not applied yet: what it was computed from and what it would do, compressed.

    A committed preview keeps its outcome, which a second commit answers with; the content goes.
    """

    __tablename__ = "change_preview"

    id: Mapped[UUID] = mapped_column(SqlUUID, primary_key=True)
    kind: Mapped[str] = mapped_column(ForeignKey("preview_kind.kind"))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[Timestamp]
    committed_at: Mapped[Timestamp | None]
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class DataVersion(TenantOwned, Base):
    """Versions of what answers are made of: of a scope, the sum of its stamps, which triggers draw at every change."""

    __tablename__ = "data_version"
    __table_args__ = (Index(None, "tenant_id", "scope"),)

    id: Mapped[Id]
    scope: Mapped[str]
    stamp: Mapped[int] = mapped_column(BigInteger)


class NumberCounter(TenantOwned, Base):
    """The last number of a kind of document; a row, since a sequence would leave gaps."""

    __tablename__ = "number_counter"
    __table_args__ = (between("last_number", "last_number > 0"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    last_number: Mapped[int] = mapped_column(BigInteger)


class Approval(TenantOwned, Base):
    """What somebody decided on what somebody else asked for: one row a level, written once.

    A subject is asked about in rounds: one that was sent back may be asked about again. Nobody decides on what they
    asked for, or twice in a round, and a level has one decision, whoever is quicker.
    """

    __tablename__ = "approval"
    __table_args__ = (
        UniqueConstraint("tenant_id", "subject_kind", "subject_id", "round", "level"),
        UniqueConstraint("tenant_id", "subject_kind", "subject_id", "round", "decided_by"),
        CheckConstraint("decided_by <> requested_by", name="four_eyes"),
        between("level", "level > 0"),
    )

    id: Mapped[Id]
    subject_kind: Mapped[str]
    subject_id: Mapped[Reference]
    round: Mapped[int]
    level: Mapped[int]
    requested_by: Mapped[str]
    decided_by: Mapped[str]
    decision: Mapped[Decision] = mapped_column(stored(Decision, "decision"))
    note: Mapped[str] = mapped_column(server_default="")
    decided_at: Mapped[ChangedAt]


def _productive_hours(occupancy: str = "") -> Computed:
    # Exact in numeric, stored as the nearest double. Occupancy is in the monthly figure only.
    return Computed(
        f"(working_days * work_hours::numeric {occupancy} * (1 - shrinkage::numeric))::float8", persisted=True
    )


class MonthConfiguration(TenantOwned, Base):
    """Working time of one calendar month for one work type."""

    __tablename__ = "month_configuration"
    __table_args__ = (
        UniqueConstraint("tenant_id", "year", "month", "work_type"),
        YEARS.of_column("year"),
        MONTHS.of_column("month"),
        DAYS_OF_MONTH.of_column("working_days"),
        WORK_HOURS.of_column("work_hours"),
        OCCUPANCY.of_column("occupancy"),
        SHRINKAGE.of_column("shrinkage"),
    )

    id: Mapped[Id]
    year: Mapped[int]
    month: Mapped[int]
    work_type: Mapped[WorkType] = mapped_column(stored(WorkType, "work_type"))
    working_days: Mapped[int]
    work_hours: Mapped[float] = mapped_column(Double)
    occupancy: Mapped[float] = mapped_column(Double)
    shrinkage: Mapped[float] = mapped_column(Double)
    productive_hours: Mapped[float] = mapped_column(Double, _productive_hours("* occupancy::numeric"))


class WeekConfiguration(TenantOwned, Base):
    """Working time of one ISO week for one work type, with the month and year of its Thursday.

    `holidays` are its days off from Monday to Friday where they are known; whoever sets only a number leaves them out.
    """

    __tablename__ = "week_configuration"
    __table_args__ = (
        UniqueConstraint("tenant_id", "year", "week", "work_type"),
        Index("ix_week_configuration_month", "tenant_id", "month_year", "month_number", "work_type"),
        YEARS.of_column("year"),
        WEEKS.of_column("week"),
        MONTHS.of_column("month_number"),
        DAYS_OF_WEEK.of_column("working_days"),
        WORK_HOURS.of_column("work_hours"),
        OCCUPANCY.of_column("occupancy"),
        SHRINKAGE.of_column("shrinkage"),
    )

    id: Mapped[Id]
    year: Mapped[int]
    week: Mapped[int]
    start_date: Mapped[date]
    end_date: Mapped[date]
    month_year: Mapped[int]
    month_number: Mapped[int]
    work_type: Mapped[WorkType] = mapped_column(stored(WorkType, "work_type"))
    working_days: Mapped[int]
    work_hours: Mapped[float] = mapped_column(Double)
    occupancy: Mapped[float] = mapped_column(Double)
    shrinkage: Mapped[float] = mapped_column(Double)
    productive_hours: Mapped[float] = mapped_column(Double, _productive_hours())
    holidays: Mapped[list[date]] = mapped_column(ARRAY(Date), server_default=text("'{}'"))
