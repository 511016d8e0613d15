"""Completion is floored: nothing counts as done that is not."""

from decimal import Decimal

import pytest

from db.supply.enums import CompletionSource
from services.supply.plans.completion import floored, percentage, source


@pytest.mark.parametrize(
    ("value", "kept"),
    [("0", "0"), ("33.3333", "33.33"), ("99.9966", "99.99"), ("99.999", "99.99"), ("99.99", "99.99"), ("100", "100")],
)
def test_it_has_two_decimals_and_is_never_more_than_it_was(value: str, kept: str) -> None:
    assert floored(Decimal(value)) == Decimal(kept)


def test_without_work_orders_it_was_set_by_hand() -> None:
    assert (percentage(Decimal(40), None, Decimal(3)), source(None)) == (Decimal(40), CompletionSource.MANUAL)


@pytest.mark.parametrize(
    ("made", "quantity", "done"),
    [
        ("0", "3000", "0"),
        ("2999.9", "3000", "99.99"),
        ("2999.9999", "3000", "99.99"),
        ("3000", "3000", "100"),
        ("3100", "3000", "100"),
        ("1", "3", "33.33"),
        ("2", "3", "66.66"),
        ("0.0001", "99999999999999.9999", "0"),
        ("99999999999999.9998", "99999999999999.9999", "99.99"),
    ],
)
def test_with_work_orders_it_is_what_they_made(made: str, quantity: str, done: str) -> None:
    assert percentage(Decimal(40), Decimal(made), Decimal(quantity)) == Decimal(done)
    assert source(Decimal(made)) is CompletionSource.WORK_ORDERS
