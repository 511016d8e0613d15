"""How many must approve a change: what is just a quarter of the original target is not large."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from db.shopfloor.enums import WorkOrderField
from services.shared.errors import InvalidInput
from services.shopfloor.changes.rules import NewValue, approvals_needed, require_deadline

QUARTER = Decimal("0.25")
ORDER: Any = SimpleNamespace(
    original_target_qty=Decimal(1000), target_qty=Decimal(1200), planned_start=date(2025, 6, 2), number="SPK-00001"
)


def target(quantity: str) -> NewValue:
    return NewValue(field=WorkOrderField.TARGET_QTY, quantity=Decimal(quantity), day=None, path=("id",))


@pytest.mark.parametrize(
    ("quantity", "needed"),
    [("1250", 1), ("1250.0001", 2), ("750", 1), ("749.9999", 2), ("1000", 1), ("1201", 1), ("1", 2)],
)
def test_a_target_counts_from_the_original_one(quantity: str, needed: int) -> None:
    assert approvals_needed(ORDER, target(quantity), large=QUARTER) == needed


def test_how_large_is_large_can_be_set() -> None:
    assert approvals_needed(ORDER, target("1001"), large=Decimal(0)) == 2
    assert approvals_needed(ORDER, target("3000"), large=Decimal(2)) == 1


def test_a_deadline_needs_one() -> None:
    new = NewValue(field=WorkOrderField.DEADLINE, quantity=None, day=date(2030, 1, 1), path=("id",))
    assert approvals_needed(ORDER, new, large=Decimal(0)) == 1


@pytest.mark.parametrize(
    ("today", "day", "accepted"),
    [
        (date(2025, 6, 1), date(2025, 6, 2), None),
        (date(2025, 6, 1), date(2025, 6, 1), "2025-06-02 or later"),
        (date(2025, 6, 9), date(2025, 6, 9), None),
        (date(2025, 6, 9), date(2025, 6, 8), "2025-06-09 or later"),
        (date(2025, 6, 9), date(2036, 6, 9), "at most 3,660 days from the planned start to the deadline"),
    ],
)
def test_a_deadline_is_not_past_and_not_before_the_start(today: date, day: date, accepted: str | None) -> None:
    if accepted is None:
        require_deadline(ORDER, day, today=today, path=("id",))
        return
    with pytest.raises(InvalidInput) as refused:
        require_deadline(ORDER, day, today=today, path=("id",))
    assert refused.value.accepted == accepted
