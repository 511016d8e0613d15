"""API keys as they are kept: by the hash of their secret."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, insert, select, text, update

from db.engine import ReadSession, WriteSession
from db.shared.models import ApiKey, Tenant
from db.shared.rows import ApiKeyRow, KeyMakerRow, UsableKeyRow

_shown = [column for column in ApiKey.__table__.columns if column.name != "hash"]
_keys: Select[*tuple[Any, ...]] = select(*_shown)

SIGNED_BY_KEY = "key:"
"""How the subject of whoever signs in with a key begins; the key's name follows."""

# A key may have been made with another key. Two keys may have one name, and then one subject: both makers count.
_MAKERS = text("""
    WITH RECURSIVE made AS (
        SELECT signed.subject, k.created_by AS maker
        FROM unnest(CAST(:subjects AS text[])) AS signed (subject)
        JOIN api_key k ON CAST(:signed_by_key AS text) || k.name = signed.subject
        UNION
        SELECT made.subject, k.created_by
        FROM made JOIN api_key k ON CAST(:signed_by_key AS text) || k.name = made.maker)
    SELECT subject, maker FROM made ORDER BY subject, maker""")


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


async def makers_of_keys(session: ReadSession, subjects: Collection[str]) -> Sequence[KeyMakerRow]:
    """Who made the keys that subjects sign in with, the keys that these were made with, and so on; people have none."""
    keys = sorted({subject for subject in subjects if subject.startswith(SIGNED_BY_KEY)})
    return await session.rows(_MAKERS, {"subjects": keys, "signed_by_key": SIGNED_BY_KEY}) if keys else []
