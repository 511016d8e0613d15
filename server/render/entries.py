"""Rows that are to be typed: what a program says beside a cell, what it offers, and what it refuses."""

from typing import Any, Literal

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from services.shared.workbook import Entry, Layout, Misfits

MOST_TYPED = 10_000  # rows below the headers that are prepared
FIRST_DAY = "2"  # as spreadsheets count: what is earlier is a number that somebody mistook for a date
STYLES: dict[Misfits, Literal["stop", "warning"] | None] = {"refused": "stop", "asked": "warning", "taken": None}


def prepare_entries(sheet: Any, layout: Layout) -> None:
    """Give the columns of a sheet their formats, so that what is typed keeps its zeros, and their checks."""
    top = len(layout.notes) + len(layout.headers)
    for column, form in enumerate(layout.formats, start=1):
        if isinstance(form, str):
            sheet.column_dimensions[get_column_letter(column)].number_format = form
    for entry in layout.entries:
        letter = get_column_letter(entry.column)
        check = _check(entry)
        check.add(f"{letter}{top + 1}:{letter}{top + MOST_TYPED}")
        sheet.data_validations.append(check)


def _check(entry: Entry) -> DataValidation:
    condition = _condition(entry)
    style = STYLES[entry.misfits] if condition else None
    return DataValidation(
        type=entry.kind if condition else None,
        allow_blank=True,
        promptTitle=entry.title,
        prompt=entry.prompt,
        showInputMessage=True,
        showErrorMessage=style is not None,
        errorStyle=style,
        errorTitle=entry.title,
        error=entry.prompt,
        **condition,
    )


def _condition(entry: Entry) -> dict[str, Any]:
    if entry.kind == "list":
        return {"formula1": entry.list}
    if entry.kind == "date":
        return {"operator": "greaterThanOrEqual", "formula1": FIRST_DAY}
    if entry.least is not None and entry.most is not None:
        return {"operator": "between", "formula1": str(entry.least), "formula2": str(entry.most)}
    return {}
