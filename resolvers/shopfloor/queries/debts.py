"""Questions about material debts."""

from typing import Annotated

import strawberry

from db.engine import ReadSession
from db.shared.enums import Permission
from db.shopfloor.debt_filters import PENDING, MaterialDebtFilter
from db.shopfloor.debts import debt_count, debt_totals
from resolvers.connections import connection
from resolvers.context import Info
from resolvers.permissions import loaded_root, root_field
from resolvers.shopfloor import debt_mapping
from resolvers.shopfloor.debt_arguments import debt_filter, debt_key
from resolvers.shopfloor.waiting import WAITING, FirstWaiting, waiting_turn
from schema.shared.enums import OrderDirection
from schema.shared.page import LISTED_BY, After, Before, Direction, First, Last
from schema.shopfloor import debt_changes as nouns
from schema.shopfloor.enums import MaterialDebtOrder
from schema.shopfloor.material_debt import (
    MaterialDebt,
    MaterialDebtConnection,
    MaterialDebtEdge,
    MaterialDebtTotal,
)
from services.shared.paging import Turn
from services.shopfloor.debts.list_debts import list_debts

APPROVE = Permission.PRODUCTION_APPROVE
Debts = Annotated[nouns.MaterialDebtFilter | None, strawberry.argument(description="Which debts; all unless given.")]
OrderBy = Annotated[MaterialDebtOrder, strawberry.argument(description=LISTED_BY)]


@strawberry.type
class DebtQuery:
    """Root fields of material debts."""

    @root_field(
        APPROVE,
        "Debts that wait for a decision, usually the oldest request first.",
        versioned=True,
    )
    async def pending_material_debts(
        self,
        info: Info,
        order_by: OrderBy = MaterialDebtOrder.REQUESTED,
        direction: Direction = OrderDirection.ASC,
        first: FirstWaiting = WAITING,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> MaterialDebtConnection:
        return await _listed(info, PENDING, waiting_turn(order_by, direction, first, after, last, before))

    @root_field(
        APPROVE,
        "Debts, usually the oldest request first, with what they come to.",
        versioned=True,
    )
    async def material_debts(
        self,
        info: Info,
        filter: Debts = None,
        order_by: OrderBy = MaterialDebtOrder.REQUESTED,
        direction: Direction = OrderDirection.ASC,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> MaterialDebtConnection:
        return await _listed(info, debt_filter(filter), Turn(order_by, direction, first, after, last, before))

    material_debt: MaterialDebt | None = loaded_root(
        APPROVE, "One debt by id; null where there is none.", "shopfloor.material_debt_by_id", key=debt_key
    )


async def _listed(info: Info, chosen: MaterialDebtFilter, turn: Turn[MaterialDebtOrder]) -> MaterialDebtConnection:
    context = info.context
    async with context.read() as session:
        page = await list_debts(session, chosen=chosen, turn=turn, today=context.today())
    made: MaterialDebtConnection = connection(
        MaterialDebtConnection,
        MaterialDebtEdge,
        page,
        shape=debt_mapping.material_debt,
        context=context,
        count=lambda session: debt_count(session, chosen),
        sums=lambda session: _totals(session, chosen),
    )
    return made


async def _totals(session: ReadSession, chosen: MaterialDebtFilter) -> list[MaterialDebtTotal]:
    return [debt_mapping.material_debt_total(row) for row in await debt_totals(session, chosen)]
