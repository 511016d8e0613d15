"""Keeping previews: computed changes that wait for their commit."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select, text, update

from db.engine import ReadSession, WriteSession
from db.shared.models import ChangePreview
from db.shared.rows import HeldPreviewRow, PreviewRow

_FORGET_EXPIRED = text("""
    UPDATE change_preview SET content = NULL WHERE content IS NOT NULL AND expires_at < now() - interval '1 hour'""")


async def insert_preview(session: WriteSession, *, id: UUID, kind: str, content: bytes, seconds: int) -> datetime:
    """Keep a preview for so many seconds; returns when its life ends. Contents of expired ones are let go."""
    await session.run(_FORGET_EXPIRED)
    new = insert(ChangePreview).values(
        tenant_id=session.tenant_id,
        id=id,
        kind=kind,
        content=content,
        created_by=session.subject,
        expires_at=func.now() + func.make_interval(0, 0, 0, 0, 0, 0, seconds),
    )
    ends: datetime = await session.scalar(new.returning(ChangePreview.expires_at))
    return ends


async def preview_for_commit(session: WriteSession, id: UUID) -> HeldPreviewRow | None:
    """A preview with whether it is expired, held until the transaction ends: of two commits one waits."""
    query = select(*ChangePreview.__table__.columns, (ChangePreview.expires_at < func.now()).label("is_expired"))
    return await session.row(query.where(ChangePreview.id == id).with_for_update())


async def preview_row(session: ReadSession, id: UUID) -> PreviewRow | None:
    """A preview as it stands."""
    return await session.row(select(*ChangePreview.__table__.columns).where(ChangePreview.id == id))


async def close_preview(session: WriteSession, id: UUID, outcome: Mapping[str, object]) -> None:
    """Mark a preview committed, with what came of it; its content goes."""
    values = {"committed_at": func.now(), "outcome": outcome, "content": None}
    await session.run(update(ChangePreview).where(ChangePreview.id == id).values(**values))
