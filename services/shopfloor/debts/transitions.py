"""The states of a material debt, and the steps between them."""

from db.shared.enums import Permission
from db.shopfloor.enums import ApprovalStatus
from services.shared.transitions import Transition, Transitions

A = ApprovalStatus
PENDING, APPROVED = frozenset({A.PENDING}), frozenset({A.APPROVED})
INPUT, MODIFY, APPROVE = Permission.PRODUCTION_INPUT, Permission.PRODUCTION_MODIFY, Permission.PRODUCTION_APPROVE

DEBT_TRANSITIONS = Transitions(
    "material debt",
    [
        Transition(sources=PENDING, action="be approved", target=A.APPROVED, permission=APPROVE),
        Transition(sources=PENDING, action="be rejected", target=A.REJECTED, permission=APPROVE, needs_reason=True),
        Transition(sources=PENDING, action="be withdrawn", target=A.WITHDRAWN, permission=INPUT),
        Transition(sources=APPROVED, action="be settled", target=A.APPROVED, permission=MODIFY),
        Transition(sources=APPROVED, action="be closed", target=A.APPROVED, permission=APPROVE, needs_reason=True),
    ],
)
