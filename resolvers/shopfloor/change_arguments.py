"""Arguments about changes of work orders as values of the rules."""

from typing import Annotated

import strawberry

from schema.shared.node import parse_key
from schema.shopfloor.change_decisions import WorkOrderChangeInput
from services.shopfloor.changes.request_change import ChangeAsked

ChangeId = Annotated[strawberry.ID, strawberry.argument(description="The change's id.")]


def change_key(id: ChangeId) -> int | None:
    """A change's own id; None for another's."""
    return parse_key("WorkOrderChange", id)


def change_asked(given: WorkOrderChangeInput) -> ChangeAsked:
    """A change as asked for."""
    return ChangeAsked(**{**vars(given), "work_order_id": parse_key("WorkOrder", given.work_order_id)})
