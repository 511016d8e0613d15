"""Workbooks of ours as somebody edits them and sends them back."""

import csv
import io
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import httpx
import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.api import Api

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IMPORTS = "/api/v2/imports"
NO_HEADERS: Mapping[str, str] = MappingProxyType({})
FIRST_FORECAST = 5  # after the names and the target CPH
FIRST_WEEK = 7  # after who somebody is
FEW = 5  # rows among which the headings are
Edit = Callable[[Worksheet], object]


def edited(content: bytes, *edits: Edit) -> bytes:
    """A workbook as somebody saves it after some edits of its first sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for edit in edits:
        edit(book.worksheets[0])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def put(heading: str, value: object, row: int) -> Edit:
    """Puts a value below a heading."""

    def edit(sheet: Worksheet) -> None:
        sheet.cell(row, column_of(sheet, heading)).value = value  # type: ignore[assignment]

    return edit


def column_of(sheet: Worksheet, heading: str) -> int:
    """The column (from 1) below a heading."""
    return next(cell.column for row in sheet.iter_rows(max_row=FEW) for cell in row if cell.value == heading)


async def workbook(client: Api, path: str, **asked: Any) -> bytes:
    """A workbook of ours."""
    response = await client.get(path, **asked)
    assert response.status_code == 200, response.text
    return bytes(response.content)


async def sent_back(
    client: Api, kind: str, content: bytes, *, media_type: str = WORKBOOK, **more: Any
) -> httpx.Response:
    """The answer of REST to a workbook that is sent back."""
    headers = {**client.headers, "Content-Type": media_type, **more.pop("headers", {})}
    return await client.http.post(f"{IMPORTS}/{kind}", content=content, headers=headers, params=more)


async def returned_records(client: Api, **asked: Any) -> str:
    """The workbook of a report's records as CSV, in which one more is expected of the first record's first month."""
    content = await workbook(client, "/api/v2/reports/records.xlsx", **asked)
    _, headings, *rows = _cells(content)
    rows[0][FIRST_FORECAST] += 1
    return _written([headings, *rows])


async def returned_weeks(client: Api, **asked: Any) -> str:
    """The grid of week assignments as CSV, in which the first week that somebody is assigned in is empty."""
    content = await workbook(client, "/api/v2/reports/week-assignments.xlsx", **asked)
    _, _, headings, *rows = _cells(content)
    row, place = next((row, place) for row in rows for place in range(FIRST_WEEK, len(row) - 1) if row[place])
    row[place] = None
    return _written([headings, *rows])


def _cells(content: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def _written(rows: list[list[Any]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()
