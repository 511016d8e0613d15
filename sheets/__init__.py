"""Uploaded spreadsheets: read safely in a child process, their headers matched, their cells understood.

It knows nothing of what is in them. What is imported here is for everybody; `sheets.cells` has the parsers of cells.
"""

from sheets.columns import ColumnMatch, match_columns
from sheets.errors import Unreadable
from sheets.sheet import CellValue, Sheet, SheetRow
from sheets.tidy import shown

__all__ = ["CellValue", "ColumnMatch", "Sheet", "SheetRow", "Unreadable", "match_columns", "shown"]
