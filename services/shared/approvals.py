"""Approvals: who asked does not decide, nobody decides twice, and of two who decide at once one wins.

A subject that needs two levels stays as it is after the first; the second comes from a third person. Whoever decides
holds the subject's row, so that what they decided on is what is carried out.
"""

from collections.abc import Sequence
from typing import NamedTuple

from db.engine import WriteSession
from db.shared.approvals import Subject, approvals_of, insert_approval
from db.shared.enums import Decision
from db.shared.rows import ApprovalRow
from services.shared.errors import NotAllowedInState, SelfApproval


class Outcome(NamedTuple):
    """A decision, and whether it settles the subject: a rejection does, an approval where it was the last needed."""

    approval: ApprovalRow
    is_final: bool


async def decide(
    session: WriteSession,
    subject: Subject,
    decision: Decision,
    *,
    requested_by: str,
    also_barred: Sequence[str] = (),
    levels: int = 1,
    note: str = "",
    path: tuple[str, ...] = ("id",),
) -> Outcome:
    """Decide on a subject as the caller of the transaction.

    `also_barred` are others who may not decide, such as who changed it last. Raises SelfApproval, naming who asked, and
    NotAllowedInState with the outcome where it has been decided.
    """
    _require_another(session.subject, [requested_by, *also_barred], path=path)
    earlier = await approvals_of(session, subject)
    if any(row.decided_by == session.subject for row in earlier) and not _settled(earlier, levels):
        raise SelfApproval("you gave the approval before; the next is another person's", path, session.subject)
    if _settled(earlier, levels):
        raise _decided(earlier[-1], path)
    level = len(earlier) + 1
    written = await insert_approval(
        session, subject, level=level, requested_by=requested_by, decision=decision, note=note
    )
    if written is None:
        raise _decided((await approvals_of(session, subject))[-1], path)
    return Outcome(written, decision is Decision.REJECTED or level >= levels)


def _require_another(caller: str, barred: Sequence[str], *, path: tuple[str, ...]) -> None:
    if caller in barred:
        raise SelfApproval(f"{caller} asked for it, or changed it last, and may not decide", path, caller)


def _settled(rows: Sequence[ApprovalRow], levels: int) -> bool:
    return len(rows) >= levels or any(row.decision is Decision.REJECTED for row in rows)


def _decided(row: ApprovalRow, path: tuple[str, ...]) -> NotAllowedInState:
    said = row.decision.value
    return NotAllowedInState(f"it was {said} by {row.decided_by} at {row.decided_at:%Y-%m-%d %H:%M}", path, said)
