"""What an edit of a forecast is checked for: target CPH, people available, volumes, notes, and its size."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from db.forecast.enums import ChangeType
from db.shared.bounds import TARGET_CPH, Bound
from services.forecast.editing.changes import FIELDS, NOTHING, Cell, Line, total_of
from services.shared.bounds import told
from services.shared.errors import InvalidInput
from services.shared.inputs import Inputs
from services.shared.numbers import exact
from services.shared.text import shown

PEOPLE = Bound(least=0, most=999, places=0)
VOLUMES = Bound(least=0, most=99_999_999, places=0)
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
    """A target CPH, exact, within its bound; anything else is noted."""
    if not TARGET_CPH.holds(value):
        inputs.note(f"target CPH is {told(value)}", *path, accepted=TARGET_CPH.accepted)
    return exact(value)


def checked_people(inputs: Inputs, value: int, *path: str) -> int:
    """People available, within their bound; anything else is noted."""
    return inputs.whole("fte_avail", value, PEOPLE, *path)


def checked_volume(inputs: Inputs, value: int, *path: str) -> int:
    """A forecast: a whole number of cases; anything else is noted."""
    return inputs.whole("forecast", value, VOLUMES, *path)


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


def refuse_overflow(lines: Iterable[Line], *path: str, elsewhere: Cell = NOTHING) -> None:
    """Raise InvalidInput when a figure, summed over a report, becomes larger than answers can say.

    `elsewhere` is what the lines of the report that are not given add up to.
    """
    for name, total in zip(FIELDS, total_of(lines, elsewhere), strict=True):
        if total > LARGEST_TOTAL:
            raise InvalidInput(
                f"{name} adds up to {total:,} over the report", path, accepted=f"at most {LARGEST_TOTAL:,}"
            )
