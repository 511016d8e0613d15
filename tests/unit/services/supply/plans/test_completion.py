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


def test_it_was_set_by_hand() -> None:
    assert (percentage(Decimal(40)), source(Decimal(40))) == (Decimal(40), CompletionSource.MANUAL)
