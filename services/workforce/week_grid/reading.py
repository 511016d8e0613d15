"""Reading a grid that came back: what was edited in each row, and what is wrong with it, cell by cell."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from db.freeing import FreedInPieces
from db.workforce.rows import HeldWeekRow, PersonRow
from services.shared.calendar import Week
from services.shared.imports import CellChange, Record, text_of
from services.shared.returned_workbooks import change_of, note_formulas, places_of
from services.shared.text import key as match_key
from services.workforce.week_grid.columns import KEY, NAMES, heading
from services.workforce.week_grid.row_keys import RowKey, row_key
from services.workforce.week_grid.words import WeekWords, WeekWork
from services.workforce.week_grid.workbook import HeldWeeks, work_of
from sheets.columns import letters
from sheets.sheet import CellValue, SheetRow

COLUMNS = {**{name: (title,) for name, title in NAMES.items()}, "key": (KEY,)}
UNKNOWN = "is of nobody who is there; a workbook made anew has those who are"
SHOWN, LONGEST = 60, 300  # characters of a cell in a reason, and of what it said


class WeekEdit(NamedTuple):
    """A cell that asks for something else than a week holds: its place, what is held now, and what is asked."""

    change: CellChange
    week: Week
    now: HeldWeekRow | None
    asked: WeekWork | None


class ReturnedWeeks(NamedTuple):
    """A row of a grid: the key it has, whose it is, and what is edited in it; nobody's where it is not read."""

    record: Record
    key: RowKey | None
    person: PersonRow | None = None
    edits: Sequence[WeekEdit] = ()


class GridReader(FreedInPieces):
    """Reads rows of a grid of some weeks; what people hold in them is its own."""

    def __init__(
        self,
        weeks: Sequence[Week],
        headers: Sequence[CellValue],
        *,
        people: Mapping[int, PersonRow],
        held: HeldWeeks,
        words: WeekWords,
        formulas: Collection[str],
    ) -> None:
        self._weeks, self._headers = list(weeks), headers
        self._people, self._held, self._words = people, held, words
        self._formulas = formulas
        self._places = places_of(headers, [heading(week) for week in weeks])

    @property
    def columns(self) -> set[str]:
        """The headings of the weeks, as the file writes them."""
        return {str(self._headers[place]) for place in self._places}

    def read(self, record: Record, row: SheetRow) -> ReturnedWeeks:
        """A row; what is wrong with it is noted."""
        note_formulas(record, row, self._headers, formulas=self._formulas)
        key = record.read("key", row_key)
        if key is None:
            return ReturnedWeeks(record, None)
        if key.weeks != self._weeks:
            told = f"{self._weeks[0].value} to {self._weeks[-1].value}"
            record.fault(f"is of other weeks than the rows before; those of {told} are accepted", name="key")
            return ReturnedWeeks(record, key)
        if (person := self._people.get(key.resource_id)) is None:
            record.fault(UNKNOWN, name="key")
            return ReturnedWeeks(record, key)
        self._check_names(record, row, key)
        edits = [edit for number in range(len(self._weeks)) if (edit := self._edit(record, row, key, number))]
        return ReturnedWeeks(record, key, person, edits)

    def _check_names(self, record: Record, row: SheetRow, key: RowKey) -> None:
        for name, was in zip(NAMES, key.told, strict=True):
            if match_key(text_of(row.cells[record.place(name)]) or "") != match_key(was):
                record.fault(f"is not what the row is of; {was[:SHOWN] or 'nothing'} is accepted", name=name)

    def _edit(self, record: Record, row: SheetRow, key: RowKey, number: int) -> WeekEdit | None:
        """What a cell asks for; None where it is as it was, says what the week holds, or cannot be."""
        place, week, held = self._places[number], self._weeks[number], key.held[number]
        cell = row.cells[place]
        header, at = str(self._headers[place]), f"{letters(place)}{row.number}"
        if at in self._formulas or match_key(text_of(cell) or "") == match_key(held.text):
            return None
        try:
            asked = None if text_of(cell) is None else self._words.read(record.at(place))
        except ValueError as error:
            record.fault_in(header, cell, f"{error} in {at}")
            return None
        now = self._held.get((key.resource_id, week))
        if asked in (held.work, stands := work_of(now)):
            return None
        if stands != held.work:
            # In the key's words: nobody says that what it names is ours, or is there.
            was, is_now = held.text[:LONGEST] or "nothing", self._words.told(stands) or "nothing"
            told = f"has changed since the workbook was made in {at}: was {was} and is {is_now}"
            record.fault_in(header, cell, f"{told}; one made anew is accepted")
            return None
        change = change_of(self._headers, row, place, self._words.told(stands) or None, self._words.told(asked) or None)
        return WeekEdit(change, week, now, asked)
