"""The states of a production plan, and the steps between them."""

from db.shared.enums import Permission
from db.supply.enums import ProductionPlanStatus
from services.shared.transitions import Transition, Transitions

P = ProductionPlanStatus
EDIT, APPROVE = Permission.SUPPLY_EDIT, Permission.SUPPLY_APPROVE

PLAN_TRANSITIONS = Transitions(
    "plan",
    [
        Transition(sources=frozenset({P.DRAFT}), action="be submitted", target=P.PENDING_APPROVAL, permission=EDIT),
        # An edit takes the submission back.
        Transition(
            sources=frozenset({P.DRAFT, P.PENDING_APPROVAL}), action="be updated", target=P.DRAFT, permission=EDIT
        ),
        # What accepting a recommendation does.
        Transition(sources=frozenset({P.DRAFT}), action="have its schedule replaced", target=P.DRAFT, permission=None),
        Transition(
            sources=frozenset({P.PENDING_APPROVAL}), action="be approved", target=P.APPROVED, permission=APPROVE
        ),
        Transition(
            sources=frozenset({P.PENDING_APPROVAL}),
            action="be rejected",
            target=P.DRAFT,
            permission=APPROVE,
            needs_reason=True,
        ),
        Transition(sources=frozenset({P.APPROVED}), action="be started", target=P.IN_PROGRESS, permission=EDIT),
        Transition(
            sources=frozenset({P.IN_PROGRESS}),
            action="have its completion set",
            target=P.IN_PROGRESS,
            permission=EDIT,
        ),
        Transition(sources=frozenset({P.IN_PROGRESS}), action="be completed", target=P.COMPLETED, permission=EDIT),
        Transition(
            sources=frozenset(P) - {P.COMPLETED, P.CANCELLED},
            action="be cancelled",
            target=P.CANCELLED,
            permission=EDIT,
            needs_reason=True,
        ),
    ],
)
