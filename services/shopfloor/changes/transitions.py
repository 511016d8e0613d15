"""The states of a change of a work order, and the steps between them."""

from db.shared.enums import Permission
from services.shared.transitions import Transitions
from services.shopfloor.asking.steps import steps_of_asking

CHANGE_TRANSITIONS = Transitions(
    "change", steps_of_asking(asks=Permission.PRODUCTION_MODIFY, decides=Permission.PRODUCTION_APPROVE)
)
