"""Approvals: who asked does not decide, nobody decides twice, and of two who decide at once one wins.

A subject that needs two levels stays as it is after the first; the second comes from a third person. Whoever decides
holds the subject's row, so that what they decided on is what is carried out. An API key is no other person than whoever
made it (decision 94).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from db.engine import ReadSession, WriteSession
from db.shared.api_keys import makers_of_keys
from db.shared.approvals import Subject, approvals_of, insert_approval
from db.shared.enums import Decision
from db.shared.rows import ApprovalRow
from services.shared.access import is_operator
from services.shared.errors import NotAllowedInState, SelfApproval

Path = tuple[str, ...]


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
    path: Path = ("id",),
) -> Outcome:
    """Decide on a subject as the caller of the transaction.

    `also_barred` are others who may not decide, such as who changed it last. Raises SelfApproval, naming who asked, and
    NotAllowedInState with the outcome where it has been decided.
    """
    earlier, barred = await approvals_of(session, subject), [requested_by, *also_barred]
    people = await _people(session, [session.subject, *barred, *(row.decided_by for row in earlier)])
    _require_another(session.subject, barred, people, path=path)
    if not _settled(earlier, levels):
        _require_not_before(session.subject, earlier, people, path=path)
    if _settled(earlier, levels):
        raise _decided(earlier[-1], path)
    level = len(earlier) + 1
    written = await insert_approval(
        session, subject, level=level, requested_by=requested_by, decision=decision, note=note
    )
    if written is None:
        raise _decided((await approvals_of(session, subject))[-1], path)
    return Outcome(written, decision is Decision.REJECTED or level >= levels)


async def _people(session: ReadSession, subjects: Sequence[str]) -> Mapping[str, Set[str]]:
    """Who is behind each subject: itself, and of an API key whoever made it, but for who works at the command line."""
    people: defaultdict[str, set[str]] = defaultdict(set)
    for subject in subjects:
        people[subject].add(subject)
    for row in await makers_of_keys(session, subjects):
        if not is_operator(row.maker):
            people[row.subject].add(row.maker)
    return people


def _require_another(caller: str, barred: Sequence[str], people: Mapping[str, Set[str]], *, path: Path) -> None:
    for subject in barred:
        if shared := people[caller] & people[subject]:
            told = f"{subject} asked for it, or changed it last, and may not decide"
            raise SelfApproval(f"{told}{_by_key(caller, subject, shared)}", path, subject)


def _require_not_before(
    caller: str, earlier: Sequence[ApprovalRow], people: Mapping[str, Set[str]], *, path: Path
) -> None:
    for row in earlier:
        if shared := people[caller] & people[row.decided_by]:
            told = "you gave the approval before; the next is another person's"
            raise SelfApproval(f"{told}{_by_key(caller, row.decided_by, shared)}", path, row.decided_by)


def _by_key(caller: str, other: str, shared: Set[str]) -> str:
    """What two subjects have to do with each other, where they are not one."""
    return "" if caller == other else f"; behind {caller} and {other} is {min(shared)}"


def _settled(rows: Sequence[ApprovalRow], levels: int) -> bool:
    return len(rows) >= levels or any(row.decision is Decision.REJECTED for row in rows)


def _decided(row: ApprovalRow, path: Path) -> NotAllowedInState:
    said = row.decision.value
    return NotAllowedInState(f"it was {said} by {row.decided_by} at {row.decided_at:%Y-%m-%d %H:%M}", path, said)
