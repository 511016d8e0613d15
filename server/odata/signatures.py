"""Functions of filters: what each takes, and what it makes of it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from db.shared.conditions import Function, Kind

TEXT, WHOLE = (Kind.TEXT,), (Kind.WHOLE,)
NUMBERS = (Kind.WHOLE, Kind.NUMBER)
DAYS = (Kind.DAY, Kind.MOMENT)
NAMES = {
    Kind.TEXT: "a text",
    Kind.WHOLE: "a whole number",
    Kind.NUMBER: "a number",
    Kind.DAY: "a day",
    Kind.MOMENT: "a moment",
    Kind.FLAG: "true or false",
}


class Signature(NamedTuple):
    """What each argument may be, and what the result is."""

    arguments: Sequence[Sequence[Kind]]
    result: Kind


_PAIR, _ONE = (TEXT, TEXT), (TEXT,)
SIGNATURES: Mapping[Function, Signature] = {
    Function.CONTAINS: Signature(_PAIR, Kind.FLAG),
    Function.STARTS_WITH: Signature(_PAIR, Kind.FLAG),
    Function.ENDS_WITH: Signature(_PAIR, Kind.FLAG),
    Function.INDEX_OF: Signature(_PAIR, Kind.WHOLE),
    Function.LENGTH: Signature(_ONE, Kind.WHOLE),
    Function.LOWER: Signature(_ONE, Kind.TEXT),
    Function.UPPER: Signature(_ONE, Kind.TEXT),
    Function.TRIM: Signature(_ONE, Kind.TEXT),
    Function.YEAR: Signature((DAYS,), Kind.WHOLE),
    Function.MONTH: Signature((DAYS,), Kind.WHOLE),
    Function.DAY: Signature((DAYS,), Kind.WHOLE),
    Function.HOUR: Signature(((Kind.MOMENT,),), Kind.WHOLE),
    Function.MINUTE: Signature(((Kind.MOMENT,),), Kind.WHOLE),
    Function.SECOND: Signature(((Kind.MOMENT,),), Kind.WHOLE),
    Function.DATE: Signature(((Kind.MOMENT,),), Kind.DAY),
    Function.ROUND: Signature((NUMBERS,), Kind.NUMBER),
    Function.FLOOR: Signature((NUMBERS,), Kind.NUMBER),
    Function.CEILING: Signature((NUMBERS,), Kind.NUMBER),
}


def named(kinds: Sequence[Kind]) -> str:
    """Kinds for people."""
    return " or ".join(NAMES[kind] for kind in kinds if not (kind is Kind.WHOLE and Kind.NUMBER in kinds))


def fits(kind: Kind, accepted: Sequence[Kind]) -> bool:
    """Whether a value of a kind may stand where some kinds are accepted: a whole number is a number."""
    return kind in accepted or (kind is Kind.WHOLE and Kind.NUMBER in accepted)


def comparable(one: Kind, other: Kind) -> bool:
    """Whether values of two kinds can be compared."""
    return one is other or (one in NUMBERS and other in NUMBERS)
