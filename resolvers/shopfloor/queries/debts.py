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
from resolvers.supply.arguments import After, First
from schema.shopfloor import debt_changes as nouns
from schema.shopfloor.material_debt import (
    MaterialDebt,
    MaterialDebtConnection,
    MaterialDebtEdge,
    MaterialDebtTotal,
)
from services.shopfloor.debts.list_debts import list_debts

APPROVE = Permission.PRODUCTION_APPROVE
Debts = Annotated[nouns.MaterialDebtFilter | None, strawberry.argument(description="Which debts; all unless given.")]
FirstWaiting = Annotated[int, strawberry.argument(description="How many: 20 unless given, at most 500.")]


@strawberry.type
class DebtQuery:
    """Root fields of material debts."""

    @root_field(APPROVE, "Debts that wait for a decision, the oldest request first.", versioned=True)
    async def pending_material_debts(
        self, info: Info, first: FirstWaiting = 20, after: After = None
    ) -> MaterialDebtConnection:
        return await _listed(info, PENDING, first, after)

    @root_field(APPROVE, "Debts, the oldest request first, with what they come to.", versioned=True)
    async def material_debts(
        self, info: Info, filter: Debts = None, first: First = None, after: After = None
    ) -> MaterialDebtConnection:
        return await _listed(info, debt_filter(filter), first, after)

    material_debt: MaterialDebt | None = loaded_root(
        APPROVE, "One debt by id; null where there is none.", "shopfloor.material_debt_by_id", key=debt_key
    )


async def _listed(
    info: Info, chosen: MaterialDebtFilter, first: int | None, after: str | None
) -> MaterialDebtConnection:
    context = info.context
    async with context.read() as session:
        page = await list_debts(session, chosen=chosen, first=first, after=after, today=context.today())
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
