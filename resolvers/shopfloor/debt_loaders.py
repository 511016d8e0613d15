"""Loaders of material debts: their approvals and settlements, and what work orders have to do with stock."""

from collections.abc import Mapping, Sequence
from typing import Any

from db.engine import ReadSession
from db.shopfloor import debts, materials
from resolvers.loading import BoundReading, Loader, RowLoader
from resolvers.shopfloor import change_mapping, debt_mapping
from resolvers.supply import mapping as supply
from schema.shopfloor.material_debt import MaterialDebt
from schema.supply.plan_ahead import MaterialRequirement
from services.shopfloor.materials.requirements import requirements_of_orders


class MaterialDebtById(RowLoader):
    shape, key = debt_mapping.material_debt, "id"

    def reading(self, _: Any) -> BoundReading:
        return debts.DEBTS_BY_IDS, {"today": self._reader.today()}


class LevelIdByDebtId(Loader[int, int]):
    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, int]:
        return await debts.levels_of_debts(session, keys)


class MaterialDebtsByWorkOrderId(RowLoader):
    shape, key, many, missing = debt_mapping.material_debt, "work_order_id", True, ()

    def reading(self, _: Any) -> BoundReading:
        return debts.DEBTS_BY_WORK_ORDER_IDS, {"today": self._reader.today()}


class SettlementById(RowLoader):
    shape, key = debt_mapping.settlement, "id"

    def reading(self, _: Any) -> BoundReading:
        return debts.SETTLEMENTS_BY_IDS, {}


class SettlementsByDebtId(RowLoader):
    shape, key, many, missing = debt_mapping.settlement, "material_debt_id", True, ()

    def reading(self, _: Any) -> BoundReading:
        return debts.SETTLEMENTS_BY_DEBT_IDS, {}


class ApprovalsByDebtId(RowLoader):
    shape, key, many, missing = change_mapping.approval, "subject_id", True, ()

    def reading(self, _: Any) -> BoundReading:
        return debts.APPROVALS_BY_DEBT_IDS, {}


class MaterialDebtByMovementId(Loader[int, MaterialDebt]):
    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, MaterialDebt]:
        """Of a receipt that settles several debts, the first."""
        settled = await session.read(debts.FIRST_DEBTS_BY_MOVEMENT_IDS, None, {"keys": list(keys)})
        debt_of = dict(zip(settled.column("movement_id"), settled.column("material_debt_id"), strict=True))
        if not debt_of:
            return {}
        given = {"keys": sorted(set(debt_of.values())), "today": self._reader.today()}
        rows = await session.read(debts.DEBTS_BY_IDS, None, given)
        found = dict(zip(rows.column("id"), debt_mapping.material_debt.objects(rows), strict=True))
        return {movement: found[debt] for movement, debt in debt_of.items()}


class MovementsByWorkOrderId(RowLoader):
    shape, key, many, missing = supply.movement, "work_order_id", True, ()

    def reading(self, _: Any) -> BoundReading:
        return materials.MOVEMENTS_BY_WORK_ORDER_IDS, {}


class MaterialRequirementsByWorkOrderId(Loader[int, Sequence[MaterialRequirement]]):
    missing = ()

    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, Sequence[MaterialRequirement]]:
        found = await requirements_of_orders(session, keys)
        return {order: [supply.material_requirement(one) for one in some] for order, some in found.items()}


DEBT_LOADERS: tuple[type[Loader[Any, Any]], ...] = (
    MaterialDebtById,
    LevelIdByDebtId,
    MaterialDebtsByWorkOrderId,
    SettlementById,
    SettlementsByDebtId,
    ApprovalsByDebtId,
    MaterialDebtByMovementId,
    MovementsByWorkOrderId,
    MaterialRequirementsByWorkOrderId,
)
