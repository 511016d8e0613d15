"""Functions of filters: what each takes, and what it makes of it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from db.shared.conditions import Arithmetic, Function, Kind

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
    """What each argument may be, and what the result is; the last ones may be left out."""

    arguments: Sequence[Sequence[Kind]]
    result: Kind
    optional: int = 0

    def takes(self, count: int) -> bool:
        """Whether it may have so many arguments."""
        return len(self.arguments) - self.optional <= count <= len(self.arguments)

    @property
    def counts(self) -> str:
        """How many arguments it may have, for people."""
        most = len(self.arguments)
        return " or ".join(str(count) for count in range(most - self.optional, most + 1))


_PAIR, _ONE = (TEXT, TEXT), (TEXT,)
SIGNATURES: Mapping[Function, Signature] = {
    Function.CONTAINS: Signature(_PAIR, Kind.FLAG),
    Function.STARTS_WITH: Signature(_PAIR, Kind.FLAG),
    Function.ENDS_WITH: Signature(_PAIR, Kind.FLAG),
    Function.INDEX_OF: Signature(_PAIR, Kind.WHOLE),
    Function.SUBSTRING: Signature((TEXT, WHOLE, WHOLE), Kind.TEXT, optional=1),
    Function.CONCAT: Signature(_PAIR, Kind.TEXT),
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
OPERATORS: Mapping[str, Arithmetic] = {
    "add": Arithmetic.ADD,
    "sub": Arithmetic.SUBTRACT,
    "mul": Arithmetic.MULTIPLY,
    "div": Arithmetic.DIVIDE,
    "divby": Arithmetic.DIVIDE,
    "mod": Arithmetic.MODULO,
}
NOT_OFFERED = (
    "fractionalseconds", "totaloffsetminutes", "totalseconds", "time", "now", "mindatetime", "maxdatetime",
    "cast", "isof", "case", "matchespattern", "hassubset", "hassubsequence",
    "geo.distance", "geo.intersects", "geo.length",
)  # fmt: skip
"""Functions that OData has and this service has not."""
NOT_OFFERED_LITERALS = ("duration", "binary", "geography", "geometry")
"""What begins literals of types that no property has."""
NOT_OFFERED_NUMBERS = ("INF", "NaN")
"""Numbers that no property is."""


def arithmetic(word: str, left: Kind, right: Kind) -> tuple[Arithmetic, Kind]:
    """What a word makes of two numbers: whole numbers stay whole, but where `divby` makes parts of them."""
    is_whole = left is Kind.WHOLE and right is Kind.WHOLE and word != "divby"
    operator = Arithmetic.DIVIDE_WHOLE if is_whole and word == "div" else OPERATORS[word]
    return operator, Kind.WHOLE if is_whole else Kind.NUMBER


def named(kinds: Sequence[Kind]) -> str:
    """Kinds for people."""
    return " or ".join(NAMES[kind] for kind in kinds if not (kind is Kind.WHOLE and Kind.NUMBER in kinds))


def fits(kind: Kind, accepted: Sequence[Kind]) -> bool:
    """Whether a value of a kind may stand where some kinds are accepted: a whole number is a number."""
    return kind in accepted or (kind is Kind.WHOLE and Kind.NUMBER in accepted)


def comparable(one: Kind, other: Kind) -> bool:
    """Whether values of two kinds can be compared."""
    return one is other or (one in NUMBERS and other in NUMBERS)
