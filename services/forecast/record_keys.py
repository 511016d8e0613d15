"""The key of a record in a workbook: which record of which report it is, and what it was when the workbook was made.

A workbook that comes back tells by it what was edited, and what somebody else changed meanwhile.
"""

from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from services.forecast.editing.changes import FIELDS, Cell, Line
from services.shared.calendar import MONTHS_IN_REPORT
from services.shared.returned_workbooks import opened, signed
from sheets.limits import LAST_ROW
from sheets.sheet import CellValue

LONGEST_REPORT = 7  # characters
CHANGED = "is no key of a record as a workbook has it; the key of the record's row, unchanged, is accepted"


class RecordKey(NamedTuple):
    """A record as a workbook was made of it: one of `rows`, in a row that is told where it is missing."""

    report: str
    rows: int
    demand_id: int
    version: int
    case_id: str
    target_cph: Decimal
    cells: tuple[Cell, ...]
    row: int = 0

    @classmethod
    def of(cls, line: Line, *, report: str, rows: int, row: int) -> "RecordKey":
        """The key of a line."""
        return cls(report, rows, line.demand_id, line.version, line.case_id, line.target_cph, line.cells, row)

    @property
    def text(self) -> str:
        """As it stands in a cell."""
        cells = [*map(list, self.cells)]
        values = [self.report, self.rows, self.demand_id, self.version, self.case_id, str(self.target_cph), cells]
        return signed([*values, self.row] if self.row else values)

    def before(self, line: Line) -> Line:
        """The line as it was then."""
        return line._replace(case_id=self.case_id, target_cph=self.target_cph, cells=self.cells)


def record_key(cell: CellValue) -> RecordKey:
    """The key that stands in a cell; raises ValueError for anything else."""
    values = opened(cell, refusal=CHANGED)
    try:
        report, rows, demand_id, version, case_id, cph, cells, *row = values
        whole = [rows, demand_id, version, *row, *(value for cell in cells for value in cell)]
        is_key = isinstance(report, str) and isinstance(case_id, str) and all(type(one) is int for one in whole)
        is_whole = is_key and [len(cell) for cell in cells] == [len(FIELDS)] * MONTHS_IN_REPORT
        is_of_sheet = is_whole and len(row) <= 1 and all(0 <= one <= LAST_ROW for one in (rows, *row))
        if is_of_sheet and len(report) <= LONGEST_REPORT and Decimal(cph).is_finite():
            was = tuple(Cell(*cell) for cell in cells)
            return RecordKey(report, rows, demand_id, version, case_id, Decimal(cph), was, *row)
    except (ValueError, TypeError, InvalidOperation):
        pass  # somebody made a digest of something else
    raise ValueError(CHANGED)
