"""The states of a recommendation: proposed, and then accepted or rejected, once."""

from db.shared.enums import Permission
from db.supply.enums import RecommendationStatus
from services.shared.transitions import Transition, Transitions

R = RecommendationStatus
EDIT = Permission.SUPPLY_EDIT

RECOMMENDATION_TRANSITIONS = Transitions(
    "recommendation",
    [
        Transition(sources=frozenset({R.PROPOSED}), action="be accepted", target=R.ACCEPTED, permission=EDIT),
        Transition(
            sources=frozenset({R.PROPOSED}), action="be rejected", target=R.REJECTED, permission=EDIT, needs_reason=True
        ),
    ],
)
