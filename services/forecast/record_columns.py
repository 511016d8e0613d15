"""The columns of a workbook of records: those that it is made with, and those that are read when it comes back."""

from typing import NamedTuple

from db.shared.bounds import TARGET_CPH, Bound
from services.forecast.editing.checks import PEOPLE, VOLUMES

NAMES = {"main_lob": "Main LOB", "state": "State", "case_type": "Case Type", "case_id": "Case ID"}
CPH, KEY = "Target CPH", "Record Key"
ABOVE = 2  # rows stand above the records as the workbook is made: a note, and the headings


class Figure(NamedTuple):
    """A figure of each month: its heading beside the month's label, and its bound where it may be edited."""

    heading: str
    bound: Bound | None = None


FIGURES = {
    "forecast": Figure("Forecast", VOLUMES),
    "fte_req": Figure("FTE Required"),
    "fte_avail": Figure("FTE Available", PEOPLE),
    "capacity": Figure("Capacity"),
}
"""By the names of a cell's fields, in their order."""
CPH_BOUND = TARGET_CPH


def heading(label: str, name: str) -> str:
    """ "Jun-25 Forecast"."""
    return f"{label} {FIGURES[name].heading}"
