"""Approvals that were given of what was asked for, by its ids."""

from sqlalchemy import func, select

from db.postgres.reading import ReadingByKeys
from db.shared.enums import Decision
from db.shared.models import Approval


def given_approvals(kind: str) -> ReadingByKeys:
    """Who approved subjects of a kind, by level: a column `subject_id`, and what the API tells of an approval."""
    shown = select(
        Approval.subject_id,
        Approval.decided_by.label("by"),
        Approval.decided_at.label("at"),
        func.nullif(Approval.note, "").label("note"),
    )
    of_kind = shown.where(Approval.subject_kind == kind, Approval.decision == Decision.APPROVED)
    return ReadingByKeys(of_kind.order_by(Approval.subject_id, Approval.level), Approval.subject_id)
