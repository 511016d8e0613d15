"""Templates filled in as people do it: the example is copied below the headings, and the file is saved."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl


def example_of(content: bytes) -> dict[str, Any]:
    """The example of a template, by heading."""
    sheet = openpyxl.load_workbook(io.BytesIO(content))["How to fill in"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    (top,) = (place for place, row in enumerate(rows) if row[0] == "Column")
    return {str(row[0]): row[-1] for row in rows[top + 1 :]}


def filled_in(content: bytes, *changes: dict[str, Any]) -> bytes:
    """A template with a row for each of some changes of its example; with the example alone where there are none."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet, example = book.worksheets[0], example_of(content)
    headings = [cell.value for cell in sheet[1]]
    for number, change in enumerate(changes or ({},), start=2):
        for column, heading in enumerate(headings, start=1):
            sheet.cell(number, column).value = (example | change)[heading]
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def lists_of(content: bytes) -> dict[str, Sequence[Any]]:
    """The words that the cells of a template offer, by the name of their range."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = {}
    for name, range_ in book.defined_names.items():
        ((title, cells),) = range_.destinations
        found[name] = [row[0].value for row in book[title][cells]] if ":" in cells else [book[title][cells].value]
    return found
