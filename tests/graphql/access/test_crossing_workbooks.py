"""Workbooks of another tenant's, sent back: their keys are those of nobody, and nothing is told of whom they name."""

import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import httpx
import openpyxl
import orjson
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from services.shared.returned_workbooks import DIGEST, signed
from tests.support.api import Api, token
from tests.support.cluster import OTHER_TENANT
from tests.support.crossing import REPORT, seen
from tests.support.returned import FIRST_WEEK, Edit, edited, put, sent_back, workbook
from tests.support.twins import Twins

pytestmark = pytest.mark.asyncio(loop_scope="module")

RECORDS, WEEKS = "/api/v2/reports/records.xlsx", "/api/v2/reports/week-assignments.xlsx"
FIRST_RECORD, FIRST_PERSON = 3, 4  # the rows of the sheets
KEY_TEXT = re.compile(r'"value":"[0-9a-f]{12}\[.*?","reason"')
COMMIT = """mutation Commit($id: UUID!) {
    commitImport(previewId: $id, userNotes: "Why.") { updated historyLogId problems { message } } }"""
Values = list[Any]


def neighbours(twins: Twins) -> Api:
    return Api(twins.asks_for_theirs.http, token("ADMIN", tenant=OTHER_TENANT))


def keys_of(content: bytes, first: int) -> list[Values]:
    """What the keys of a sheet's rows hold."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    cells = [row[-1].value for row in sheet.iter_rows(min_row=first)]
    return [orjson.loads(str(cell)[DIGEST:]) for cell in cells]


async def stored(zelda: Api) -> list[list[Values]]:
    """What the neighbour has: every record and every week of theirs."""
    books = [(await workbook(zelda, path, report=REPORT.theirs), first)
             for path, first in ((RECORDS, FIRST_RECORD), (WEEKS, FIRST_PERSON))]  # fmt: skip
    return [keys_of(*book) for book in books]


def rekeyed(change: Callable[[Values], object], *, first: int, last: int | None = None) -> Edit:
    """Changes what the keys of rows hold, and signs them as they are signed."""

    def edit(sheet: Worksheet) -> None:
        for row in sheet.iter_rows(min_row=first, max_row=last):
            values = orjson.loads(str(row[-1].value)[DIGEST:])
            change(values)
            row[-1].value = signed(values)

    return edit


def placed(place: int, value: object) -> Callable[[Values], object]:
    return lambda values: values.__setitem__(place, value)


async def both(twins: Twins, kind: str, theirs: bytes, nobodys: bytes) -> httpx.Response:
    """The answer to a workbook that names what the neighbour has: that to one which names what nobody has."""
    one = await sent_back(twins.asks_for_theirs, kind, theirs)
    other = await sent_back(twins.asks_for_unknown, kind, nobodys)
    assert unkeyed(seen(one, REPORT)) == unkeyed(seen(other, REPORT))
    return one


def unkeyed(answer: tuple[int, dict[str, str], str]) -> tuple[int, dict[str, str], str]:
    """What is seen of an answer but for the keys that were sent, which it says again."""
    status, headers, body = answer
    return status, headers, KEY_TEXT.sub("…", body)


def unknown(id: int) -> int:
    """An id that nobody has, of as many digits."""
    assert str(id)[0] != "9"
    return int(f"9{str(id)[1:]}")


async def expect_nothing_done(twins: Twins, answer: httpx.Response) -> None:
    """A preview of it changes nothing, whoever commits it."""
    preview = answer.json()
    assert (preview["updated"], preview["changed_cells"]) == (0, [])
    done = (await twins.asks_for_theirs.ask(COMMIT, id=preview["id"]))["commitImport"]
    assert (done["updated"], done["historyLogId"], done["problems"]) == (0, None, [])


async def test_records_of_theirs_are_of_no_report(twins: Twins) -> None:
    zelda = neighbours(twins)
    before, content = await stored(zelda), await workbook(zelda, RECORDS, report=REPORT.theirs)
    edit = put("Target CPH", 77, FIRST_RECORD)
    nobodys = edited(content, edit, rekeyed(placed(0, REPORT.unknown), first=FIRST_RECORD))
    answer = await both(twins, "records", edited(content, edit), nobodys)
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_REQUEST")
    assert "there is no report" in answer.json()["message"]
    assert await stored(zelda) == before


async def test_a_record_of_theirs_among_ours_is_nobodys(twins: Twins) -> None:
    content = await workbook(twins.asks_for_theirs, RECORDS, state="FL")
    demand = keys_of(await workbook(neighbours(twins), RECORDS, report=REPORT.theirs), FIRST_RECORD)[0][2]
    edit = put("Target CPH", 77, FIRST_RECORD)
    books = [
        edited(content, edit, rekeyed(placed(2, id), first=FIRST_RECORD, last=FIRST_RECORD))
        for id in (demand, unknown(demand))
    ]
    answer = await both(twins, "records", *books)
    (bad,) = answer.json()["rejected"]
    assert (bad["row"], bad["column"]) == (FIRST_RECORD, "Record Key")
    await expect_nothing_done(twins, answer)


async def test_people_of_theirs_are_nobody(twins: Twins) -> None:
    zelda = neighbours(twins)
    before, content = await stored(zelda), await workbook(zelda, WEEKS, report=REPORT.theirs)
    week = str(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].cell(FIRST_PERSON - 1, FIRST_WEEK + 1).value)
    edit = put(week, None, FIRST_PERSON)
    nobodys = edited(content, edit, rekeyed(lambda key: placed(1, unknown(key[1]))(key), first=FIRST_PERSON))
    answer = await both(twins, "week-assignments", edited(content, edit), nobodys)
    rejected = answer.json()["rejected"]
    assert len(rejected) == len(keys_of(content, FIRST_PERSON)) > 0
    assert {bad["column"] for bad in rejected} == {"Row Key"}
    await expect_nothing_done(twins, answer)
    assert await stored(zelda) == before


async def test_demands_and_tiers_of_theirs_are_no_work_of_ours(twins: Twins) -> None:
    """A key that says of a week of ours what only they could have said of theirs."""
    content = await workbook(twins.asks_for_theirs, WEEKS, month_to="2025-06")
    runs = [run for key in keys_of(await workbook(neighbours(twins), WEEKS, report=REPORT.theirs), FIRST_PERSON)
            for run in key[4] if run[2:]]  # fmt: skip
    demand, tier = runs[0][2:4]
    weeks = sum(run[0] for run in keys_of(content, FIRST_PERSON)[0][4])
    people, offered = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    heading, asked = str(people.cell(FIRST_PERSON - 1, FIRST_WEEK + 1).value), offered["A2"].value

    def book(*work: Any) -> bytes:
        change = placed(4, [[weeks, "What it said", *work]])
        edits = rekeyed(change, first=FIRST_PERSON, last=FIRST_PERSON), put(heading, asked, FIRST_PERSON)
        return edited(content, *edits)

    for theirs, nobodys in (
        ((demand, tier, 1.0), (unknown(demand), unknown(tier), 1.0)),
        ((demand, tier, "nan"), (unknown(demand), tier, "nan")),
    ):
        answer = await both(twins, "week-assignments", book(*theirs), book(*nobodys))
        (bad,) = answer.json()["rejected"]
        assert bad["row"] == FIRST_PERSON
        assert "was What it said and is " in bad["reason"]
        await expect_nothing_done(twins, answer)


MADE_BY_HAND: Sequence[tuple[str, str, int, Callable[[Values], object]]] = [
    *(("records", RECORDS, FIRST_RECORD, placed(place, value))
      for place, value in ((0, ""), (0, "2025-99"), (0, "\x00"), (1, 2**62), (1, -1), (2, -1), (2, 2**62), (3, 2**62),
                           (4, "x" * 3_000), (5, "1E+99999"), (5, "nan"), (5, ""), (6, []), (6, [[2**62] * 4] * 6),
                           (7, 2**62), (7, -5))),
    *(("week-assignments", WEEKS, FIRST_PERSON, placed(place, value))
      for place, value in ((0, 2**62), (0, -1), (1, 0), (1, -1), (1, 2**62), (2, []), (2, ["x" * 3_000] * 7),
                           (3, [2050, 53]), (3, [2020, 1]), (3, [0, 0]), (4, []), (4, [[1, ""]]), (4, [[2**62, ""]]),
                           (4, [[4, "x" * 3_000, 2**62, 2**62, "inf"]]), (4, [[4, "x", -1, -1, [1]]]))),
]  # fmt: skip


@pytest.mark.parametrize("last", [False, True], ids=["every row", "one row"])
async def test_a_key_that_was_made_by_hand_is_refused_or_changes_nothing(twins: Twins, last: bool) -> None:
    contents = {path: await workbook(twins.asks_for_theirs, path, **narrow) for path, narrow in
                ((RECORDS, {"state": "FL"}), (WEEKS, {"month_to": "2025-06", "state": "FL"}))}  # fmt: skip
    for kind, path, first, change in MADE_BY_HAND:
        made = edited(contents[path], rekeyed(change, first=first, last=first if last else None))
        answer = await sent_back(twins.asks_for_theirs, kind, made)
        assert answer.status_code in (200, 400), answer.text
        if answer.status_code == 200:
            assert (answer.json()["updated"], answer.json()["changed_cells"]) == (0, [])
