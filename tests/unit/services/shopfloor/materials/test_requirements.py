"""Which lines of a bill a work order takes."""

import pytest

from services.shopfloor.materials.requirements import takes


@pytest.mark.parametrize(
    ("stage", "line", "produces_stock", "taken"),
    [
        ("SEWING", "sewing", False, True),
        ("SEWING", " Sewing ", True, True),
        ("SEWING", "PACKING", True, False),
        ("SEWING", None, True, True),
        ("SEWING", None, False, False),
    ],
)
def test_a_line_is_taken_by_its_stage_or_where_stock_is_made(
    stage: str, line: str | None, produces_stock: bool, taken: bool
) -> None:
    assert takes(stage, line, produces_stock=produces_stock) is taken
