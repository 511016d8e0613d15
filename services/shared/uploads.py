"""Uploaded files: previewed, kept as they came, and read again when they are committed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from hashlib import sha256
from typing import Any, NamedTuple, Protocol
from uuid import UUID

import orjson

from db.engine import ReadSession, WriteSession
from db.shared.enums import PreviewKind
from services.shared.errors import PreviewSuperseded
from services.shared.imports import Import, refuse_if_strict
from services.shared.locks import PLAN
from services.shared.previews import PATH, Kept, close, keep, open_to_commit
from services.shared.progress import Progress
from sheets.read import read_sheet
from sheets.sheet import Sheet


class Uploadable(Import, Protocol):
    """An import whose plan can be compared: its repr says everything that a commit would write."""

    @property
    def plan(self) -> object: ...


class Upload(NamedTuple):
    """A file as it was sent, and what it is about where the file does not say so."""

    filename: str
    content: bytes
    subject: str = ""


PreviewOf = Callable[[ReadSession, Sheet, str, Progress], Awaitable[Uploadable]]
"""How a kind of upload is previewed: session, sheet, what it is about, and progress."""


async def preview_upload(
    session: ReadSession, upload: Upload, preview: PreviewOf, *, progress: Progress
) -> tuple[Uploadable, bytes]:
    """Check a file; returns what it would do and what to keep of the preview. Raises what reading raises."""
    sheet = await read_sheet(upload.content, filename=upload.filename)
    previewed = await preview(session, sheet, upload.subject, progress)
    head = {"filename": upload.filename, "subject": upload.subject, "digest": _digest(previewed)}
    return previewed, orjson.dumps(head) + b"\n" + upload.content


async def keep_upload(session: WriteSession, *, id: UUID, kind: PreviewKind, content: bytes) -> Kept:
    """Keep what a preview was computed from until it is committed."""
    return await keep(session, id=id, kind=kind, content=content)


async def commit_upload(
    session: WriteSession,
    *,
    id: UUID,
    strict: bool,
    previews: Mapping[PreviewKind, PreviewOf],
    progress: Progress,
) -> dict[str, Any]:
    """Apply the good rows of a previewed file; returns the counts, of the first commit where this is a second.

    Raises PreviewUnknown, PreviewExpired, PreviewSuperseded when the data changed so that the file would now do
    something else, and with `strict` Refusals naming the rejected rows.
    """
    await session.lock(PLAN)
    opened = await open_to_commit(session, id, kinds=previews)
    if opened.outcome is not None:
        return opened.outcome
    head, _, content = opened.content.partition(b"\n")
    known = orjson.loads(head)
    sheet = await read_sheet(content, filename=known["filename"])
    previewed = await previews[opened.kind](session, sheet, known["subject"], progress)
    if _digest(previewed) != known["digest"]:
        raise PreviewSuperseded("the data has changed since the preview; preview the file again", PATH)
    refuse_if_strict(previewed.outcome, strict=strict)
    await previewed.commit(session, progress=progress)
    done = previewed.outcome
    outcome = {name: getattr(done, name) for name in ("created", "updated", "unchanged")}
    outcome["rejected"] = len(done.rejected)
    if done.history_log_id is not None:
        outcome["history_log_id"] = str(done.history_log_id)
    await close(session, id, outcome)
    return outcome


def _digest(previewed: Uploadable) -> str:
    return sha256(repr((previewed.plan, asdict(previewed.outcome))).encode()).hexdigest()
