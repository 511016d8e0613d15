"""Safety stock by number: the figures that planners know."""

from decimal import Decimal

import pytest

from db.supply.enums import SafetyStockPolicy
from services.supply.safety_stock.calculation import Basis, Calculation, calculate
from services.supply.safety_stock.normal_quantile import printed_z

SERVICE_LEVEL = SafetyStockPolicy.SERVICE_LEVEL


def of(**more: object) -> Calculation:
    given = {
        "policy": SERVICE_LEVEL, "service_level": 0.95, "lead_time_days": Decimal(7),
        "mean_daily_demand": Decimal(100), "demand_deviation": Decimal(20), **more,
    }  # fmt: skip
    return calculate(Basis(**given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("level", "z"), [(0.8, 0.84), (0.9, 1.28), (0.95, 1.65), (0.98, 2.05), (0.99, 2.33), (0.995, 2.58), (0.5, 0.0)]
)
def test_z_is_the_printed_one(level: float, z: float) -> None:
    assert printed_z(level) == z


def test_the_worked_example() -> None:
    found = of()
    assert (found.sigma_lead_time, found.safety_stock_quantity) == (Decimal("52.9150"), Decimal("87.3098"))
    assert (found.reorder_point, found.lead_time_demand) == (Decimal("787.3098"), Decimal(700))
    assert (found.safety_stock_rounded_up, found.reorder_point_rounded_up) == (88, 788)
    assert found.order_up_to is None
    assert len(found.steps) == 5
    assert "87.3098" in found.steps[2]


def test_exact_z_and_an_uncertain_lead_time() -> None:
    assert of(exact_z=True).safety_stock_quantity == Decimal("87.0375")
    assert of(lead_time_deviation=Decimal("1.5")).safety_stock_quantity == Decimal("262.4486")


def test_fixed_policies_and_review_days() -> None:
    fixed = of(policy=SafetyStockPolicy.FIXED_QUANTITY, fixed_quantity=Decimal(50), review_days=Decimal(3))
    assert (fixed.safety_stock_quantity, fixed.reorder_point, fixed.order_up_to) == (50, 750, 1050)
    assert of(policy=SafetyStockPolicy.FIXED_DAYS, fixed_days=Decimal("2.5")).safety_stock_quantity == 250
    recommended = of(policy=SafetyStockPolicy.AI_OPTIMIZED, recommended_quantity=Decimal(61))
    assert (recommended.safety_stock_quantity, recommended.z) == (61, None)
