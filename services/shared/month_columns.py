"""The columns of a sheet that are headed by a month."""

from collections.abc import Sequence

from services.shared.calendar import Month
from services.shared.errors import InvalidInput
from sheets.columns import letters, written
from sheets.months import doubt_of_heading, month_heading
from sheets.sheet import CellValue


def month_columns(headers: Sequence[CellValue]) -> dict[Month, int]:
    """The column (from 0) of each month, in calendar order.

    Raises InvalidInput when two are headed by one month, or one by a day in the middle of a month.
    """
    found: dict[Month, int] = {}
    refuse_days(headers)
    for column, header in enumerate(headers):
        if (heading := month_heading(header)) is None:
            continue
        month = Month(*heading)
        if month in found:
            raise InvalidInput(f"two columns are headed {month.label}", ("file",), accepted="one column a month")
        found[month] = column
    return dict(sorted(found.items()))


def refuse_days(headers: Sequence[CellValue]) -> None:
    """Raise InvalidInput naming each heading that should name a month, and is a day."""
    doubts = [
        f"{written(header)} in column {letters(column)} {doubt}"
        for column, header in enumerate(headers)
        if (doubt := doubt_of_heading(header)) is not None
    ]
    if doubts:
        raise InvalidInput(
            f"a heading that should name a month names a day: {'; '.join(doubts)}",
            ("file",),
            accepted="the text Jun-25, or the first or last day of the month: a spreadsheet takes Jun-25 for 25 June "
            "of this year unless the cell is text",
        )


def month_name(header: CellValue, month: Month) -> str:
    """A month's heading as a person sees it: as written, or the month's label for a date cell."""
    return written(header) if isinstance(header, str) else month.label


def without_months(headers: Sequence[CellValue], ignored: Sequence[str]) -> list[str]:
    """The ignored ones of some headers, as written, but for those that a month heads."""
    months = {written(header) for header in headers if month_heading(header) is not None}
    return [header for header in ignored if header not in months]


def among_months(headers: Sequence[CellValue], ignored: Sequence[str]) -> list[str]:
    """The ignored headings right of the first month that have a digit, as a month in another language has: Okt-25."""
    first = next((column for column, header in enumerate(headers) if month_heading(header) is not None), len(headers))
    right = {written(header) for header in headers[first:]}
    return [header for header in ignored if header in right and any(map(str.isdigit, header))]
