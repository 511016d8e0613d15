"""What a plan takes of a component, by number."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from services.supply.plans.materials import Component, Requirement, requirement


def need(quantity: str, per_unit: str, scrap: float = 0.0, decimals: int = 2) -> Decimal:
    return Component(Decimal(per_unit), scrap, decimals).need(Decimal(quantity))


def asked(quantity: str, **stock: str) -> Requirement:
    of_stock: dict[str, Any] = {name: Decimal(value) for name, value in stock.items()}
    none = {name: Decimal(0) for name in ("available", "allocated_here", "in_transit", "open_debt")}
    row: Any = SimpleNamespace(
        component_id=7, quantity_per_unit=Decimal("0.35"), scrap=0.04, sku="FELT", unit="m", decimals=2,
        **{**none, **of_stock},
    )  # fmt: skip
    return requirement(row, Decimal(quantity))


def test_the_need_is_quantity_times_unit_times_scrap() -> None:
    assert need("105", "0.35", 0.04) == Decimal("38.22")
    assert need("3000", "2", decimals=0) == 6000


@pytest.mark.parametrize(
    ("quantity", "per_unit", "scrap", "decimals", "expected"),
    [
        ("1", "0.125", 0.0, 2, "0.13"),
        ("1", "0.1249", 0.0, 2, "0.12"),
        ("5", "0.5", 0.0, 0, "3"),
        ("1", "1", 0.005, 2, "1.01"),  # 1.005 is less in binary
        ("1", "1", 0.0049, 2, "1.00"),
        ("99999999999999.9999", "99999999999999.9999", 0.9999, 4, "19998999999999999960002000000.0000"),
        ("3", "0.1", 0.1, 4, "0.3300"),
    ],
)
def test_half_a_unit_goes_up_exactly(quantity: str, per_unit: str, scrap: float, decimals: int, expected: str) -> None:
    assert str(need(quantity, per_unit, scrap, decimals)) == expected


def test_what_is_short_counts_what_is_there_and_put_aside_for_the_plan_not_what_is_under_way() -> None:
    assert asked("105").short == Decimal("38.22")
    assert asked("105", available="30", in_transit="500").short == Decimal("8.22")
    assert asked("105", available="30", allocated_here="8.22").short == 0
    assert asked("105", available="39").short == 0
    assert asked("105", available="-1").short == Decimal("39.22"), "others have put aside what is not there"
    assert (asked("105", available="30", allocated_here="5").usable, asked("0").gross) == (35, 0)
