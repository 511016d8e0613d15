"""The columns of a sheet that are headed by a month, and what is said of headings that should be."""

from collections.abc import Sequence

from services.shared.calendar import Month
from services.shared.errors import InvalidInput
from services.shared.month_names import doubt_of_month
from sheets.columns import letters, written
from sheets.months import doubt_of_heading, month_heading
from sheets.sheet import CellValue

AS_TEXT = (
    "the text Jun-25, or the first or last day of the month: a spreadsheet takes Jun-25 for 25 June of this year "
    "unless the cell is text"
)
ONE_EACH = "one column a month"
MOST_TOLD = 12  # headings in a message


def month_columns(headers: Sequence[CellValue], *, accepted: str = ONE_EACH) -> dict[Month, int]:
    """The column (from 0) of each month, in calendar order; `accepted` are the months that are expected.

    Raises InvalidInput, naming all that stood there, when two are headed by one month, or one by a day in the middle of
    a month.
    """
    refuse_days(headers, accepted=accepted)
    found: dict[Month, int] = {}
    faults = []
    for column, header in enumerate(headers):
        if (heading := month_heading(header)) is None:
            continue
        month = Month(*heading)
        if month in found:
            faults.append(f"two columns are headed {month.label}: {letters(found[month])} and {letters(column)}")
        found.setdefault(month, column)
    if faults:
        raise InvalidInput("; ".join([*faults, headings_read(headers)]), ("file",), accepted=accepted)
    return dict(sorted(found.items()))


def refuse_days(headers: Sequence[CellValue], *, accepted: str = ONE_EACH) -> None:
    """Raise InvalidInput naming each heading that should name a month, and is a day."""
    doubts = [
        f"{written(header)} in column {letters(column)} {doubt}"
        for column, header in enumerate(headers)
        if (doubt := doubt_of_heading(header)) is not None
    ]
    if doubts:
        others = [headings_read(headers)] if _months_read(headers) else []
        raise InvalidInput(
            f"a heading that should name a month names a day: {'; '.join([*doubts, *others])}",
            ("file",),
            accepted=f"{AS_TEXT}; {accepted}",
        )


def headings_read(headers: Sequence[CellValue]) -> str:
    """What stands there: "the month headings are Jun-25 (column F), …", and which of the others look like a month."""
    months = _months_read(headers)
    more = [f"and {len(months) - MOST_TOLD} more"] if len(months) > MOST_TOLD else []
    said = f"the month headings are {', '.join([*months[:MOST_TOLD], *more]) or 'none'}"
    return "; ".join([said, *doubtful_headings(headers)[:MOST_TOLD]])


def _months_read(headers: Sequence[CellValue]) -> list[str]:
    return [
        f"{month_name(header, Month(*heading))} (column {letters(column)})"
        for column, header in enumerate(headers)
        if (heading := month_heading(header)) is not None and doubt_of_heading(header) is None
    ]


def doubtful_headings(headers: Sequence[CellValue]) -> list[str]:
    """A sentence for each heading that looks like a month and is none: its column is no month's."""
    return [
        f"{written(header)[:40]} in column {letters(column)} {doubt}"
        for column, header in enumerate(headers)
        if (doubt := doubt_of_month(header)) is not None
    ]


def month_name(header: CellValue, month: Month) -> str:
    """A month's heading as a person sees it: as written, or the month's label for a date cell."""
    return written(header) if isinstance(header, str) else month.label


def without_months(headers: Sequence[CellValue], ignored: Sequence[str]) -> list[str]:
    """The ignored ones of some headers, as written, but for those that a month heads."""
    months = {written(header) for header in headers if month_heading(header) is not None}
    return [header for header in ignored if header not in months]


def among_months(headers: Sequence[CellValue], ignored: Sequence[str]) -> list[str]:
    """The ignored headings right of the first month that have a digit, as a month in another language has: Dez-25.

    Those that look like an English one are told by `doubtful_headings`.
    """
    first = next((column for column, header in enumerate(headers) if month_heading(header) is not None), len(headers))
    right = {written(header) for header in headers[first:] if doubt_of_month(header) is None}
    return [header for header in ignored if header in right and any(map(str.isdigit, header))]
