"""Read an uploaded spreadsheet, an .xlsx workbook or a .csv file, without trusting a byte of it."""

from pathlib import PurePath

from sheets._errors import Unreadable
from sheets._kinds import EMPTY_ZIP, ZIP, kind_of_content
from sheets._reader import read_apart
from sheets._table import NO_HEADINGS
from sheets.columns import Headings
from sheets.encodings import known_encoding
from sheets.limits import ACCEPTED, MIB, SheetLimits
from sheets.sheet import Sheet

DEFAULTS = SheetLimits()


async def read_sheet(
    content: bytes,
    *,
    filename: str,
    limits: SheetLimits = DEFAULTS,
    headings: Headings = NO_HEADINGS,
    encoding: str | None = None,
) -> Sheet:
    """The first worksheet with the required headings, or the CSV: its header row, and the rows below it.

    Headings are looked for in the first rows of each worksheet, visible ones first; without any that are required, the
    first row of the first worksheet with data is the header. A CSV is read in the `encoding` that is asked for, which a
    workbook has no use for.

    A row's number is the one a spreadsheet program shows: in CSV, the number of its record, where a blank line counts
    and a line break inside quotes does not. Every row has as many cells as there are headers; values right of the last
    header are left out. Cells of a workbook are str, int (whole numbers), float, bool, date, datetime or None; error
    cells are text such as "#N/A", times and durations are text, formulas are the value they were saved with,
    NOT_CALCULATED where they have none. Cells of CSV are str or None.

    The file is parsed in a child process bounded in memory and time, killed when the caller is cancelled. Raises
    Unreadable for anything that cannot be read within `limits`.
    """
    if encoding is not None:
        known_encoding(encoding)
    kind = kind_of(content, filename=filename, limits=limits)
    return await read_apart(content, kind=kind, limits=limits, headings=headings, encoding=encoding)


def kind_of(content: bytes, *, filename: str, limits: SheetLimits) -> str:
    """ "xlsx" or "csv", by name and content, which must agree; raises Unreadable otherwise, saying what the file is."""
    if len(content) > limits.upload:
        raise Unreadable("the file is too large", accepted=f"at most {limits.upload // MIB} MiB")
    if not content:
        raise Unreadable("the file is empty", accepted=ACCEPTED)
    suffix = PurePath(filename).suffix.lower()
    is_zip = content.startswith((ZIP, EMPTY_ZIP))
    other = None if is_zip else kind_of_content(content)
    if suffix not in (".xlsx", ".csv"):
        named = f": this one is named {suffix[:20]}" if suffix else ""
        raise Unreadable(
            f"files of this kind are not read{named}{f' and is {other}' if other else ''}", accepted=ACCEPTED
        )
    if other is not None:
        raise Unreadable(f"the file is named {suffix} but is {other}", accepted=ACCEPTED)
    if suffix == ".xlsx" and not is_zip:
        raise Unreadable(
            "the file is named .xlsx but is not a workbook; it seems to be text",
            accepted=f"{ACCEPTED}; text with delimiters is named .csv",
        )
    if suffix == ".csv" and is_zip:
        raise Unreadable("the file is named .csv but is a workbook or another zip", accepted=ACCEPTED)
    return suffix[1:]
