"""A tenant that has imported nothing yet gets every report, empty and of the same shape."""

import csv
import io
from typing import Any

import openpyxl
import pytest

from resolvers.forecast.report_arguments import REPORT
from server.render.flat import NESTED, Format
from server.rest.reports import PREFIX
from server.rooms import HOUSE
from services.shared.report import FlatReport, Report
from tests.conftest import Client
from tests.rest.test_openapi import expect_as_described
from tests.support.report_arguments import understood
from tests.support.workbook_lint import faults

TABLES = [report for report in HOUSE.reports if isinstance(report, FlatReport)]
PATHS = [report.path for report in TABLES]
OTHERS = [
    *((report.path, {}) for report in HOUSE.reports if not isinstance(report, FlatReport)),
    *((report.path, {"format": NESTED}) for report in TABLES if report.nested is not None),
]


def _names_a_report(report: Report) -> bool:
    return any(argument.name == REPORT.name for argument in report.arguments)


SINCE: tuple[dict[str, Any], ...] = ({}, {"updated_since": "2025-01-01"}, {"limit": 3}, {"state": ["FL", "ZZ"]})


@pytest.mark.parametrize("asked", SINCE, ids=str)
@pytest.mark.parametrize("path", PATHS)
async def test_a_table_has_its_columns_and_no_rows(sample_client: Client, path: str, asked: dict[str, Any]) -> None:
    columns = (await sample_client("REPORTING").get(PREFIX + path, limit=1)).json()["columns"]
    client = sample_client("REPORTING", tenant="other")
    for form in Format if not asked else [one for one in Format if one != Format.XLSX]:  # which are slow to read
        answer = await client.get(PREFIX + path, format=form, **understood(path, asked))
        expect_as_described(answer, PREFIX + path)
        assert answer.status_code == 200
        assert "next" not in answer.links
        assert answer.headers["next-updated-since"]
        assert columns_of(answer.content, form) in (columns, None)
        assert (
            await client.http.get(answer.url, headers={**client.headers, "If-None-Match": answer.headers["etag"]})
        ).status_code == 304


def columns_of(content: bytes, form: str) -> list[str] | None:
    """The columns of a table without rows; None where its form has none without rows."""
    match form:
        case Format.CSV:
            (line,) = csv.reader(io.StringIO(content.decode()))
            return line
        case Format.XLSX:
            assert faults(content) == []
            sheet = openpyxl.load_workbook(io.BytesIO(content)).active
            (row,) = sheet.iter_rows(values_only=True)  # type: ignore[union-attr]
            return [str(cell) for cell in row]
        case Format.JSON:
            import orjson

            said = orjson.loads(content)
            assert said["rows"] == []
            return list(said["columns"])
    assert content in (b"", b"[]")
    return None


@pytest.mark.parametrize(("path", "asked"), OTHERS, ids=str)
async def test_other_forms_are_empty_and_of_the_same_shape(
    sample_client: Client, path: str, asked: dict[str, Any]
) -> None:
    full = await sample_client("REPORTING").get(PREFIX + path, **asked)
    answer = await sample_client("REPORTING", tenant="other").get(PREFIX + path, **asked)
    assert answer.status_code == 200, answer.text
    expect_as_described(answer, PREFIX + path)
    if answer.headers["content-type"] == "application/json":
        assert set(answer.json()) == set(full.json())
        assert not any(answer.json()[name] for name in ("categories", "months", "rows") if name in answer.json())
    else:
        assert faults(answer.content) == []
        books = [openpyxl.load_workbook(io.BytesIO(one.content)) for one in (full, answer)]
        shown = [[sheet.title for sheet in book if sheet.sheet_state == "visible"] for book in books]
        assert shown[0] == shown[1]  # the lists of words to choose from, hidden, are there where there are words


@pytest.mark.parametrize("argument", ["report", "against"])
@pytest.mark.parametrize("path", [report.path for report in HOUSE.reports if _names_a_report(report)])
async def test_a_report_that_is_named_and_is_not_there_is_refused(
    sample_client: Client, path: str, argument: str
) -> None:
    if argument == "against" and path != "/comparison":
        return
    other = await sample_client("REPORTING", tenant="other").get(PREFIX + path, **{argument: "2025-04"})
    assert other.status_code == 400
    assert "import a forecast first" in other.json()["message"]
    unknown = await sample_client("REPORTING").get(PREFIX + path, **{argument: "2025-05"})
    assert unknown.status_code == 400
    assert "accepted: 2025-04, 2025-03" in unknown.json()["message"]
