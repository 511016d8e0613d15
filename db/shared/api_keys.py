"""API keys as they are kept: by the hash of their secret."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, insert, select, update

from db.engine import ReadSession, WriteSession
from db.shared.models import ApiKey, Tenant
from db.shared.rows import ApiKeyRow, UsableKeyRow

_shown = [column for column in ApiKey.__table__.columns if column.name != "hash"]
_keys: Select[*tuple[Any, ...]] = select(*_shown)


async def insert_key(session: WriteSession, values: Mapping[str, Any]) -> ApiKeyRow:
    """Keep a new key."""
    new = insert(ApiKey).values(**values, tenant_id=session.tenant_id, created_by=session.subject)
    row = await session.row(new.returning(*_shown))
    assert row is not None
    return row


async def all_keys(session: ReadSession) -> Sequence[ApiKeyRow]:
    """Every key, newest first; never its hash."""
    return await session.rows(_keys.order_by(ApiKey.created_at.desc(), ApiKey.id))


async def key_by_id(session: ReadSession, id: UUID) -> ApiKeyRow | None:
    """One key."""
    return await session.row(_keys.where(ApiKey.id == id))


async def revoke(session: WriteSession, id: UUID) -> ApiKeyRow | None:
    """Revoke a key that is not revoked; None where it was."""
    ended = update(ApiKey).where(ApiKey.id == id, ApiKey.revoked_at.is_(None))
    values = {"revoked_at": func.now(), "revoked_by": session.subject}
    return await session.row(ended.values(**values).returning(*_shown))


async def usable_key(session: ReadSession, hash: bytes) -> UsableKeyRow | None:
    """The key of a hash, with its tenant's name, while it is neither revoked nor expired."""
    query = select(*_shown, Tenant.name.label("tenant")).join(Tenant, Tenant.id == ApiKey.tenant_id)
    usable = query.where(ApiKey.hash == hash, ApiKey.revoked_at.is_(None), ApiKey.expires_at > func.now())
    return await session.row(usable)
