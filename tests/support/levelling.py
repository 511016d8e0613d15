"""Levelling by HiGHS: the least backlog, then shortfall below the safety stock, then stock, of weeks of a plan."""

from collections.abc import Sequence
from decimal import Decimal
from math import floor
from typing import NamedTuple

import highspy


class Case(NamedTuple):
    demand: list[Decimal]
    capacity: list[Decimal]
    opening: Decimal
    safety_stock: Decimal
    decimals: int


def goals(stock: Sequence[float], safety: float) -> list[float]:
    """Backlog, shortfall below the safety stock, and stock, each summed over the weeks."""
    return [
        sum(max(0.0, -left) for left in stock),
        sum(max(0.0, safety - left) for left in stock),
        sum(max(0.0, left) for left in stock),
    ]


def optimum(case: Case, *, whole: bool) -> list[float]:
    """The three goals, each the least within those before it, by HiGHS: an LP, or a MIP in the product's units."""
    units = float(10**case.decimals)
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("mip_rel_gap", 0.0)
    model.setOptionValue("mip_abs_gap", 0.0)
    kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
    parts: list[list[highspy.highs.highs_var]] = [[], [], []]
    stock: highspy.highs.highs_linear_expression | float = float(case.opening) * units
    for asked, most in zip(case.demand, case.capacity, strict=True):
        # HiGHS 1.15 takes plans for the best that are not, where a whole variable has a bound that is none.
        bound = floor(most * 10**case.decimals) if whole else float(most) * units
        made = model.addVariable(lb=0, ub=bound, type=kind)
        stock = stock + made - float(asked) * units
        backlog, shortfall, left = (model.addVariable(lb=0) for _ in range(3))
        model.addConstr(backlog + stock >= 0)
        model.addConstr(shortfall + stock >= float(case.safety_stock) * units)
        model.addConstr(left - stock >= 0)
        for part, one in zip(parts, (backlog, shortfall, left), strict=True):
            part.append(one)
    found = []
    for part in parts:
        goal = sum(part[1:], start=part[0] + 0.0)
        model.minimize(goal)
        assert model.getModelStatus() == highspy.HighsModelStatus.kOptimal
        found.append(model.getObjectiveValue())
        model.addConstr(goal <= found[-1] + 1e-5)  # ten times what HiGHS takes for nothing
    return [value / units for value in found]
