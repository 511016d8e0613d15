"""Workbooks that are made here, edited and sent back: keys that tell damage, formulas, rows and columns that are gone.

Each row carries in a hidden last column what it is of and what it was. So what was edited is told from what somebody
else changed meanwhile. A key carries its own digest, so that one that was changed by accident is noticed; nothing of it
is believed that the database does not confirm.
"""

from collections.abc import Collection, Sequence
from hashlib import sha256
from typing import Any

import orjson

from services.shared.errors import InvalidInput
from services.shared.imports import CellChange, ImportOutcome, Record
from services.shared.text import some
from sheets.cells import plain
from sheets.columns import letters, normal
from sheets.sheet import CellValue, Sheet, SheetRow

DIGEST = 12  # characters
HIDDEN_KEY = "hidden columns are read like the others"  # the key's is meant to be
MOST_CHANGES = 5_000  # cells that a preview lists


def signed(values: Sequence[Any]) -> str:
    """Values that JSON can hold, as they stand in the cell of a key."""
    told = orjson.dumps(values).decode()
    return _digest(told) + told


def opened(cell: CellValue, *, refusal: str) -> Any:
    """The values of a key; raises ValueError with a refusal where the cell is not as it was written."""
    text = (plain(cell) if isinstance(cell, str) else None) or ""
    digest, told = text[:DIGEST], text[DIGEST:]
    if digest != _digest(told):
        raise ValueError(refusal)
    try:
        return orjson.loads(told)
    except ValueError:
        raise ValueError(refusal) from None  # somebody made a digest of something else


def refuse_many_formulas(sheet: Sheet, *, accepted: str) -> None:
    """Raise InvalidInput for more formulas than are known by name."""
    if sheet.reading.formulas > len(sheet.reading.formula_cells):
        first = next(iter(sheet.reading.formula_cells), "one of them")
        told = f"{sheet.reading.formulas:,} cells are formulas, the first is {first}"
        raise InvalidInput(told, ("file",), accepted=accepted)


def note_formulas(
    record: Record, row: SheetRow, headers: Sequence[CellValue], *, formulas: Collection[str], accepted: str
) -> None:
    """Note the cells of a row that are formulas."""
    if not formulas:
        return
    for place, header in enumerate(headers):
        if (cell := f"{letters(place)}{row.number}") in formulas:
            record.fault_in(str(header), row.cells[place], f"is a formula; {accepted} is accepted in {cell}")


def places_of(headers: Sequence[CellValue], wanted: Sequence[str]) -> list[int]:
    """The column (from 0) that each heading has; raises InvalidInput naming those missing, or there twice."""
    places: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        places.setdefault(normal(header), []).append(place)
    found = [places.get(normal(heading), []) for heading in wanted]
    faults = [
        f"{heading} is {'missing' if not stand else 'there twice'}"
        for heading, stand in zip(wanted, found, strict=True)
        if len(stand) != 1
    ]
    if faults:
        raise InvalidInput("; ".join(faults), ("file",), accepted="the columns that the workbook was made with")
    return [stand[0] for stand in found]


def change_of(
    headers: Sequence[CellValue], row: SheetRow, place: int, before: object | None, after: object | None
) -> CellChange:
    """A cell that is edited, by its column (from 0)."""
    was, becomes = (None if value is None else str(value) for value in (before, after))
    return CellChange(row.number, str(headers[place]), f"{letters(place)}{row.number}", was, becomes)


def tell_returned(
    outcome: ImportOutcome,
    changes: Sequence[CellChange],
    *,
    made_with: int,
    keys: int,
    others: Sequence[str],
    gone: Sequence[str] = (),
) -> None:
    """Say in an outcome which cells change, and of how many rows the workbook had that are not there any more.

    `keys` is how many were read, of `made_with`; `others` names what there is beside them, which are those rows if they
    are as many; `gone` are the numbers that those rows had, where that is known.
    """
    outcome.changed_cells = list(changes[:MOST_CHANGES])
    if (more := len(changes) - MOST_CHANGES) > 0:
        outcome.warnings.append(f"{more:,} more cells change than are listed")
    outcome.warnings = [warning for warning in outcome.warnings if not warning.startswith(HIDDEN_KEY)]
    if (lacking := made_with - keys) > 0:
        rows = f"{lacking:,} row{'' if lacking == 1 else 's'}"
        whole = f": {some(others)}" if len(others) == lacking else ""
        numbers = f" (row{'' if len(gone) == 1 else 's'} {some(gone)} as it was made)" if gone else ""
        outcome.warnings.append(
            f"{rows} of the workbook {'is' if lacking == 1 else 'are'} not there any more{numbers}, and what stood"
            f" there stays as it is{whole}"
        )


def _digest(told: str) -> str:
    return sha256(told.encode()).hexdigest()[:DIGEST]
