"""The one door through which previews are committed: whole, once, and only where they still say what would happen.

A kind of preview says how it is compared and how it is applied; the frame around that is the same for all of them and
stands here alone.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, Protocol, TypeAlias, TypeVar
from uuid import UUID

from db.engine import ReadSession, WriteSession
from db.shared.enums import Permission
from services.shared.access import Caller
from services.shared.floor_rules import FloorRules
from services.shared.locks import PLAN
from services.shared.previews import NOWHERE, Outcome, close, open_to_commit
from services.shared.progress import Progress, silent

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Committing:
    """What every commit is told: the preview, the user's words, and what only the edge knows: day, ids, settings."""

    preview_id: UUID
    history_log_id: UUID
    execution_id: UUID
    today: date
    user_notes: str | None = None
    filename: str | None = None  # of what was sent, where a file was
    strict: bool = False
    progress: Progress = silent
    floor_rules: FloorRules = field(default_factory=FloorRules)
    caller: Caller | None = None  # None for whoever runs a command


class CommitKind(ABC, Generic[T]):
    """A kind of preview; `T` is what comparing computes anew and applying writes.

    `name` is its row in the table preview_kind, `committed_by` the mutation that commits it: "commitPreview". A kind
    whose previews nobody keeps, because only the command line has it, is committed by none and has no row.
    """

    name: str
    committed_by: str | None = None
    permissions: tuple[Permission, ...] = ()
    """What whoever commits it needs, beside what the mutation asks."""

    @abstractmethod
    async def compare(self, session: WriteSession, content: bytes, committing: Committing) -> T:
        """Compute anew what a kept preview would do.

        Raises PreviewSuperseded, or Refusals of Conflict, where that is no longer what was previewed.
        """

    @abstractmethod
    async def apply(self, session: WriteSession, current: T, committing: Committing) -> Outcome:
        """Write it; returns what the commit answers."""


AnyCommitKind: TypeAlias = CommitKind[Any]
"""A kind among others: what it computes is its own business."""


class Transactions(Protocol):
    """Ways into the database, for work that needs several transactions, or none while it computes for long."""

    def read(self) -> AbstractAsyncContextManager[ReadSession]:
        """A transaction that only looks."""

    def write(self) -> AbstractAsyncContextManager[WriteSession]:
        """A transaction that commits on a clean exit."""


def committed_by(mutation: str, kinds: Mapping[str, AnyCommitKind]) -> dict[str, AnyCommitKind]:
    """The kinds, by name, that a mutation commits."""
    return {name: kind for name, kind in kinds.items() if kind.committed_by == mutation}


def committed_elsewhere(mutation: str, kinds: Mapping[str, AnyCommitKind]) -> dict[str, str]:
    """The mutations, by kind, that commit what this one does not."""
    return {
        name: kind.committed_by
        for name, kind in kinds.items()
        if kind.committed_by is not None and kind.committed_by != mutation
    }


def _anybody(_: Permission) -> None:
    """Who may not was told before."""


async def commit_once(
    session: WriteSession,
    committing: Committing,
    *,
    kinds: Mapping[str, AnyCommitKind],
    elsewhere: Mapping[str, str] = NOWHERE,
    require: Callable[[Permission], None] = _anybody,
) -> Outcome:
    """Apply a preview of one of the kinds, whole; a second time it answers what the first one did.

    Raises PreviewUnknown, also for a preview of a kind that is committed `elsewhere`, PreviewExpired, what `require`
    raises of the kind's permissions, and what the kind raises.
    """
    await session.lock(PLAN)
    opened = await open_to_commit(session, committing.preview_id, kinds=kinds, elsewhere=elsewhere)
    for permission in kinds[opened.kind].permissions:
        require(permission)
    if opened.outcome is not None:
        return opened.outcome
    kind = kinds[opened.kind]
    current = await kind.compare(session, opened.content, committing)
    outcome = await kind.apply(session, current, committing)
    await close(session, committing.preview_id, outcome)
    return outcome


async def preview_and_commit(
    session: WriteSession, committing: Committing, *, kind: CommitKind[T], preview: Callable[[], Awaitable[T]]
) -> T:
    """Apply what a preview computes in this very transaction; returns it.

    For the command line, where nobody looks at the preview in between: nothing is kept, and nothing computed twice.
    """
    await session.lock(PLAN)
    current = await preview()
    await kind.apply(session, current, committing)
    return current
