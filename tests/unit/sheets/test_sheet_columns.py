"""Headers matched to the fields an importer wants."""

from datetime import date

import pytest

from sheets import Unreadable
from sheets.columns import match_columns

WANTED = {
    "cn": ["CN"],
    "platform": ["Primary Platform", "Platform"],
    "states": ["State", "States", "State List"],
    "part_of_production": ["PartOfProduction"],
}


def match(*headers, required=()):
    return match_columns(headers, wanted=WANTED, required=set(required))


def test_headers_match_without_regard_to_case_spaces_and_punctuation():
    found = match("CN#", "primary  platform", "STATE_LIST", "Part Of_Production")
    assert found.index == {"cn": 0, "platform": 1, "states": 2, "part_of_production": 3}
    assert found.ignored == []


def test_headers_that_no_field_claims_are_listed_as_written():
    found = match("Shoe  Size", None, "CN", " ", date(2025, 6, 1), 7, "#")
    assert found.index == {"cn": 2}
    assert found.ignored == ["Shoe Size", "2025-06-01", "7", "#"]


def test_two_headers_for_one_field_are_refused_by_name_and_column():
    with pytest.raises(Unreadable) as refused:
        match("CN", "State", *[None] * 25, "State List")
    assert refused.value.message == "two columns mean the same: State (column B) and State List (column AB)"


def test_missing_columns_are_named_together_with_their_spellings():
    with pytest.raises(Unreadable) as refused:
        match("State", required={"cn", "platform", "states"})
    assert refused.value.message == "missing columns: CN, Primary Platform"
    assert refused.value.accepted == "CN; Primary Platform or Platform"


def test_optional_columns_may_be_missing():
    assert match("CN", required={"cn"}).index == {"cn": 0}
