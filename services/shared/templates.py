"""What a kind of file looks like to whoever fills one in: each column in words, with an example and its word list."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from db.engine import ReadSession
from db.shared.bounds import Bound
from db.shared.enums import TermKind
from db.shared.terms import words_of
from services.shared.calendar import MONTH_NAMES, Month
from services.shared.main_lob import LOCALITIES as ACCEPTED_LOCALITIES
from services.shared.states import ACCEPTED as ACCEPTED_STATES
from services.shared.states import NO_STATE, STATE_NAMES
from services.shared.table import ColumnType

MOST_WORDS = 5_000
"""Of a list that a cell offers; a longer one is cut."""
SEPARATOR = "|"  # between the words of a cell that takes several

FindWords: TypeAlias = Callable[[ReadSession, date, int], Awaitable[Sequence[str]]]
"""Finds the tenant's words as of a day, so many at most."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """A list that a cell offers: `fixed` words, or those that a tenant has.

    `name` is what the workbook calls it. Where it `is_closed`, nothing else is accepted; `accepted` says in words what
    is, where that is not the list.
    """

    name: str
    accepted: str = ""
    fixed: Sequence[str] = ()
    find: FindWords | None = None
    is_closed: bool = False


@dataclass(frozen=True, kw_only=True)
class TemplateColumn:
    """A column: what it says, in which unit, what is accepted, and an example, or what makes one of today.

    `accepted` follows from type, bound and words where it is not told. A cell that `takes_several` has words between
    bars. The first word that a tenant has is the example, unless the example has to fit another one.
    """

    about: str
    example: Any
    type: ColumnType = ColumnType.TEXT
    unit: str = ""
    accepted: str = ""
    bound: Bound | None = None
    words: Words | None = None
    takes_several: bool = False
    is_year: bool = False
    keeps_example: bool = False

    def example_of(self, words: Sequence[str], today: date) -> Any:
        """The example, of the tenant's words where it has some."""
        if self.words is not None and self.words.find is not None and words and not self.keeps_example:
            return SEPARATOR.join(words[:2]) if self.takes_several else words[0]
        return self.example(today) if callable(self.example) else self.example

    @property
    def takes(self) -> str:
        """What is accepted, in words."""
        return self.accepted or self._takes_by_type

    @property
    def _takes_by_type(self) -> str:
        if self.words is not None:
            which = f"one of {', '.join(self.words.fixed)}" if self.words.fixed else "a word of the list"
            which = self.words.accepted or which + ("" if self.words.is_closed else ", or another")
            return which + (f"; several with {SEPARATOR} between them" if self.takes_several else "")
        kind = _KINDS[self.type]
        return kind if self.bound is None else f"{kind}, {self.bound.accepted}"


_KINDS = {
    ColumnType.TEXT: "text of at most 200 characters",
    ColumnType.INTEGER: "a whole number",
    ColumnType.NUMBER: "a number",
    ColumnType.DECIMAL: "a number",
    ColumnType.DATE: "a date, such as 2025-06-01",
}


@dataclass(frozen=True, kw_only=True)
class MonthColumns:
    """Columns that a month heads each: which months, and what stands in all of them."""

    months: Callable[[ReadSession | None, date], Awaitable[Sequence[Month]]]
    column: TemplateColumn


@dataclass(frozen=True, kw_only=True)
class Template:
    """A file of some kind, to be filled in: a sheet's title, and its columns by the fields that headings name.

    They stand in the order of the headings. `note` is whatever else somebody should know.
    """

    title: str
    columns: Mapping[str, TemplateColumn]
    note: str = ""
    months: MonthColumns | None = None


def words_of_kind(name: str, kind: TermKind) -> Words:
    """The words of a tenant's vocabulary; a file may bring others."""

    async def find(session: ReadSession, _: date, most: int) -> Sequence[str]:
        return await words_of(session, kind, most=most)

    return Words(name=name, find=find)


def next_month(today: date) -> Month:
    """The month after a day's."""
    return Month(today.year, today.month).plus(1)


MAIN_LOBS = words_of_kind("main_lobs", TermKind.MAIN_LOB)
CASE_TYPES = words_of_kind("case_types", TermKind.CASE_TYPE)
PLATFORMS = words_of_kind("platforms", TermKind.PLATFORM)
LOCATIONS = words_of_kind("locations", TermKind.LOCATION)
DEPARTMENTS = words_of_kind("departments", TermKind.DEPARTMENT)
STAGES = words_of_kind("stages", TermKind.STAGE)
STATES = Words(name="states", fixed=[*STATE_NAMES, NO_STATE], accepted=ACCEPTED_STATES)
MONTHS = Words(name="months", fixed=MONTH_NAMES)
LOCALITIES = Words(name="localities", fixed=["Domestic", "Global"], accepted=ACCEPTED_LOCALITIES)
YES_OR_NO = Words(name="yes_or_no", fixed=["Y", "N"], accepted="Y or N, Yes or No, TRUE or FALSE, 1 or 0")
