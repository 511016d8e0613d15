"""Uploaded spreadsheets: read safely in a child process, their headers matched, their cells understood.

It knows nothing of what is in them. `sheets.read` reads a file within `sheets.limits`, `sheets.columns` matches its
headers, `sheets.cells` has the parsers of cells. What is imported here is light: the child, too, begins with it.
"""

from sheets._errors import Unreadable
from sheets._signs import JOINERS, is_seen
from sheets._tidy import shown
from sheets.sheet import CellValue, Sheet, SheetRow

__all__ = ["JOINERS", "CellValue", "Sheet", "SheetRow", "Unreadable", "is_seen", "shown"]
