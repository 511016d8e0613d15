"""The words of a filter: names, literals and signs, each with the place where it begins."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Context, Decimal, InvalidOperation
from typing import NamedTuple

from db.shared.conditions import Kind, Value
from server.odata.errors import Refused, not_done

LONGEST_NUMBER = 64  # characters
MOST_PLACES = 100  # before and after the point
_LEAST, _WIDE = Decimal(1).scaleb(-MOST_PLACES), Context(prec=2 * MOST_PLACES)
WHOLE = 2**63

# Programs that know older versions end a number with its type, such as 12.5M and 100L.
_SUFFIX = "[dDfFmM]?"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
# A + that was not escaped in the address arrives as a space. Some programs send no offset: it is UTC, as elsewhere.
_MOMENT = rf"{_DAY}T[0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:\.[0-9]{{1,12}})?)?(?:Z|[+\- ][0-9]{{2}}:[0-9]{{2}})?"
WORDS = re.compile(
    rf"""(?P<space>[ \t]+)
       | (?P<text>'(?:[^']|'')*')
       | (?P<moment>(?i:{_MOMENT})(?![\w.:]))
       | (?P<day>{_DAY}(?![\w.:-]))
       | (?P<clock>[0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:\.[0-9]{{1,12}})?)?(?![\w.:]))
       | (?P<number>[+-]?[0-9]+(?:[lL]|(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?{_SUFFIX})(?![\w.:]))
       | (?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)
       | (?P<sign>[(),=-])
    """,
    re.VERBOSE,
)
FLAGS = {"true": True, "false": False}
LITERALS = (
    "a text as 'Claims', a number as 12.5, a day as 2025-06-01, a moment as 2025-06-01T08:00:00Z, true, false, null"
)


class Word(NamedTuple):
    """A word with its place; a literal has its value."""

    kind: str
    text: str
    place: int  # of its first character, which is 1 for the first of all
    value: Value | None = None


def words_of(text: str, *, target: str) -> Iterator[Word]:
    """The words of a text, and an empty one at its end; raises Refused where it has something else."""
    place = 0
    while place < len(text):
        found = WORDS.match(text, place)
        if found is None:
            raise Refused(f"{target}, character {place + 1}: {_stray(text, place)}", target=target)
        if found.lastgroup == "clock":
            raise not_done(f"{found[0]}, a time of day, is not offered here; accepted: {LITERALS}", target=target)
        if found.lastgroup != "space":
            yield _word(str(found.lastgroup), found[0], place + 1, target)
        place = found.end()
    yield Word("end", "", len(text) + 1)


def _stray(text: str, place: int) -> str:
    """What is said of characters that begin no word."""
    if text[place] == "'":
        return "a text begins here and does not end; accepted: a quote at its end, and two for one within it"
    return f"{text[place : place + 20]!r} is no word of a filter; accepted: names of properties, and {LITERALS}"


def _word(kind: str, text: str, place: int, target: str) -> Word:
    try:
        value = literal_of(kind, text)
    except (ValueError, OverflowError) as error:
        raise Refused(f"{target}, character {place}: {text[:40]!r} {error}", target=target) from None
    return Word("literal" if value is not None else kind, text, place, value)


def literal_of(kind: str, text: str) -> Value | None:
    """The value of a word, None of one that is no literal; raises ValueError, OverflowError for none that there is."""
    match kind:
        case "text":
            return Value(_kept(text[1:-1].replace("''", "'")), Kind.TEXT)
        case "number":
            return _number(text)
        case "day":
            return Value(_day(text), Kind.DAY)
        case "moment":
            return Value(_moment(text), Kind.MOMENT)
        case "name" if text in FLAGS:
            return Value(FLAGS[text], Kind.FLAG)
    return None


def _kept(text: str) -> str:
    if "\x00" in text:
        raise ValueError("has a character that no text here has; accepted: any but NUL")
    return text


def _number(said: str) -> Value:
    text = said.rstrip("dDfFlLmM")
    try:
        found = Decimal(text)
        is_short = len(text) <= LONGEST_NUMBER and found == found.quantize(_LEAST, context=_WIDE)
    except InvalidOperation:
        is_short = False
    if not is_short:
        raise ValueError(f"is too long a number; accepted: at most {MOST_PLACES} places on each side of the point")
    if text.lstrip("+-").isdigit() and -WHOLE <= int(text) < WHOLE:
        return Value(int(text), Kind.WHOLE)
    return Value(found, Kind.NUMBER)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("is no day that there is; accepted: a day such as 2025-06-01") from None


def _moment(text: str) -> datetime:
    written = re.sub(r"(\.[0-9]{6})[0-9]+", r"\1", text.upper()).replace(" ", "+")
    try:
        found = datetime.fromisoformat(written)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise ValueError("is no moment that there is; accepted: one such as 2025-06-01T08:00:00Z") from None
