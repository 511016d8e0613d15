"""Previews: a computed change is kept for a while, and committed whole, once, or not at all."""

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple, TypeAlias
from uuid import UUID

from db.engine import WriteSession
from db.shared.previews import close_preview, insert_preview, preview_for_commit
from services.shared.errors import PreviewExpired, PreviewUnknown

PREVIEW_SECONDS = 300
PATH = ("previewId",)
NOWHERE: Mapping[str, str] = MappingProxyType({})

Outcome: TypeAlias = dict[str, str | int | None]
"""What a commit answers, as a committed preview keeps it for a second commit: values that JSON can hold."""


class Kept(NamedTuple):
    """A preview that is kept: its id and when its life ends."""

    id: UUID
    expires_at: datetime


class Opened(NamedTuple):
    """A preview about to be committed, or the outcome of the commit it had before."""

    kind: str
    content: bytes
    outcome: Outcome | None


async def keep(session: WriteSession, *, id: UUID, kind: str, content: bytes) -> Kept:
    """Keep a preview for 300 seconds."""
    return Kept(id, await insert_preview(session, id=id, kind=kind, content=content, seconds=PREVIEW_SECONDS))


async def open_to_commit(
    session: WriteSession, id: UUID, *, kinds: Collection[str], elsewhere: Mapping[str, str] = NOWHERE
) -> Opened:
    """A preview of some kinds, held until the transaction ends.

    One that was committed comes with its outcome. Raises PreviewUnknown, which names the mutation that commits it for
    a preview of a kind that is committed `elsewhere`, and PreviewExpired.
    """
    row = await preview_for_commit(session, id)
    if row is not None and row.kind in elsewhere and row.kind not in kinds:
        raise PreviewUnknown(f"this is {_named(row.kind)} preview: commit it with {elsewhere[row.kind]}", PATH)
    if row is None or row.kind not in kinds:
        raise PreviewUnknown("there is no such preview; preview again", PATH)
    if row.outcome is None and row.is_expired:
        raise PreviewExpired("the preview has expired; preview again", PATH, expired_at=row.expires_at)
    return Opened(row.kind, row.content or b"", row.outcome)


async def close(session: WriteSession, id: UUID, outcome: Outcome) -> None:
    """Mark a preview committed with what came of it, which a second commit answers."""
    await close_preview(session, id, outcome)


def _named(kind: str) -> str:
    """A kind of preview as people say it, with its article: "a roster import"."""
    words = kind.replace("_", " ").lower().replace("cph", "CPH")
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
