"""How large an uploaded file may be, packed and unpacked, and what its reading may cost."""

from typing import NamedTuple

MIB = 1024 * 1024
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # of any spreadsheet program
ACCEPTED = "an .xlsx workbook or a .csv file"


class SheetLimits(NamedTuple):
    """Bounds of one reading; sizes in bytes, `seconds` of wall time.

    `rows` are data rows below a header in row 1, so row number `rows` + 1 is the last one read. `cells` bounds rows
    × columns of the filled area, which the reader holds densely. `output` bounds what comes back to the server.
    """

    rows: int = 200_000
    columns: int = 256
    cells: int = 4_000_000
    upload: int = 10 * MIB
    unpacked: int = 200 * MIB
    entries: int = 2_000
    ratio: int = 250
    output: int = 64 * MIB
    memory: int = 512 * MIB
    seconds: float = 30.0
