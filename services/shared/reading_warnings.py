"""What a planner should look at of how a file was read."""

from collections.abc import Collection, Iterator, Sequence

from services.shared.near_words import NearWords
from services.shared.text import some
from sheets.columns import Headings, normal
from sheets.sheet import Reading

NEVER_CALCULATED, OUTDATED = "never calculated, the first in", "saved as yet to be calculated anew, the first in"
BEGINNING = 4  # letters of a heading by which it is known


def reading_warnings(reading: Reading) -> list[str]:
    """Sentences on what is hidden, guessed, or out of date in a file."""
    return [*_of_sheet(reading), *_of_text(reading), *_of_formulas(reading)]


def column_warnings(headings: Headings, *, matched: Collection[str], ignored: Sequence[str]) -> list[str]:
    """A sentence for each column that is not read and is headed like one that the file lacks: nobody misses it else."""
    spellings = {normal(name): name for field in headings.wanted.keys() - {*matched} for name in headings.wanted[field]}
    lacking = NearWords(spellings)
    return [
        f"the column {header} is not read; did you mean {meant}?"
        for header in ignored
        if (meant := spellings.get(lacking.nearest(normal(header)) or _begun(normal(header), spellings))) is not None
    ]


def _begun(header: str, spellings: Collection[str]) -> str:
    """The spelling that begins so; an empty one for none."""
    begun = (name for name in sorted(spellings) if name.startswith(header))
    return next(begun, "") if len(header) >= BEGINNING else ""


def _of_sheet(reading: Reading) -> Iterator[str]:
    if reading.is_hidden:
        yield f"the sheet {reading.sheet} is hidden, and was read because no visible sheet has the headings"
    if reading.other_tables:
        one = len(reading.other_tables) == 1
        sheets = f"the sheet {reading.other_tables[0]} has" if one else f"the sheets {some(reading.other_tables)} have"
        yield f"{sheets} the headings too, and only {reading.sheet} was read"
    if reading.bare_columns:
        yield f"columns without a heading are not read: {', '.join(reading.bare_columns)}, with the number of values"
    if reading.padded_rows:
        rows = "1 row has" if reading.padded_rows == 1 else f"{reading.padded_rows} rows have"
        yield (
            f"{rows} more cells than the headings and most rows, the first is row {reading.first_padded_row}: "
            "is a delimiter in a cell without quotes?"
        )
    if reading.hidden_rows:
        rows = _are(reading.hidden_rows, "hidden row")
        yield f"{rows} read like the others, the first is row {reading.first_hidden_row}"
    if reading.hidden_numbers:
        numbers, first = _are(reading.hidden_numbers, "number"), reading.first_hidden_number
        yield f"{numbers} hidden by a number format and read like the others, the first in {first}"
    if reading.percent_texts:
        numbers = _are(reading.percent_texts, "number")
        yield (
            f"{numbers} shown with a percent sign that is text, the first in {reading.first_percent_text}, "
            "and read as they are: 0.5 with such a sign is half, and no half percent"
        )
    if reading.merged:
        ranges = "1 range of cells is" if reading.merged == 1 else f"{reading.merged} ranges of cells are"
        yield (
            f"{ranges} merged, the first is {reading.first_merged or 'one of them'}: "
            "what they show is read in the first cell of each, and the others are empty"
        )
    if reading.hidden_columns:
        yield f"hidden columns are read like the others: {', '.join(reading.hidden_columns)}"


def _of_text(reading: Reading) -> Iterator[str]:
    if reading.is_guessed:
        yield (
            f"the file is not UTF-8 and says no code page: read as {reading.encoding}, "
            f"it holds {reading.sample!r}; where that is wrong, name its encoding"
        )


def _of_formulas(reading: Reading) -> Iterator[str]:
    if reading.uncalculated:
        yield (
            f"{_formulas(reading.uncalculated)} {NEVER_CALCULATED} {reading.first_uncalculated}; "
            "open the file in a spreadsheet program, save it, and send it again"
        )
    if reading.outdated:
        yield (f"{_formulas(reading.outdated)} {OUTDATED} {reading.first_outdated}: the values read may be out of date")


def _are(count: int, what: str) -> str:
    return f"1 {what} is" if count == 1 else f"{count} {what}s are"


def _formulas(count: int) -> str:
    return "1 formula was" if count == 1 else f"{count} formulas were"
