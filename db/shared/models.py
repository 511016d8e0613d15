"""Tenants, and the spellings their words were first seen in."""

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import UUID as SqlUUID
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, CreatedAt, TenantOwned, stored
from db.shared.enums import TermKind


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
