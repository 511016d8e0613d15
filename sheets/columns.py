"""Headers matched to fields, without regard to letter case, spaces or punctuation."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sheets._errors import Unreadable
from sheets.months import month_heading
from sheets.sheet import NOT_CALCULATED, CellValue

LONGEST_HEADING = 200  # characters; what is longer is no heading
MOST_SHOWN = 12  # headings in a message


@dataclass(frozen=True)
class Headings:
    """The headings that a file is to have: field → the spellings of its header, and the fields that must be there.

    A table has at least so many columns that are headed by `months`, unless it has all of the fields `instead`.
    """

    wanted: Mapping[str, Sequence[str]]
    required: Collection[str]
    months: int = 0
    instead: Collection[str] = ()

    def fields(self) -> dict[str, str]:
        """The field of each spelling as headers are matched."""
        return {normal(spelling): field for field, spellings in self.wanted.items() for spelling in spellings}

    def claimed(self, headers: Sequence[CellValue]) -> dict[str, int]:
        """The first column (from 0) of each field that one of these headers names."""
        fields = self.fields()
        found: dict[str, int] = {}
        for column, header in enumerate(headers if fields else ()):
            if isinstance(header, str) and len(header) <= LONGEST_HEADING:
                field = fields.get(normal(header))
                if field is not None:
                    found.setdefault(field, column)
        return found

    def missing(self, found: Collection[str]) -> list[str]:
        """The required fields that were not found, in the order of `wanted`."""
        return [field for field in self.wanted if field in self.required and field not in found]

    def has_months(self, headers: Sequence[CellValue], found: Collection[str]) -> bool:
        """Whether as many of these headers as are asked for name a month."""
        if not self.months or (self.instead and set(self.instead) <= set(found)):
            return True
        return sum(month_heading(header) is not None for header in headers) >= self.months


@dataclass(frozen=True)
class ColumnMatch:
    """The column (from 0) of each field that was found, and the headers that no field claims, as written."""

    index: dict[str, int]
    ignored: list[str]


def match_columns(
    headers: Sequence[CellValue], *, wanted: Mapping[str, Sequence[str]], required: Collection[str], place: str = ""
) -> ColumnMatch:
    """Find the column of each field in `wanted` (field → the spellings of its header).

    "CN#" is "cn" and "Part Of_Production" is "PartOfProduction". Raises Unreadable naming both headers that claim one
    field, or the fields of `required` that no header claims with the spellings they accept; `place` says where the
    headers stand ("row 3").
    """
    headings = Headings(wanted=wanted, required=required)
    fields = headings.fields()
    index: dict[str, int] = {}
    ignored: list[str] = []
    for column, header in enumerate(headers):
        field = fields.get(normal(header))
        if field is None:
            ignored += [written(header)] if written(header) else []
        elif field in index:
            raise doubled(headers, first=index[field], second=column)
        else:
            index[field] = column
    if missing := headings.missing(index):
        raise missing_columns(missing, headings=headings, headers=headers, place=place)
    return ColumnMatch(index=index, ignored=ignored)


def missing_columns(
    missing: Sequence[str], *, headings: Headings, headers: Sequence[CellValue], place: str
) -> Unreadable:
    """The refusal of headers that lack required fields: names all of them, and what stands there instead."""
    spellings = [headings.wanted[field] for field in missing]
    message = f"missing columns: {', '.join(names[0] for names in spellings)}"
    if place:
        texts = [text[:40] for header in headers if (text := written(header))]
        read = ", ".join(texts[:MOST_SHOWN]) + (", …" if len(texts) > MOST_SHOWN else "")
        message += f"; {place} was taken for the headings and reads: {read}"
    if NOT_CALCULATED in headers:
        message += "; headings that are formulas were never calculated: open the file, save it, and send it again"
    return Unreadable(message, accepted="; ".join(" or ".join(names) for names in spellings))


def doubled(headers: Sequence[CellValue], *, first: int, second: int) -> Unreadable:
    """The refusal of two headers that mean the same."""
    both = " and ".join(f"{written(headers[column])} (column {letters(column)})" for column in (first, second))
    return Unreadable(f"two columns mean the same: {both}", accepted="one column for each field")


def normal(header: CellValue) -> str:
    """What a header is matched by: its letters and digits, without regard to case."""
    return "".join(character for character in written(header).casefold() if character.isalnum())


def written(header: CellValue) -> str:
    """A header as it is shown, on one line."""
    return "" if header is None else " ".join(str(header).split())


def letters(column: int) -> str:
    """The name of a column (from 0) in a spreadsheet: A for 0, AA for 26."""
    name = ""
    rest = column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(65 + letter) + name
    return name
