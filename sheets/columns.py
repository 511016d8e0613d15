"""Headers matched to fields, without regard to letter case, spaces or punctuation."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sheets.errors import Unreadable
from sheets.sheet import CellValue


@dataclass(frozen=True)
class ColumnMatch:
    """The column (from 0) of each field that was found, and the headers that no field claims, as written."""

    index: dict[str, int]
    ignored: list[str]


def match_columns(
    headers: Sequence[CellValue], *, wanted: Mapping[str, Sequence[str]], required: Collection[str]
) -> ColumnMatch:
    """Find the column of each field in `wanted` (field → the spellings of its header).

    "CN#" is "cn" and "Part Of_Production" is "PartOfProduction". Raises Unreadable naming both headers that claim one
    field, or the fields of `required` that no header claims with the spellings they accept.
    """
    fields = {normal(spelling): field for field, spellings in wanted.items() for spelling in spellings}
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
    check_required(index, wanted=wanted, required=required)
    return ColumnMatch(index=index, ignored=ignored)


def check_required(index: Mapping[str, int], *, wanted: Mapping[str, Sequence[str]], required: Collection[str]) -> None:
    """Raise Unreadable when a required field has no column, naming all of them in the order of `wanted`."""
    missing = [spellings for field, spellings in wanted.items() if field in required and field not in index]
    if missing:
        raise Unreadable(
            f"missing columns: {', '.join(spellings[0] for spellings in missing)}",
            accepted="; ".join(" or ".join(spellings) for spellings in missing),
        )


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
