"""Files with cells that can be read in two ways: rejected with row and column, or read in one way that is told."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from db.engine import Database
from services.forecast.imports.forecast import FORECAST_IMPORT
from services.shared.errors import InvalidInput
from services.workforce.imports.allocations import ALLOCATIONS_IMPORT
from services.workforce.imports.months import MONTHS_IMPORT
from services.workforce.imports.roster import ROSTER_IMPORT
from tests.integration.imports.test_how_files_are_read import (
    CALENDAR,
    DEMAND,
    FORECAST,
    MONTHS,
    PERSON,
    ROSTER,
    csv,
    load,
    ready,
    reasons,
    values,
    xlsx,
)

__all__ = ["ready"]
DATED = [*ROSTER, "Hire Date", "Last Day"]


def bare(*rows: list[Any]) -> bytes:
    """A CSV without quotes, as hasty programs write it."""
    return "\r\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows).encode()


@pytest.mark.parametrize("place", range(4, 11))
async def test_a_number_with_the_delimiter_in_it_rejects_its_row(ready: Database, demo_id: UUID, place: int) -> None:
    sound = [*DEMAND[:2], "Other", "C2", 8, *[100] * 6]
    row = [*DEMAND, 8, *[100] * 6]
    row[place] = "1,5"
    outcome = await load(ready, demo_id, FORECAST_IMPORT, bare([*FORECAST, *MONTHS], sound, row))
    assert (outcome.created, [one.row for one in outcome.rejected]) == (1, [3])
    assert "has 12 cells" in outcome.rejected[0].reason


@pytest.mark.parametrize("place", range(7))
async def test_a_name_with_the_delimiter_in_it_rejects_its_row(database: Database, demo_id: UUID, place: int) -> None:
    row = ["CN1", "Ada", "Byron", "A1", "Amisys", "Domestic", "FL", "Appeals"]
    row[place] += ", Jr."
    outcome = await load(database, demo_id, ROSTER_IMPORT, bare(ROSTER, row))
    assert (outcome.created, [one.row for one in outcome.rejected]) == (0, [2])


@pytest.mark.parametrize("column", [8, 9])
async def test_dates_are_read_day_first_in_no_row_or_the_file_says_so(
    database: Database, demo_id: UUID, column: int
) -> None:
    def rows(*dates: str) -> list[list[Any]]:
        found = [[f"CN{number}", *PERSON, None, None] for number in range(len(dates))]
        for row, day in zip(found, dates, strict=True):
            row[column] = day
        return found

    days_first = await load(database, demo_id, ROSTER_IMPORT, csv(DATED, *rows("25/12/2024", "05/06/2024", "5/5/2024")))
    assert (days_first.created, [one.row for one in days_first.rejected]) == (1, [2, 3])
    assert "day first, as 25/12/2024 in row 2" in days_first.rejected[1].reason
    unknown = await load(database, demo_id, ROSTER_IMPORT, csv(DATED, *rows("05/06/2024", "03/04/2024", "2024-01-02")))
    assert any("2 cells were read with the month first" in warning for warning in unknown.warnings)
    told = await load(database, demo_id, ROSTER_IMPORT, csv(DATED, *rows("05/06/2024", "12/25/2024")))
    assert (told.rejected, told.warnings) == ([], [])
    days = "hire_date" if column == 8 else "last_day"
    found = await values(database, demo_id, f"SELECT {days} FROM resource ORDER BY cn")
    assert found == [date(2024, 5, 6), date(2024, 12, 25), date(2024, 1, 2)]


async def test_moments_are_days_and_a_time_that_is_left_out_is_told(database: Database, demo_id: UUID) -> None:
    written = [["CN1", *PERSON, "2024-06-05 00:00:00", "2026-06-05T00:00:00.000Z"]]
    outcome = await load(database, demo_id, ROSTER_IMPORT, csv(DATED, *written))
    assert (outcome.created, outcome.warnings) == (1, [])
    night = [["CN2", *PERSON, datetime(2024, 6, 5, 23, 30), None]]
    outcome = await load(database, demo_id, ROSTER_IMPORT, xlsx(DATED, *night))
    assert "without their time of day" in outcome.warnings[0]
    noon = await load(database, demo_id, ROSTER_IMPORT, csv(DATED, ["CN3", *PERSON, "2024-06-05 12:00", None]))
    assert [one.column for one in noon.rejected] == ["Hire Date"]


@pytest.mark.parametrize("make", [csv, xlsx])
@pytest.mark.parametrize("column", ["Occupancy", "Shrinkage"])
async def test_a_column_of_percentages_without_signs_goes_in_by_no_half(
    database: Database, demo_id: UUID, column: str, make: Any
) -> None:
    place = CALENDAR.index(column)
    rows = [[2025, month, "Domestic", 21, 9, 0.9, 0.1] for month in range(1, 6)]
    for row, share in zip(rows, ["20", "1", "0.5", "20%", "0.5%"], strict=True):
        row[place] = share if make is csv or "%" in share else float(share)
    outcome = await load(database, demo_id, MONTHS_IMPORT, make(CALENDAR, *rows))
    assert (outcome.created, [(one.row, one.column) for one in outcome.rejected]) == (
        2,
        [(row, column) for row in (2, 3, 4)],
    )


@pytest.mark.parametrize(
    "damaged",
    ["1-Mar", "01-Mar", "Mar-25", "3/5/2025", "05.03.2025", "2025-03-05", "2025-03-05 00:00:00", "01. Mrz", "TRUE",
     "202.5E+09", "2e+21", "#¿NOMBRE?", "#I/T"],
)  # fmt: skip
@pytest.mark.parametrize("column", ["CN", "OPID"])
async def test_an_identifier_that_a_spreadsheet_rewrote_is_rejected(
    database: Database, demo_id: UUID, column: str, damaged: str
) -> None:
    row = ["CN1", *PERSON]
    row[ROSTER.index(column)] = damaged
    outcome = await load(database, demo_id, ROSTER_IMPORT, csv(ROSTER, row))
    assert [(one.row, one.column, one.value) for one in outcome.rejected] == [(2, column, damaged)]


@pytest.mark.parametrize("word", ["NULL", "null", "(null)", "NaN", "nan", "<NA>", "NaT", "None", "n/a", "N/A", "NA"])
@pytest.mark.parametrize("column", ["CN", "OPID"])
async def test_a_word_for_a_missing_value_is_nobody(database: Database, demo_id: UUID, column: str, word: str) -> None:
    row = ["CN1", *PERSON]
    row[ROSTER.index(column)] = word
    (one,) = (await load(database, demo_id, ROSTER_IMPORT, csv(ROSTER, row))).rejected
    assert (one.column, one.value) == (column, word)
    assert one.reason == f"is {word}, which stands for a missing value; an identifier is accepted"


@pytest.mark.parametrize("cn", ["MAR1", "1E5", "MAR-2025", "2025-03", "3-5", "May", "A-Mar-25", "NULL1", "Nana"])
async def test_an_identifier_that_nobody_rewrote_is_taken_as_it_is(database: Database, demo_id: UUID, cn: str) -> None:
    assert (await load(database, demo_id, ROSTER_IMPORT, csv(ROSTER, [cn, *PERSON]))).warnings == []
    assert await values(database, demo_id, "SELECT cn FROM resource") == [cn]


@pytest.mark.parametrize(
    "alike", [("12345", "12,345"), ("12345", "12.345"), ("CN-1", "CN\u20111"), ("CN-1", "CN \u2013 1"), ("CN1", "CN 1"),
              ("77", "٧٧"), ("0077", "77")],
)  # fmt: skip
async def test_identifiers_that_look_alike_are_one_person(
    database: Database, demo_id: UUID, alike: tuple[str, str]
) -> None:
    both = await load(database, demo_id, ROSTER_IMPORT, csv(ROSTER, *([cn, *PERSON] for cn in alike)))
    assert [one.row for one in both.rejected] == [2, 3]
    await load(database, demo_id, ROSTER_IMPORT, csv(ROSTER, [alike[0], *PERSON]))
    later = await load(database, demo_id, ROSTER_IMPORT, csv(ROSTER, [alike[1], *PERSON]))
    assert (later.created, len(later.rejected)) == (0, 1)
    assert f"is {alike[0]} but for" in later.rejected[0].reason


async def test_wide_characters_of_an_identifier_are_read_as_the_usual_ones(database: Database, demo_id: UUID) -> None:
    outcome = await load(database, demo_id, ROSTER_IMPORT, csv(ROSTER, ["ＣＮ１２３", *PERSON]))
    assert "usual width" in outcome.warnings[0]
    assert await values(database, demo_id, "SELECT cn FROM resource") == ["CN123"]


async def test_an_opid_that_lost_its_zeros_is_rejected_and_one_that_got_them_back_is_not(
    database: Database, demo_id: UUID
) -> None:
    def row(opid: str) -> bytes:
        return csv(ROSTER, ["CN1", *PERSON[:2], opid, *PERSON[3:]])

    await load(database, demo_id, ROSTER_IMPORT, row("77"))
    assert (await load(database, demo_id, ROSTER_IMPORT, row("0077"))).updated == 1
    lost = await load(database, demo_id, ROSTER_IMPORT, row("77"))
    assert reasons(lost) == "2 OPID: is 0077 but for zeros before it; 0077, as text, is accepted"


@pytest.mark.parametrize(("value", "code"), [(12345, "#,##0"), (12345, "0.00"), (12345, "#,##0.00"), (123, "00000.0")])
async def test_separators_that_a_format_adds_to_an_identifier_are_none_of_it(
    database: Database, demo_id: UUID, value: int, code: str
) -> None:
    outcome = await load(database, demo_id, ROSTER_IMPORT, xlsx(ROSTER, [value, *PERSON], formats={"A2": code}))
    assert (outcome.created, len(outcome.warnings)) == (1, 1)
    assert await values(database, demo_id, "SELECT cn FROM resource") == ["12345" if value == 12345 else "00123"]


@pytest.mark.parametrize("code", ["#,##0", ";;;", '0,"K"'])
async def test_a_list_of_skills_that_became_a_number_is_rejected(database: Database, demo_id: UUID, code: str) -> None:
    content = xlsx(ROSTER, ["CN1", *PERSON[:-1], 270271], formats={"H2": code})
    outcome = await load(database, demo_id, ROSTER_IMPORT, content)
    assert [(one.row, one.column) for one in outcome.rejected] == [(2, "Skills")]


@pytest.mark.parametrize("name", ["José", "Müller", "Żak", "Zoë"])
async def test_names_that_went_through_another_code_page_are_warned_of(
    database: Database, demo_id: UUID, name: str
) -> None:
    garbled = name.encode().decode("cp1252")
    for content in (csv(ROSTER, ["CN1", garbled, *PERSON[1:]]), xlsx(ROSTER, ["CN1", garbled, *PERSON[1:]])):
        outcome = await load(database, demo_id, ROSTER_IMPORT, content)
        assert any(f"may be {name}" in warning for warning in outcome.warnings)
    sound = await load(database, demo_id, ROSTER_IMPORT, csv(ROSTER, ["CN2", name, *PERSON[1:]]))
    assert sound.warnings == []


async def test_headings_that_name_no_month_are_named(ready: Database, demo_id: UUID) -> None:
    german = [*MONTHS[:4], "Okt-25", "Nov-25"]
    with pytest.raises(InvalidInput, match="other headings are Okt-25"):
        await load(ready, demo_id, FORECAST_IMPORT, xlsx([*FORECAST, *german], [*DEMAND, 8, *[1] * 6]))
    old = [["CN", *FORECAST[:3], "Sep-25", "Okt-25"], ["CN1", *DEMAND[:3], 1, 1]]
    outcome = await load(ready, demo_id, ALLOCATIONS_IMPORT, xlsx(*old))
    assert "are not read: Okt-25" in outcome.warnings[0]


async def test_binary_noise_makes_no_fraction_of_a_volume(ready: Database, demo_id: UUID) -> None:
    figures = [1233.9999999999998, 100.00000000000001, 0.1 * 3 * 10, 5, 5, 5]
    outcome = await load(ready, demo_id, FORECAST_IMPORT, xlsx([*FORECAST, *MONTHS], [*DEMAND, 8, *figures]))
    assert (outcome.created, reasons(outcome)) == (1, "")
    assert await values(ready, demo_id, "SELECT forecast FROM forecast_cell ORDER BY month_index LIMIT 3") == [
        1234, 100, 3,
    ]  # fmt: skip
    bad = await load(ready, demo_id, FORECAST_IMPORT, xlsx([*FORECAST, *MONTHS], [*DEMAND, 8, 0.5, *[1] * 5]))
    assert [one.column for one in bad.rejected] == ["Jun-25"]


async def test_a_file_without_rows_and_one_with_two_tables_say_so(database: Database, demo_id: UUID) -> None:
    outcome = await load(database, demo_id, ROSTER_IMPORT, csv(ROSTER))
    assert outcome.warnings == ["there are no rows below the headings in row 1"]
