"""The target CPH grid: how its rows are numbered and sorted."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from services.forecast.editing.target_cph import target_cph_grid

LOB = "Amisys Medicaid DOMESTIC"


def case_type(first_line: int, name: str, main_lob: str = LOB) -> Any:
    return SimpleNamespace(
        first_line=first_line, main_lob=main_lob, case_type=name, target_cph=Decimal("12.5"), is_mixed=False
    )


def test_rows_are_numbered_as_they_came() -> None:
    rows = target_cph_grid([case_type(3, "Appeals"), case_type(1, "Claims")])
    assert [(row.key, row.case_type) for row in rows] == [("cph_2", "Appeals"), ("cph_1", "Claims")]


def test_a_later_demand_does_not_renumber_rows() -> None:
    before = target_cph_grid([case_type(1, "Claims"), case_type(2, "Appeals")])
    after = target_cph_grid([case_type(1, "Claims"), case_type(2, "Appeals"), case_type(3, "Adjustments")])
    assert {(row.case_type, row.key) for row in before} <= {(row.case_type, row.key) for row in after}


def test_numbers_in_words_sort_as_numbers() -> None:
    lobs = ["Amisys 10 GLOBAL", "Amisys 2 GLOBAL", "Amisys 1 GLOBAL", "Amisys GLOBAL"]
    rows = target_cph_grid([case_type(place, "Tier 3", lob) for place, lob in enumerate(lobs)])
    assert [row.main_lob for row in rows] == ["Amisys 1 GLOBAL", "Amisys 2 GLOBAL", "Amisys 10 GLOBAL", "Amisys GLOBAL"]
    rows = target_cph_grid([case_type(place, f"Level {number}") for place, number in enumerate((10, 9, 100, 1))])
    assert [row.case_type for row in rows] == ["Level 1", "Level 9", "Level 10", "Level 100"]
