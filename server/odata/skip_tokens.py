"""Where a page goes on: an opaque text of one question, with the place of the last row and how many went before."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any, NamedTuple

from db.shared.conditions import Kind
from server.odata.errors import Refused
from server.odata.options import SKIP_TOKEN
from server.odata.tokens import MOST_PLACES, WHOLE
from server.render.cells import digits
from services.shared.paging import cursor, place_of

REFUSED = f"{SKIP_TOKEN} is not one of this question; accepted: the one of a next link, all else unchanged"
KNOWN = "="  # before a value, so that an empty text is not an unknown one


class Place(NamedTuple):
    """How many entities were sent until now, and the values that the last one is ordered by."""

    sent: int
    after: Sequence[Any]


def question(*parts: object) -> str:
    """What a token belongs to."""
    return sha256(repr(parts).encode()).hexdigest()[:32]


def token_of(asked: str, place: Place) -> str:
    """The token of a place within the answer to a question."""
    said = [asked, str(place.sent), *map(_told, place.after)]
    return cursor([_checksum(said), *said])


def place_of_token(text: str, asked: str, kinds: Sequence[Kind]) -> Place:
    """The place that a token says, of values of some kinds; raises Refused for one of another question."""
    checksum, *said = place_of(text, *[str] * (3 + len(kinds))) or (None,)
    if checksum is None or checksum != _checksum(said) or said[0] != asked:
        raise Refused(REFUSED, target=SKIP_TOKEN)
    try:
        return Place(int(said[1]), [_heard(part, kind) for part, kind in zip(said[2:], kinds, strict=True)])
    except (ValueError, OverflowError, InvalidOperation):
        raise Refused(REFUSED, target=SKIP_TOKEN) from None


def _told(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return KNOWN + digits(value)
    if isinstance(value, datetime):
        value = value.astimezone(UTC)
    return KNOWN + (value.isoformat() if isinstance(value, date) else str(value))


def _heard(text: str, kind: Kind) -> Any:
    if not text.startswith(KNOWN):
        return None
    value = text.removeprefix(KNOWN)
    match kind:
        case Kind.WHOLE:
            return _bounded(int(value), abs(int(value)) < WHOLE)
        case Kind.NUMBER:
            number = Decimal(value)
            return _bounded(number, number.is_finite() and abs(number.adjusted()) <= MOST_PLACES)
        case Kind.DAY:
            return date.fromisoformat(value)
        case Kind.MOMENT:
            return datetime.fromisoformat(value).astimezone(UTC)
        case Kind.FLAG:
            return value == "True"
    return value


def _bounded(number: int | Decimal, is_kept: bool) -> int | Decimal:
    """A number that a column can hold; raises ValueError for any other, which no row has led to."""
    if not is_kept:
        raise ValueError("no column holds it")
    return number


def _checksum(said: Sequence[str]) -> str:
    """A token that was changed on its way does not fit it."""
    return sha256(repr(list(said)).encode()).hexdigest()[:16]
