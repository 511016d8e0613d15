"""A report's records as somebody sends them back."""

import csv
import io
from typing import Any

import openpyxl

from tests.support.api import Api

FIRST_FORECAST = 5  # after the names and the target CPH


async def returned_records(client: Api, **asked: Any) -> str:
    """The workbook of a report's records as CSV, in which one more is expected of the first record's first month."""
    response = await client.get("/api/v2/reports/records.xlsx", **asked)
    assert response.status_code == 200, response.text
    sheet = openpyxl.load_workbook(io.BytesIO(response.content))["Records"]
    _, headings, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    rows[0][FIRST_FORECAST] += 1
    written = io.StringIO()
    csv.writer(written).writerows([headings, *rows])
    return written.getvalue()
