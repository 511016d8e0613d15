"""Decisions on what somebody asked for: read by subject, and written once."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, select, text

from db.engine import ReadSession, WriteSession
from db.postgres.reading import ReadingByKeys
from db.shared.enums import Decision
from db.shared.models import Approval
from db.shared.rows import ApprovalRow


class Subject(NamedTuple):
    """What is asked about: a kind of object, its id, and for the how manieth time."""

    kind: str
    id: int
    round: int


_approvals: Select[*tuple[Any, ...]] = select(*Approval.__table__.columns)

APPROVALS_BY_SUBJECT_IDS = ReadingByKeys(_approvals.order_by(Approval.id), Approval.subject_id)
"""Of any kind: subjects of different kinds may have the same id."""

# Somebody else's decision on the same level, at the same time, is the one that counts.
_DECIDE = text("""
    INSERT INTO approval (tenant_id, subject_kind, subject_id, round, level, requested_by, decided_by, decision, note)
    VALUES (:tenant, :kind, :id, :round, :level, :requested_by, :decided_by, :decision, :note)
    ON CONFLICT DO NOTHING RETURNING *""").columns(decision=Approval.decision.type)


async def approvals_of(session: ReadSession, subject: Subject) -> Sequence[ApprovalRow]:
    """The decisions on a subject in this round, by level."""
    chosen = _approvals.where(
        Approval.subject_kind == subject.kind, Approval.subject_id == subject.id, Approval.round == subject.round
    )
    return await session.rows(chosen.order_by(Approval.level))


async def insert_approval(
    session: WriteSession, subject: Subject, *, level: int, requested_by: str, decision: Decision, note: str
) -> ApprovalRow | None:
    """Decide a level as the caller; None where somebody was quicker, or the caller has decided in this round."""
    values = {"level": level, "requested_by": requested_by, "decided_by": session.subject}
    given = {"tenant": session.tenant_id, **subject._asdict(), **values, "decision": decision.value, "note": note}
    return await session.row(_DECIDE, given)
