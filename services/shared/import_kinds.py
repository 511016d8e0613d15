"""Kinds of imports: a file is previewed, kept as it came, and read again when it is committed."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple, TypeAlias, TypeVar

import orjson

from db.engine import ReadSession, WriteSession
from db.freeing import free
from db.shared.enums import Permission
from services.shared.commit_once import CommitKind, Committing, preview_and_commit
from services.shared.errors import PreviewSuperseded
from services.shared.files import AS_IT_SAYS, ReadAs, read_file
from services.shared.imports import ENDED, Import, refuse_if_strict
from services.shared.previews import PATH, Outcome
from services.shared.templates import Template
from services.shared.text import LONGEST_TEXT, shown
from sheets.columns import Headings
from sheets.sheet import Sheet

WRITTEN_AT_ONCE = 1_000  # rows of a plan

ImportT = TypeVar("ImportT", bound=Import)


class ImportCommand(NamedTuple):
    """A command `headroom import …` of its own.

    `place` orders the list of commands: a file comes after those with what it refers to.
    """

    place: int
    help: str


class SubjectOption(NamedTuple):
    """The option that says what a file is about: --report."""

    name: str
    help: str


class Upload(NamedTuple):
    """A file as it was sent, and what it is about and how it is to be read where the file does not say so."""

    filename: str
    content: bytes
    subject: str = ""
    read_as: ReadAs = AS_IT_SAYS


class ImportKind(CommitKind[ImportT]):
    """A kind of file; `label` is what the command line calls it: "roster", by its `headings` its table is found,
    and `template` says what they mean to whoever fills one in, unless it comes filled in by us and is sent back.

    Who commits it needs all of its `permissions`. Where a file does not say what it is about, the command line asks for
    it by `subject_option`; where a change is logged, `notes_help` is the help of --notes, which asks why. Without a
    `command` another kind's reads it too. What comes back is a `workbook` of ours, by its path below that of reports.
    """

    label: str
    headings: Headings
    template: Template | None = None
    permissions: tuple[Permission, ...] = (Permission.WORKFORCE_EDIT, Permission.CONFIG_EDIT)
    command: ImportCommand | None = None
    subject_option: SubjectOption | None = None
    notes_help: str | None = None
    workbook: str | None = None

    def subject_of(self, given: str | None) -> str:
        """What a file is about, from what was given for `subject_option`; raises InvalidInput."""
        return given or ""

    @abstractmethod
    async def preview(self, session: ReadSession, *, sheet: Sheet, subject: str, committing: Committing) -> ImportT:
        """Check a file, and say what it would do; raises InvalidInput for one that cannot be read."""

    async def compare(self, session: WriteSession, content: bytes, committing: Committing) -> ImportT:
        """Read the file again; raises PreviewSuperseded when it would now do something else."""
        head, _, file = content.partition(b"\n")
        known = orjson.loads(head)
        read_as = ReadAs(*known.get("read_as", ()))
        sheet = await read_file(file, filename=known["filename"], headings=self.headings, read_as=read_as)
        committing = replace(committing, filename=filename_of(known["filename"]))
        current = await self.preview(session, sheet=sheet, subject=known["subject"], committing=committing)
        free(sheet.rows)
        if _digest(current) != known["digest"]:
            raise PreviewSuperseded("the data has changed since the preview; preview the file again", PATH)
        return current

    async def apply(self, session: WriteSession, current: ImportT, committing: Committing) -> Outcome:
        """Write the good rows; returns the counts. With `strict` raises Refusals naming the rejected rows."""
        refuse_if_strict(current.outcome, strict=committing.strict)
        await current.commit(session, progress=committing.progress)
        done = current.outcome
        counts: Outcome = {
            "created": done.created,
            "updated": done.updated,
            "unchanged": done.unchanged,
            "rejected": len(done.rejected),
            "deallocated_assignments": done.details.get(ENDED, 0),
        }
        return counts if done.history_log_id is None else {**counts, "history_log_id": str(done.history_log_id)}


AnyImportKind: TypeAlias = ImportKind[Any]


async def preview_upload(
    session: ReadSession, upload: Upload, *, kind: ImportKind[ImportT], committing: Committing
) -> tuple[ImportT, bytes]:
    """Check a file; returns what it would do and what to keep of the preview. Raises what reading raises."""
    sheet = await read_file(upload.content, filename=upload.filename, headings=kind.headings, read_as=upload.read_as)
    previewed = await kind.preview(session, sheet=sheet, subject=upload.subject, committing=committing)
    free(sheet.rows)
    head = {
        "filename": upload.filename,
        "subject": upload.subject,
        "read_as": [*upload.read_as],
        "digest": _digest(previewed),
    }
    return previewed, orjson.dumps(head) + b"\n" + upload.content


async def import_at_once(
    session: WriteSession, sheet: Sheet, *, kind: ImportKind[ImportT], subject: str, committing: Committing
) -> ImportT:
    """Check a file and apply its good rows in one transaction; returns the import. Raises what previewing raises."""
    preview = partial(kind.preview, session, sheet=sheet, subject=subject, committing=committing)
    return await preview_and_commit(session, committing, kind=kind, preview=preview)


def filename_of(sent: str) -> str | None:
    """What a file was called, as it can be kept and shown: without the folders that some programs send."""
    return shown(sent.replace("\\", "/").rpartition("/")[2])[:LONGEST_TEXT] or None


def _digest(previewed: Import) -> str:
    digest = sha256()
    for piece in _written((previewed.plan, *asdict(previewed.outcome).values())):
        digest.update(piece.encode())
    return digest.hexdigest()


def _written(plan: object) -> Iterator[str]:
    """A plan or an outcome as text, a thousand rows at a time: what is written in one go keeps everybody waiting."""
    if type(plan) is tuple:
        for part in plan:
            yield "("
            yield from _written(part)
    elif type(plan) is list:
        yield f"[{len(plan)}"
        for start in range(0, len(plan), WRITTEN_AT_ONCE):
            yield repr(plan[start : start + WRITTEN_AT_ONCE])
    else:
        yield repr(plan)
