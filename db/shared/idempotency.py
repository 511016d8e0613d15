"""Answers to requests that callers named, for 24 hours; older ones go when somebody of their tenant names another."""

from typing import NamedTuple

from sqlalchemy import text

from db.engine import WriteSession

# Of two at once one waits here for the other's end. A name that is older than a day is free again.
_CLAIM = text("""
    INSERT INTO idempotency_key (tenant_id, subject, key, request_hash) VALUES (:tenant, :subject, :key, :hash)
    ON CONFLICT (tenant_id, subject, key) DO UPDATE
        SET request_hash = excluded.request_hash, answer = NULL, created_at = now()
        WHERE idempotency_key.created_at < now() - interval '24 hours'
    RETURNING 1""")
_STORED = text("""
    SELECT request_hash, answer FROM idempotency_key
    WHERE tenant_id = :tenant AND subject = :subject AND key = :key""")
_KEEP = text("""
    UPDATE idempotency_key SET answer = :answer WHERE tenant_id = :tenant AND subject = :subject AND key = :key""")
# A few at a time, and none that somebody else is about to take: nobody waits for this.
_FORGET = text("""
    DELETE FROM idempotency_key WHERE tenant_id = :tenant AND (subject, key) IN (
        SELECT subject, key FROM idempotency_key
        WHERE tenant_id = :tenant AND created_at < now() - interval '24 hours'
        ORDER BY created_at LIMIT 100 FOR UPDATE SKIP LOCKED)""")


class StoredAnswer(NamedTuple):
    """A request that was answered before: its hash, and the answer."""

    request_hash: bytes
    answer: bytes


async def claim(session: WriteSession, key: str, request_hash: bytes) -> StoredAnswer | None:
    """Take a name for a request, until the transaction ends; or what was answered under it before."""
    named = {"tenant": session.tenant_id, "subject": session.subject, "key": key}
    if await session.scalar(_CLAIM, {**named, "hash": request_hash}):
        await session.run(_FORGET, {"tenant": session.tenant_id})
        return None
    row = await session.row(_STORED, named)
    assert row is not None  # who claims a name answers or leaves it, in one transaction
    return StoredAnswer(row.request_hash, row.answer or b"")


async def keep(session: WriteSession, key: str, answer: bytes) -> None:
    """Keep an answer under its request's name."""
    await session.run(_KEEP, {"tenant": session.tenant_id, "subject": session.subject, "key": key, "answer": answer})
