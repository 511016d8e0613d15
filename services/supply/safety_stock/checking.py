"""Checking what a safety stock follows from, wherever it comes from."""

from decimal import Decimal
from typing import Any

from db.shared.bounds import Bound
from db.supply.bounds import (
    CONFIDENCE,
    DECIMALS,
    FIXED_DAYS,
    LEAD_TIME_DAYS,
    LEAD_TIME_DEVIATION,
    QUANTITY,
    REVIEW_DAYS,
)
from db.supply.enums import SafetyStockPolicy
from services.shared.errors import noted
from services.shared.inputs import Inputs
from services.shared.quantities import PLACES, require_quantity

_LEAST_LEVEL, _MOST_LEVEL = 0.5, 0.9999
_BOUNDS = {
    "fixed_quantity": ("fixedQuantity", QUANTITY),
    "fixed_days": ("fixedDays", FIXED_DAYS),
    "lead_time_days": ("leadTimeDays", LEAD_TIME_DAYS),
    "lead_time_deviation": ("leadTimeDeviation", LEAD_TIME_DEVIATION),
    "mean_daily_demand": ("meanDailyDemand", QUANTITY),
    "demand_deviation": ("demandDeviation", QUANTITY),
    "review_days": ("reviewDays", REVIEW_DAYS),
    "recommended_quantity": ("recommendedQuantity", QUANTITY),
}
_NEEDED = {
    SafetyStockPolicy.FIXED_QUANTITY: "fixed_quantity",
    SafetyStockPolicy.FIXED_DAYS: "fixed_days",
    SafetyStockPolicy.SERVICE_LEVEL: "service_level",
    SafetyStockPolicy.AI_OPTIMIZED: "recommended_quantity",
}


def check_service_level(inputs: Inputs, value: float) -> None:
    """Note a service level out of bounds, such as 95 where 0.95 is meant."""
    if not _LEAST_LEVEL <= value <= _MOST_LEVEL:
        told = f"serviceLevel is {value:g}"
        inputs.note(told, "serviceLevel", accepted=f"{_LEAST_LEVEL} to {_MOST_LEVEL}, a fraction such as 0.95")


class BasisInputs(Inputs):
    """The values of one safety stock."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self._place = place

    def check(self, values: dict[str, Any], *, decimals: int = PLACES) -> None:
        """Note whatever is out of bounds, and what the policy needs and is not there."""
        for name, (shown, bound) in _BOUNDS.items():
            if values.get(name) is not None:
                places = decimals if name == "fixed_quantity" else PLACES
                self._quantity(shown, values[name], bound, places)
        if values.get("service_level") is not None:
            check_service_level(self, values["service_level"])
        if values.get("confidence") is not None:
            self.number("confidence", values["confidence"], CONFIDENCE)
        self._check_policy(values)

    def decimals(self, value: int) -> int:
        """Places of a product."""
        return self.whole("decimals", value, DECIMALS)

    def missing(self, name: str, why: str, accepted: str) -> None:
        """Note what is neither given nor known."""
        self.note(f"{name} is missing: {why}", name, accepted=accepted)

    def _quantity(self, name: str, value: Decimal, bound: Bound, places: int) -> None:
        path = (self._place, name)
        noted(self.refusals, require_quantity, name, value, bound=bound, decimals=places, path=path)

    def _check_policy(self, values: dict[str, Any]) -> None:
        """The policy's own value must be there."""
        policy = values["policy"]
        name = _NEEDED[policy]
        if values.get(name) is not None:
            return
        if name == "recommended_quantity" and "recommended_quantity" not in values:
            self.note("only a recommendation makes it AI_OPTIMIZED", "policy", accepted="one of the other policies")
            return
        shown = "serviceLevel" if name == "service_level" else _BOUNDS[name][0]
        self.note(f"{shown} is missing", shown, accepted=f"a value: {policy} goes by it")
