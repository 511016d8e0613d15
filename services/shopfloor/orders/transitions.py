"""The states of a work order; all but the last step follow from what was made, and nobody takes them."""

from db.shared.enums import Permission
from db.shopfloor.enums import WorkOrderStatus
from services.shared.transitions import Transition, Transitions

W = WorkOrderStatus

WORK_ORDER_TRANSITIONS = Transitions(
    "work order",
    [
        Transition(sources=frozenset({W.NOT_STARTED}), action="begin", target=W.IN_PROGRESS, permission=None),
        Transition(
            sources=frozenset({W.NOT_STARTED, W.IN_PROGRESS}),
            action="reach its target",
            target=W.COMPLETED,
            permission=None,
        ),
        Transition(
            sources=frozenset({W.COMPLETED}), action="fall below its target", target=W.IN_PROGRESS, permission=None
        ),
        Transition(
            sources=frozenset({W.IN_PROGRESS, W.COMPLETED}),
            action="be corrected to nothing",
            target=W.NOT_STARTED,
            permission=None,
        ),
        Transition(
            sources=frozenset({W.NOT_STARTED}),
            action="be cancelled",
            target=W.CANCELLED,
            permission=Permission.PRODUCTION_PLAN,
            needs_reason=True,
        ),
    ],
)
