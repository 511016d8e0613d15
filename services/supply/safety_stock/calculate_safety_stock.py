"""Computing a safety stock of numbers alone; nothing is looked up and nothing stored."""

from typing import Any

from services.supply.safety_stock.calculation import Basis, Calculation, calculate
from services.supply.safety_stock.checking import BasisInputs


def calculate_safety_stock(*, given: dict[str, Any]) -> Calculation:
    """Every figure and step; `given` are the fields of a Basis and `decimals`. Raises Refusals of InvalidInput."""
    inputs = BasisInputs("input")
    values = dict(given)
    decimals = inputs.decimals(values.pop("decimals"))
    inputs.check(values)
    inputs.refuse()
    return calculate(Basis(**values), decimals=decimals)
