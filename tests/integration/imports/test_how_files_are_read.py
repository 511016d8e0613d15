"""Imports of real files, byte by byte as spreadsheet programs save them: notations, formats, formulas, damage."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from openpyxl import Workbook
from sqlalchemy import text

from db.engine import Database
from services.forecast.imports.forecast import FORECAST_IMPORT
from services.shared.commit_once import Committing
from services.shared.errors import InvalidInput
from services.shared.files import AS_IT_SAYS, ReadAs, read_file
from services.shared.import_kinds import AnyImportKind
from services.shared.imports import ImportOutcome
from services.shared.progress import silent
from services.workforce.imports.months import MONTHS_IMPORT
from services.workforce.imports.roster import ROSTER_IMPORT

MONTHS = ["Jun-25", "Jul-25", "Aug-25", "Sep-25", "Oct-25", "Nov-25"]
FORECAST = ["Main LOB", "State", "Case Type", "Case ID", "Target CPH"]
DEMAND = ["Amisys Medicaid DOMESTIC", "FL", "Appeals", "C1"]
ROSTER = ["CN", "First Name", "Last Name", "OPID", "Platform", "Location", "State", "Skills"]
PERSON = ["Ada", "Byron", None, "Amisys", "Domestic", "FL", "Appeals"]
CALENDAR = ["Year", "Month", "Work Type", "Working Days", "Work Hours", "Occupancy", "Shrinkage"]


def csv(*rows: Sequence[Any], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    lines = [delimiter.join("" if cell is None else f'"{cell}"' for cell in row) for row in rows]
    return "\r\n".join(lines).encode(encoding)


def xlsx(*rows: Sequence[Any], formats: dict[str, str] | None = None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for name, code in (formats or {}).items():
        book.active[name].number_format = code
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


async def load(
    database: Database, tenant: UUID, kind: AnyImportKind, content: bytes, read_as: ReadAs = AS_IT_SAYS
) -> ImportOutcome:
    name = "file.xlsx" if content.startswith(b"PK") else "file.csv"
    sheet = await read_file(content, filename=name, headings=kind.headings, read_as=read_as)
    committing = Committing(
        preview_id=uuid4(), history_log_id=uuid4(), execution_id=uuid4(), today=date(2025, 6, 2), user_notes=None,
        strict=False, progress=silent,
    )  # fmt: skip
    async with database.write(tenant, subject="tester") as session:
        done = await kind.preview(session, sheet=sheet, subject="2025-04", committing=committing)
        await done.commit(session)
    outcome: ImportOutcome = done.outcome
    return outcome


async def values(database: Database, tenant: UUID, statement: str) -> list[Any]:
    async with database.read(tenant) as session:
        return [row[0] for row in await session.rows(text(statement))]


@pytest.fixture
async def ready(database: Database, demo_id: UUID) -> Database:
    """Months of 2025, from a German file."""
    months = [
        [2025, month, kind, 21, "9,0", "95 %", "0,1"] for month in range(1, 13) for kind in ("Domestic", "Global")
    ]
    outcome = await load(database, demo_id, MONTHS_IMPORT, csv(CALENDAR, *months))
    assert (outcome.created, outcome.rejected) == (24, [])
    assert outcome.reading is not None
    assert (outcome.reading.decimal_mark, outcome.reading.delimiter) == (",", "semicolon")
    return database


def reasons(outcome: ImportOutcome) -> str:
    return "; ".join(f"{one.row} {one.column}: {one.reason}" for one in outcome.rejected)


async def volumes(ready: Database, tenant: UUID) -> list[Any]:
    return await values(ready, tenant, "SELECT forecast FROM forecast_cell ORDER BY month_index")


async def test_a_german_forecast_goes_in_whole(ready: Database, demo_id: UUID) -> None:
    row = [*DEMAND, "8,5", "12.500", "1.000", "1 234", "1\u202f000", "0", "7"]
    outcome = await load(ready, demo_id, FORECAST_IMPORT, csv([*FORECAST, *MONTHS], row))
    assert (outcome.created, reasons(outcome)) == (1, "")
    assert await volumes(ready, demo_id) == [12500, 1000, 1234, 1000, 0, 7]
    assert [float(cph) for cph in await values(ready, demo_id, "SELECT target_cph FROM report_demand")] == [8.5]


async def test_what_can_be_read_in_two_ways_is_rejected_and_the_mark_may_be_asked_for(
    ready: Database, demo_id: UUID
) -> None:
    content = xlsx([*FORECAST, *MONTHS], [*DEMAND, 8.5, "1.000", *[100] * 5])
    outcome = await load(ready, demo_id, FORECAST_IMPORT, content)
    assert (outcome.created, len(outcome.rejected)) == (0, 1)
    assert reasons(outcome).startswith("2 Jun-25: can be read as 1 or as 1000")
    assert (await load(ready, demo_id, FORECAST_IMPORT, content, ReadAs(decimal=","))).created == 1
    assert await volumes(ready, demo_id) == [1000, *[100] * 5]


async def test_two_notations_in_a_file_are_refused(ready: Database, demo_id: UUID) -> None:
    rows = [[*DEMAND, "8,5", *[1] * 6], [*DEMAND[:2], "Other", "C2", "8.5", *[1] * 6]]
    with pytest.raises(InvalidInput, match=r'"8\.5" in row 3, Target CPH, and "8,5" in row 2, Target CPH'):
        await load(ready, demo_id, FORECAST_IMPORT, csv([*FORECAST, *MONTHS], *rows))


@pytest.mark.parametrize("written", ["(5)", "5-", "−5", "5%", "$5", "5.5", "#REF!", "1.2.3"])
async def test_other_volumes_are_rejected_with_their_row(ready: Database, demo_id: UUID, written: str) -> None:
    outcome = await load(ready, demo_id, FORECAST_IMPORT, csv([*FORECAST, *MONTHS], [*DEMAND, 8, written, *[1] * 5]))
    assert [(one.row, one.column, one.value) for one in outcome.rejected] == [(2, "Jun-25", written)]


async def test_formulas_that_were_never_calculated_are_no_forecast(ready: Database, demo_id: UUID) -> None:
    content = xlsx([*FORECAST, *MONTHS], [*DEMAND, 8, *["=1+1"] * 6])
    outcome = await load(ready, demo_id, FORECAST_IMPORT, content)
    assert outcome.created == 0
    assert "2 Jun-25: is a formula that was never calculated" in reasons(outcome)
    assert outcome.warnings[0].startswith("6 formulas were never calculated, the first in F2")


async def test_months_that_a_spreadsheet_made_days_of_are_refused(ready: Database, demo_id: UUID) -> None:
    headings = [date(2026, month, 25) for month in range(6, 12)]
    with pytest.raises(InvalidInput, match="2026-06-25"):
        await load(ready, demo_id, FORECAST_IMPORT, xlsx([*FORECAST, *headings], [*DEMAND, 8, *[1] * 6]))


async def test_months_far_from_the_report_are_warned_of(ready: Database, demo_id: UUID) -> None:
    again = [[2026, month, "Domestic", 21, 9, 1, 0] for month in range(6, 12)]
    await load(ready, demo_id, MONTHS_IMPORT, xlsx(CALENDAR, *again))
    headings = [date(2026, month, 1) for month in range(6, 12)]
    outcome = await load(ready, demo_id, FORECAST_IMPORT, xlsx([*FORECAST, *headings], [*DEMAND, 8, *[1] * 6]))
    assert any("14 months after the report's month Apr-25" in warning for warning in outcome.warnings)


async def test_a_number_and_the_text_that_it_is_shown_as_are_one_person(database: Database, demo_id: UUID) -> None:
    rows = [[123, *PERSON], ["00456", *PERSON]]
    outcome = await load(database, demo_id, ROSTER_IMPORT, xlsx(ROSTER, *rows, formats={"A2": "00000"}))
    assert (outcome.created, reasons(outcome)) == (2, "")
    assert any("'00123' for the number 123 in row 2, CN" in warning for warning in outcome.warnings)
    assert await values(database, demo_id, "SELECT cn FROM resource ORDER BY cn") == ["00123", "00456"]
    again = await load(database, demo_id, ROSTER_IMPORT, csv(ROSTER, ["00123", *PERSON]))
    assert again.unchanged == 1


@pytest.mark.parametrize("damaged", ["123", "123.0", "0123", "123.00"])
async def test_a_person_is_not_doubled_by_zeros_that_were_lost(database: Database, demo_id: UUID, damaged: str) -> None:
    await load(database, demo_id, ROSTER_IMPORT, csv(ROSTER, ["00123", *PERSON]))
    outcome = await load(database, demo_id, ROSTER_IMPORT, csv(ROSTER, [damaged, *PERSON]))
    assert (outcome.created, len(outcome.rejected)) == (0, 1)
    assert "00123" in outcome.rejected[0].reason
    both = await load(database, demo_id, ROSTER_IMPORT, csv(ROSTER, ["0077", *PERSON], ["77", *PERSON]))
    assert [one.row for one in both.rejected] == [2, 3]


@pytest.mark.parametrize("column", ["CN", "First Name", "Last Name", "OPID", "Platform", "State", "Skills"])
@pytest.mark.parametrize(
    ("damaged", "code"),
    [
        (date(2025, 3, 5), "d-mmm"),
        (True, "General"),
        (1.1, "General"),
        (0.05, "0%"),
        (10**16, "General"),
        (100000, "0.00E+00"),
        ("2.02501E+11", "General"),
        ("#N/A", "General"),
        ("#REF!", "General"),
        ("#####", "General"),
        ("bell\u0085", "General"),
        ("lost\ufffd", "General"),
        ("=1+1", "General"),
    ],
)
async def test_what_a_spreadsheet_made_of_a_text_is_rejected(
    database: Database, demo_id: UUID, column: str, damaged: Any, code: str
) -> None:
    place = ROSTER.index(column)
    row = ["CN1", "Ada", "Byron", "A1", "Amisys", "Domestic", "FL", "Appeals"]
    row[place] = damaged
    content = xlsx(ROSTER, row, formats={f"{chr(65 + place)}2": code})
    outcome = await load(database, demo_id, ROSTER_IMPORT, content)
    assert [(one.row, one.column) for one in outcome.rejected] == [(2, column)]
    assert await values(database, demo_id, "SELECT count(*) FROM resource") == [0]


@pytest.mark.parametrize(
    ("written", "cn"), [('=""00123""', "00123"), ("'00123", "00123"), ("12345.0", "12345"), ("CN1\u200e", "CN1")]
)
async def test_what_programs_put_around_an_identifier_is_taken_off_and_told(
    database: Database, demo_id: UUID, written: str, cn: str
) -> None:
    outcome = await load(database, demo_id, ROSTER_IMPORT, csv(ROSTER, [written, *PERSON]))
    assert (outcome.created, len(outcome.warnings)) == (1, 1)
    assert await values(database, demo_id, "SELECT cn FROM resource") == [cn]


async def test_an_unknown_encoding_is_warned_of_and_another_may_be_asked_for(database: Database, demo_id: UUID) -> None:
    content = csv(ROSTER, ["CN1", "Łukasz", "Żak", *PERSON[2:]], encoding="cp1250")
    outcome = await load(database, demo_id, ROSTER_IMPORT, content)
    assert "read as Windows-1252" in outcome.warnings[0]
    assert "£ukasz" in outcome.warnings[0]
    again = await load(database, demo_id, ROSTER_IMPORT, content, ReadAs(encoding="windows-1250"))
    assert (again.updated, again.warnings) == (1, [])
    assert await values(database, demo_id, "SELECT first_name FROM resource") == ["Łukasz"]
    with pytest.raises(InvalidInput, match="klingon"):
        await load(database, demo_id, ROSTER_IMPORT, content, ReadAs(encoding="klingon"))


@pytest.mark.parametrize("cn", ["", " ", "\u200b", "\u00ad", "\u200e"])
async def test_an_empty_identifier_is_rejected_with_its_row(database: Database, demo_id: UUID, cn: str) -> None:
    outcome = await load(database, demo_id, ROSTER_IMPORT, csv(ROSTER, [cn, *PERSON]))
    assert [(one.row, one.column, one.reason) for one in outcome.rejected] == [(2, "CN", "is missing")]


async def test_the_same_figures_in_text_and_numbers_make_the_same_forecast(ready: Database, demo_id: UUID) -> None:
    def rows(*figures: Any) -> Iterable[Sequence[Any]]:
        return [*FORECAST, *MONTHS], [*DEMAND, *figures]

    await load(ready, demo_id, FORECAST_IMPORT, xlsx(*rows(12.5, 1000, 2500, 1, 0, 12, 1234567)))
    for content in (
        csv(*rows("12.5", "1,000", "2,500", 1, 0, 12, "1,234,567"), delimiter=","),
        csv(*rows("12,5", "1.000", "2.500", 1, 0, 12, "1.234.567")),
        csv(*rows("12,5", "1 000", "2'500", 1, 0, 12, "1\u00a0234\u00a0567"), delimiter="\t", encoding="utf-16"),
        xlsx(*rows("12.50", "1000", "2,500", 1.0, "0", "12", "12,34,567")),
    ):
        assert (await load(ready, demo_id, FORECAST_IMPORT, content)).unchanged == 1
