"""How many must approve a debt, by what it is worth."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from services.shopfloor.debts.request_debt import approvals_needed


@pytest.mark.parametrize(
    ("cost", "quantity", "needed"),
    [("10", "100", 1), ("10", "100.0001", 2), ("0.0001", "9999999", 1), ("0", "99999999", 1), (None, "0.0001", 2)],
)
def test_what_is_worth_more_than_a_value_or_nobody_knows_needs_two(
    cost: str | None, quantity: str, needed: int
) -> None:
    material = SimpleNamespace(unit_cost=None if cost is None else Decimal(cost))
    assert approvals_needed(material, Decimal(quantity), Decimal(1000)) == needed  # type: ignore[arg-type]
