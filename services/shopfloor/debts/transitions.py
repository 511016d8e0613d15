"""The states of a material debt, and the steps between them."""

from db.shared.enums import Permission
from db.shopfloor.enums import ApprovalStatus
from services.shared.transitions import Transition, Transitions
from services.shopfloor.asking.steps import steps_of_asking

APPROVED, APPROVE = ApprovalStatus.APPROVED, Permission.PRODUCTION_APPROVE
OWED = frozenset({APPROVED})

DEBT_TRANSITIONS = Transitions(
    "material debt",
    [
        *steps_of_asking(Permission.PRODUCTION_INPUT, APPROVE),
        Transition(sources=OWED, action="be settled", target=APPROVED, permission=Permission.PRODUCTION_MODIFY),
        Transition(sources=OWED, action="be closed", target=APPROVED, permission=APPROVE, needs_reason=True),
    ],
)
