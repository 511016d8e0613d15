"""The target CPH grid: one row a main LOB and case type, the most frequent value, whether states differ."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from services.forecast.editing.target_cph import target_cph_grid

LOB = "Amisys Medicaid DOMESTIC"


def line(id: int, case_type: str, cph: str, main_lob: str = LOB) -> Any:
    return SimpleNamespace(id=id, main_lob=main_lob, case_type=case_type, target_cph=Decimal(cph))


def test_states_share_a_row_and_rows_are_numbered_as_they_came() -> None:
    rows = target_cph_grid([line(3, "Appeals", "5"), line(1, "Claims", "12.5"), line(2, "Claims", "12.50")])
    assert [(row.key, row.case_type, row.is_mixed) for row in rows] == [
        ("cph_2", "Appeals", False),
        ("cph_1", "Claims", False),
    ]


def test_of_several_values_the_most_frequent_is_shown_and_of_equals_the_smallest() -> None:
    (row,) = target_cph_grid([line(1, "Claims", "10"), line(2, "Claims", "12"), line(3, "Claims", "12")])
    assert (row.target_cph, row.is_mixed) == (Decimal(12), True)
    (row,) = target_cph_grid([line(1, "Claims", "12"), line(2, "Claims", "10")])
    assert row.target_cph == Decimal(10)


def test_a_later_demand_does_not_renumber_rows() -> None:
    before = target_cph_grid([line(1, "Claims", "10"), line(2, "Appeals", "5")])
    after = target_cph_grid([line(1, "Claims", "10"), line(2, "Appeals", "5"), line(3, "Adjustments", "7")])
    assert {(row.case_type, row.key) for row in before} <= {(row.case_type, row.key) for row in after}


def test_numbers_in_words_sort_as_numbers() -> None:
    lobs = ["Amisys 10 GLOBAL", "Amisys 2 GLOBAL", "Amisys 1 GLOBAL", "Amisys GLOBAL"]
    rows = target_cph_grid([line(place, "Tier 3", "5", lob) for place, lob in enumerate(lobs)])
    assert [row.main_lob for row in rows] == ["Amisys 1 GLOBAL", "Amisys 2 GLOBAL", "Amisys 10 GLOBAL", "Amisys GLOBAL"]
    case_types = [f"Level {number}" for number in (10, 9, 100, 1)]
    rows = target_cph_grid([line(place, case_type, "5") for place, case_type in enumerate(case_types)])
    assert [row.case_type for row in rows] == ["Level 1", "Level 9", "Level 10", "Level 100"]
