"""Read an uploaded spreadsheet, an .xlsx workbook or a .csv file, without trusting a byte of it."""

from pathlib import PurePath

from sheets._errors import Unreadable
from sheets._reader import read_apart
from sheets.limits import ACCEPTED, MIB, SheetLimits
from sheets.sheet import Sheet

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OLE = b"\xd0\xcf\x11\xe0"
DEFAULTS = SheetLimits()


async def read_sheet(content: bytes, *, filename: str, limits: SheetLimits = DEFAULTS) -> Sheet:
    """The first worksheet that has data, or the CSV: its header row and the rows below, blank rows left out.

    A row's number is the one a spreadsheet program shows: in CSV, the number of its record, where a blank line counts
    and a line break inside quotes does not. Every row has as many cells as there are headers; values right of the last
    header are left out. Cells of a workbook are str, int (whole numbers), float, bool, date, datetime or None; error
    cells are text such as "#N/A", times and durations are text, formulas are the value they were saved with. Cells of
    CSV are str or None.

    The file is parsed in a child process bounded in memory and time, killed when the caller is cancelled. Raises
    Unreadable for anything that cannot be read within `limits`.
    """
    kind = kind_of(content, filename=filename, limits=limits)
    return await read_apart(content, kind=kind, limits=limits)


def kind_of(content: bytes, *, filename: str, limits: SheetLimits) -> str:
    """ "xlsx" or "csv", by name and content, which must agree; raises Unreadable otherwise."""
    if len(content) > limits.upload:
        raise Unreadable("the file is too large", accepted=f"at most {limits.upload // MIB} MiB")
    if not content:
        raise Unreadable("the file is empty", accepted=ACCEPTED)
    suffix = PurePath(filename).suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise Unreadable("files of this kind are not read", accepted=ACCEPTED)
    if content.startswith(OLE):
        raise Unreadable("the file is an old .xls workbook or protected by a password", accepted=ACCEPTED)
    if suffix == ".xlsx" and not content.startswith(ZIP):
        raise Unreadable("the file is named .xlsx but is not a workbook", accepted=ACCEPTED)
    if suffix == ".csv" and content.startswith((ZIP, EMPTY_ZIP)):
        raise Unreadable("the file is named .csv but is a workbook or another zip", accepted=ACCEPTED)
    return suffix[1:]
