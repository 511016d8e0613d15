"""What an edit of a forecast is checked for: target CPH, people available, volumes, notes, and its size."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from db.forecast.enums import ChangeType
from services.forecast.editing.changes import FIELDS, Line
from services.shared.errors import InvalidInput
from services.shared.inputs import Inputs
from services.shared.numbers import exact
from services.shared.text import shown

HIGHEST_CPH = 200
MOST_PEOPLE = 999
LARGEST_VOLUME = 99_999_999
LARGEST_TOTAL = 2**31 - 1  # what a GraphQL Int can say


class NotesRule(NamedTuple):
    """How long the notes of a change may be, and whether it needs any."""

    longest: int
    required: bool


NOTES = {
    ChangeType.BENCH_ALLOCATION: NotesRule(500, required=False),
    ChangeType.CPH_UPDATE: NotesRule(1000, required=False),
    ChangeType.FORECAST_REALLOCATION: NotesRule(500, required=True),
    ChangeType.MANUAL_UPDATE: NotesRule(500, required=True),
    ChangeType.FORECAST_UPDATE: NotesRule(500, required=False),
}


def checked_cph(inputs: Inputs, value: float, *path: str) -> Decimal:
    """A target CPH, exact: above 0, at most 200, at most two decimals; anything else is noted."""
    cph = exact(value)
    if not 0 < cph <= HIGHEST_CPH or cph != round(cph, 2):
        inputs.note(f"target CPH is {value:g}", *path, accepted=f"above 0, at most {HIGHEST_CPH}, at most two decimals")
    return cph


def checked_people(inputs: Inputs, value: int, *path: str) -> int:
    """People available: 0 to 999; anything else is noted."""
    if not 0 <= value <= MOST_PEOPLE:
        inputs.note(f"fte_avail is {value}", *path, accepted=f"a whole number from 0 to {MOST_PEOPLE}")
    return value


def checked_volume(inputs: Inputs, value: int, *path: str) -> int:
    """A forecast: a whole number of cases; anything else is noted."""
    if not 0 <= value <= LARGEST_VOLUME:
        inputs.note(f"forecast is {value}", *path, accepted=f"a whole number from 0 to {LARGEST_VOLUME:,}")
    return value


def checked_notes(change_type: ChangeType, notes: str | None, *, is_optional: bool = False) -> str | None:
    """A user's notes, trimmed; an empty text is none. A change that explains itself, as a revert does, needs none.

    Raises InvalidInput.
    """
    longest, required = NOTES[change_type]
    required = required and not is_optional
    text = "\n".join(map(shown, (notes or "").splitlines())).strip()
    accepted = f"{'1' if required else '0'} to {longest} characters"
    if required and not text:
        raise InvalidInput(f"a {change_type} needs notes", ("userNotes",), accepted=accepted)
    if len(text) > longest:
        raise InvalidInput(f"userNotes has {len(text)} characters", ("userNotes",), accepted=accepted)
    return text or None


def refuse_overflow(lines: Iterable[Line], *path: str) -> None:
    """Raise InvalidInput when a figure, summed over a report, becomes larger than answers can say."""
    totals = [sum(column) for column in zip(*(cell for line in lines for cell in line.cells), strict=True)]
    for name, total in zip(FIELDS, totals, strict=False):
        if total > LARGEST_TOTAL:
            raise InvalidInput(
                f"{name} adds up to {total:,} over the report", path, accepted=f"at most {LARGEST_TOTAL:,}"
            )
