"""The states of a forecast, and the steps between them.

Which reason archiving needs depends on the state: an ACTIVE one may be in use. A new version may be made in any state.
"""

from db.shared.enums import Permission
from db.supply.enums import SupplyForecastStatus
from services.shared.transitions import Transition, Transitions

F = SupplyForecastStatus
EDIT = Permission.SUPPLY_EDIT

FORECAST_TRANSITIONS = Transitions(
    "forecast",
    [
        Transition(sources=frozenset({F.DRAFT}), action="be updated", target=F.DRAFT, permission=EDIT),
        Transition(sources=frozenset({F.DRAFT}), action="be activated", target=F.ACTIVE, permission=EDIT),
        Transition(sources=frozenset({F.ACTIVE}), action="be superseded", target=F.SUPERSEDED, permission=None),
        Transition(
            sources=frozenset({F.DRAFT, F.SUPERSEDED}), action="be archived", target=F.ARCHIVED, permission=EDIT
        ),
        Transition(
            sources=frozenset({F.ACTIVE}),
            action="be archived",
            target=F.ARCHIVED,
            permission=EDIT,
            needs_reason=True,
        ),
    ],
)
