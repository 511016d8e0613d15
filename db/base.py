"""What every table shares: naming of constraints, ownership by a tenant, and the column types in use."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    MetaData,
    Numeric,
    Text,
    text,
)
from sqlalchemy import DateTime as SqlDateTime
from sqlalchemy.dialects.postgresql import UUID as SqlUUID
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Id = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
Reference = Annotated[int, mapped_column(BigInteger)]
Timestamp = Annotated[datetime, mapped_column(SqlDateTime(timezone=True))]
CreatedAt = Annotated[datetime, mapped_column(SqlDateTime(timezone=True), server_default=text("now()"))]
ChangedAt = Annotated[datetime, mapped_column(SqlDateTime(timezone=True), server_default=text("statement_timestamp()"))]
Quantity = Annotated[Decimal, mapped_column(Numeric(18, 4))]
Total = Annotated[Decimal, mapped_column(Numeric(28, 4))]
"""A sum of quantities, each of which may be as large as one can be."""


class Base(DeclarativeBase):
    """Tables as values; rows are read as plain rows, never as mapped objects."""

    type_annotation_map: ClassVar = {str: Text}
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


class TenantOwned:
    """A row of one tenant; its primary key leads with the tenant, which row-level security compares."""

    tenant_id: Mapped[UUID] = mapped_column(SqlUUID, ForeignKey("tenant.id"), primary_key=True, sort_order=-1)


def stored(members: type[StrEnum], name: str) -> Enum:
    """A text column that holds the value of a member, checked by the database under the constraint's name."""
    values = [member.value for member in members]
    length = max(20, *map(len, values))
    return Enum(
        members, values_callable=lambda _: values, native_enum=False, create_constraint=True, length=length, name=name
    )


def refers(*columns: str, to: str, **options: Any) -> ForeignKeyConstraint:
    """A foreign key inside one tenant: plain foreign keys look past row-level security."""
    target, _, names = to.partition(".")
    keys = [f"{target}.{name}" for name in ("tenant_id", *names.split("+"))]
    return ForeignKeyConstraint(["tenant_id", *columns], keys, **options)


def between(column: str, rule: str) -> CheckConstraint:
    """A rule on one column, named after it."""
    return CheckConstraint(rule, name=column)
