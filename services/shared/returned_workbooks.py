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
from services.shared.imports import CellChange, ImportOutcome, Record, Records
from services.shared.reading_warnings import NEVER_CALCULATED, OUTDATED
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


class ReturnedRecord(Record):
    """A row that came back: what is wrong with one of its columns is told with the cell, and once."""

    __slots__ = ()

    def fault(self, reason: str, *, name: str | None = None) -> None:
        """Note what is wrong with the row, or with one of its columns."""
        at = f" in {letters(self.place(name))}{self.number}" if name is not None and self.has(name) else ""
        if name is None or not self.faults_in(self.header(name)):
            super().fault(reason + at, name=name)

    def fault_in(self, header: str, cell: CellValue, reason: str) -> None:
        """Note what is wrong with a column that has no name of its own."""
        if not self.faults_in(header):
            super().fault_in(header, cell, reason)

    def faults_in(self, header: str) -> bool:
        """Whether something is wrong with a column: what a formula is not is no matter."""
        return any(noted == header for noted, *_ in self._faults)


class ReturnedRecords(Records):
    """The rows of a workbook that came back."""

    record = ReturnedRecord


def refuse_unreadable(sheet: Sheet) -> None:
    """Raise InvalidInput for merged cells, which show what is not in them, and more formulas than are known by name."""
    if sheet.reading.merged:
        told = f"cells are merged, the first are {sheet.reading.first_merged or 'some'}"
        raise InvalidInput(told, ("file",), accepted="cells that are not merged: one value in each")
    if sheet.reading.formulas > len(sheet.reading.formula_cells):
        first = next(iter(sheet.reading.formula_cells), "one of them")
        told = f"{sheet.reading.formulas:,} cells are formulas, the first is {first}"
        raise InvalidInput(told, ("file",), accepted="typed values")


def note_formulas(record: Record, row: SheetRow, headers: Sequence[CellValue], *, formulas: Collection[str]) -> None:
    """Note the cells of a row that are formulas."""
    if not formulas:
        return
    for place, header in enumerate(headers):
        if (cell := f"{letters(place)}{row.number}") in formulas:
            record.fault_in(str(header), row.cells[place], f"is a formula; a typed value is accepted in {cell}")


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


def nothing_returned(records: Records, warning: str) -> ImportOutcome:
    """The outcome of a workbook of no rows, as one is made where nothing is chosen."""
    outcome = ImportOutcome()
    records.describe(outcome)
    tell_returned(outcome, (), made_with=0, keys=0, others=())
    outcome.warnings.append(warning)
    return outcome


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
    needless = (HIDDEN_KEY, NEVER_CALCULATED, OUTDATED)
    outcome.warnings = [warning for warning in outcome.warnings if not any(one in warning for one in needless)]
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
