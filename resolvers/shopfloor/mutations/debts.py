"""Asking for material debts, deciding on them, and paying them back."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from resolvers.context import Context, Info
from resolvers.permissions import mutation_field
from resolvers.shopfloor.debt_arguments import DebtId, debt_asked, debt_key, received
from resolvers.supply.arguments import DryRun
from schema.shared.relations import load
from schema.shopfloor.debt_changes import DebtSettlementInput, MaterialDebtInput, MaterialDebtPayload
from services.shopfloor.debts.close_debt import close_debt
from services.shopfloor.debts.decide_debt import approve_debt, reject_debt, withdraw_debt
from services.shopfloor.debts.request_debt import request_debt
from services.shopfloor.debts.settle_debt import settle_debt
from services.supply.stock.checking import Days

INPUT, MODIFY, APPROVE = Permission.PRODUCTION_INPUT, Permission.PRODUCTION_MODIFY, Permission.PRODUCTION_APPROVE
Note = Annotated[str | None, strawberry.argument(description="Whatever is to be kept with it.")]
Reason = Annotated[str, strawberry.argument(description="Why.")]


@strawberry.type
class DebtMutation:
    """Mutations of material debts."""

    @mutation_field(INPUT, "Ask for leave to use material that is not in stock; others decide.")
    async def request_material_debt(
        self,
        info: Info,
        input: Annotated[MaterialDebtInput, strawberry.argument(description="What is needed.")],
    ) -> MaterialDebtPayload:
        context = info.context
        async with context.write() as session:
            key = await request_debt(
                session,
                caller=context.caller,
                asked=debt_asked(input),
                days=_days(context),
                large_value=context.floor_rules.large_debt_value,
            )
        return await _payload(info, key)

    @mutation_field(APPROVE, "Approve a debt that somebody else asked for; large ones need a second, third person.")
    async def approve_material_debt(self, info: Info, id: DebtId, note: Note = None) -> MaterialDebtPayload:
        async with info.context.write() as session:
            key = await approve_debt(session, id=debt_key(id), note=note)
        return await _payload(info, key)

    @mutation_field(APPROVE, "Reject a debt that somebody else asked for.")
    async def reject_material_debt(self, info: Info, id: DebtId, reason: Reason) -> MaterialDebtPayload:
        async with info.context.write() as session:
            key = await reject_debt(session, id=debt_key(id), reason=reason)
        return await _payload(info, key)

    @mutation_field(INPUT, "Take back a debt that the caller asked for and nobody decided.")
    async def withdraw_material_debt(self, info: Info, id: DebtId) -> MaterialDebtPayload:
        async with info.context.write() as session:
            key = await withdraw_debt(session, id=debt_key(id))
        return await _payload(info, key)

    @mutation_field(MODIFY, "Say that material came for a debt: the receipt is written, or one of the ledger is named.")
    async def settle_material_debt(
        self,
        info: Info,
        id: DebtId,
        input: Annotated[DebtSettlementInput, strawberry.argument(description="What came.")],
        dry_run: DryRun = False,
    ) -> MaterialDebtPayload:
        context = info.context
        async with context.write(dry_run=dry_run) as session:
            settled = await settle_debt(session, id=debt_key(id), received=received(input), days=_days(context))
        return await _payload(info, settled.debt_id)

    @mutation_field(APPROVE, "Give back what of a debt is open and was not needed.")
    async def close_material_debt(self, info: Info, id: DebtId, reason: Reason) -> MaterialDebtPayload:
        async with info.context.write() as session:
            key = await close_debt(session, id=debt_key(id), reason=reason, today=info.context.today())
        return await _payload(info, key)


def _days(context: Context) -> Days:
    return Days(context.today(), context.back_dating_days)


async def _payload(info: Info, key: int) -> MaterialDebtPayload:
    level = await load(info, "shopfloor.level_id_by_debt_id", key)
    return MaterialDebtPayload(
        debt=await load(info, "shopfloor.material_debt_by_id", key),
        level=None if level is None else await load(info, "supply.level_by_id", level),
    )
