"""Tenants, the spellings their words were first seen in, and previews that wait for their commit."""

from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.dialects.postgresql import UUID as SqlUUID
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, CreatedAt, TenantOwned, Timestamp, stored
from db.shared.enums import PreviewKind, TermKind


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


class ChangePreview(TenantOwned, Base):
    """A computed change that is not applied yet: what it was computed from and what it would do, compressed.

    A committed preview keeps its outcome, which a second commit answers with; the content goes.
    """

    __tablename__ = "change_preview"

    id: Mapped[UUID] = mapped_column(SqlUUID, primary_key=True)
    kind: Mapped[PreviewKind] = mapped_column(stored(PreviewKind, "kind"))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[Timestamp]
    committed_at: Mapped[Timestamp | None]
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON)
