"""What a plan takes of each component of its product, against what is there.

    gross = quantity × quantity per unit × (1 + scrap), a half going up, to the component's decimals
    short = gross − available − put aside for the plan, at least 0

What is in transit is shown, not counted.
"""

from collections.abc import Collection, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from db.engine import ReadSession
from db.supply.plans_ahead import ComponentThereRow, PlanMaterialRow, materials_of_plans
from services.shared.computing import computed
from services.shared.numbers import exact
from services.shared.quantities import nearest


class Component(NamedTuple):
    """A component on a bill: how much of it a unit takes, and which part of that is lost."""

    quantity_per_unit: Decimal
    scrap: float
    decimals: int

    def need(self, quantity: Decimal) -> Decimal:
        """What a quantity of the product takes: 105 × 0.35 × 1.04 = 38.22."""
        a_unit = Fraction(self.quantity_per_unit) * (1 + Fraction(exact(self.scrap)))
        return nearest(Fraction(quantity) * a_unit, self.decimals)


class Requirement(NamedTuple):
    """Need and stock of a component."""

    component_id: int
    component: Component
    sku: str
    unit: str
    gross: Decimal
    available: Decimal
    allocated_here: Decimal
    in_transit: Decimal
    open_debt: Decimal
    short: Decimal

    @property
    def usable(self) -> Decimal:
        """What the plan may use: what nobody put aside, and what is put aside for it."""
        return self.available + self.allocated_here


def requirement(row: ComponentThereRow, quantity: Decimal) -> Requirement:
    """What a quantity of the product takes of a component."""
    component = Component(row.quantity_per_unit, row.scrap, row.decimals)
    gross = component.need(quantity)
    return Requirement(
        component_id=row.component_id,
        component=component,
        sku=row.sku,
        unit=row.unit,
        gross=gross,
        available=row.available,
        allocated_here=row.allocated_here,
        in_transit=row.in_transit,
        open_debt=row.open_debt,
        short=nearest(max(Fraction(gross) - Fraction(row.available + row.allocated_here), Fraction(0))),
    )


async def requirements_of_plans(session: ReadSession, plan_ids: Collection[int]) -> dict[int, list[Requirement]]:
    """What plans take, by id, in the order of the bill; nothing for those without one. One statement."""
    rows = await materials_of_plans(session, plan_ids)
    return await computed(lambda: _by_plan_id(rows), parts=len(rows))


def _by_plan_id(rows: Sequence[PlanMaterialRow]) -> dict[int, list[Requirement]]:
    plans = groupby(rows, key=lambda row: row.plan_id)
    return {plan_id: [requirement(row, row.quantity) for row in some] for plan_id, some in plans}
