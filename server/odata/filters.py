"""The parser of $filter: a text becomes a condition on the properties of a set, or is refused with the place.

    condition  = conjunction { "or" conjunction }
    conjunction = comparison { "and" comparison }
    comparison = sum [ ( "eq" | "ne" | "gt" | "ge" | "lt" | "le" ) sum | "in" "(" literal { "," literal } ")" ]
    sum        = product { ( "add" | "sub" ) product }
    product    = operand { ( "mul" | "div" | "divby" | "mod" ) operand }
    operand    = ( "not" | "-" ) operand | "(" condition ")" | function "(" [ condition { "," condition } ] ")"
               | property | literal
    function   = "contains" | "startswith" | "endswith" | "indexof" | "substring" | "concat" | "length" | "tolower"
               | "toupper" | "trim" | "year" | "month" | "day" | "hour" | "minute" | "second" | "date"
               | "round" | "floor" | "ceiling"
    literal    = "null" | "true" | "false" | text | number | day | moment

Operators and functions are words of lower or upper case. "not" and "-" bind closest, then as the grammar goes upwards.
Both sides of a comparison are of one kind, numbers being one. `null` is of every kind. "div" of two whole numbers is
whole. Depth, length, the number of literals and that of operations on numbers are bounded.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from db.shared.conditions import (
    Call,
    Compare,
    Compute,
    Every,
    Field,
    Function,
    Kind,
    Negated,
    OneOf,
    Operator,
    Some,
    Term,
    Value,
)
from server.odata.errors import Refused, not_done
from server.odata.operands import Operand, Unknown, kind_of, of_kind, shown
from server.odata.sets import unknown_property
from server.odata.signatures import (
    DAYS,
    NAMES,
    NOT_OFFERED,
    NOT_OFFERED_LITERALS,
    NOT_OFFERED_NUMBERS,
    NUMBERS,
    SIGNATURES,
    arithmetic,
    comparable,
    fits,
    named,
)
from server.odata.tokens import LITERALS, Word, words_of

FILTER = "$filter"
LONGEST = 20_000  # characters
DEEPEST = 50  # brackets, functions and negations within one another
MOST_LITERALS = 2_000
MOST_SUMS = 50  # operations on numbers, each of which may make them longer
COMPARISONS = {
    "eq": Operator.EQUAL,
    "ne": Operator.UNEQUAL,
    "gt": Operator.ABOVE,
    "ge": Operator.AT_LEAST,
    "lt": Operator.BELOW,
    "le": Operator.AT_MOST,
}
FUNCTIONS = {function.value: function for function in Function}


def parse_filter(text: str, kinds: Mapping[str, Kind]) -> Term:
    """The condition of a text on properties of some kinds; raises Refused."""
    if len(text) > LONGEST:
        raise Refused(f"{FILTER} has {len(text):,} characters; accepted: at most {LONGEST:,}", target=FILTER)
    words = list(words_of(text, target=FILTER))
    if sum(word.kind == "literal" for word in words) > MOST_LITERALS:
        raise Refused(f"{FILTER} has more than {MOST_LITERALS:,} literals; accepted: fewer", target=FILTER)
    return _Parser(words, kinds).whole()


T = TypeVar("T")


class _Parser:
    """Goes through the words once, and looks one ahead."""

    def __init__(self, words: Sequence[Word], kinds: Mapping[str, Kind]) -> None:
        self._words, self._kinds = words, kinds
        self._next, self._depth, self._sums = 0, 0, 0

    def whole(self) -> Term:
        """The condition that all words make."""
        begin = self._word
        condition = self._condition()
        if self._word.kind != "end":
            raise self._refused(self._word, f"{shown(self._word)} is one word too many; accepted: and, or, the end")
        return self._as_condition(condition, begin)

    def _condition(self) -> Operand:
        return self._joined("or", self._conjunction, Some)

    def _conjunction(self) -> Operand:
        return self._joined("and", self._comparison, Every)

    def _joined(self, word: str, part: Callable[[], Operand], whole: type[Some] | type[Every]) -> Operand:
        begin, first = self._word, part()
        if not self._at(word):
            return first
        parts = [self._as_condition(first, begin)]
        while self._taken(word):
            begin = self._word
            parts.append(self._as_condition(part(), begin))
        return whole(parts)

    def _comparison(self) -> Operand:
        begin, left = self._word, self._sum()
        word = self._word
        if word.kind != "name":
            return left
        if self._taken("in"):
            return self._one_of(left, begin)
        if word.text.lower() == "has":
            told = f"has is not offered here; accepted: {', '.join(COMPARISONS)}, in"
            raise self._refused(word, told, because=not_done)
        if (operator := COMPARISONS.get(word.text.lower())) is None:
            return left
        self._next += 1
        after, right = self._word, self._sum()
        return self._compared(operator, (left, begin), (right, after))

    def _sum(self) -> Operand:
        return self._reckoned(("add", "sub"), self._product)

    def _product(self) -> Operand:
        return self._reckoned(("mul", "div", "divby", "mod"), self._operand)

    def _reckoned(self, words: Sequence[str], part: Callable[[], Operand]) -> Operand:
        begin, left = self._word, part()
        while self._word.kind == "name" and (word := self._word).text.lower() in words:
            self._next += 1
            after = self._word
            left = self._number_of(word, (left, begin), (part(), after))
        return left

    def _number_of(self, word: Word, *sides: tuple[Operand, Word]) -> Compute:
        """What a word makes of two numbers."""
        self._sums += 1
        if self._sums > MOST_SUMS:
            raise self._refused(word, f"there are too many operations on numbers; accepted: at most {MOST_SUMS}")
        left, right = (self._as_number(word, *side) for side in sides)
        operator, kind = arithmetic("sub" if word.text == "-" else word.text.lower(), left.kind, right.kind)
        return Compute(operator, left, right, kind)

    def _as_number(self, word: Word, operand: Operand, begin: Word) -> Term:
        term = of_kind(operand, Kind.NUMBER)
        told = f"{word.text} is given {NAMES[term.kind]} ({shown(begin)}); accepted: {named(NUMBERS)}"
        if term.kind in DAYS:  # OData knows what is so much later than a day
            raise self._refused(begin, told, because=not_done)
        if term.kind not in NUMBERS:
            raise self._refused(begin, told)
        return term

    def _compared(self, operator: Operator, *sides: tuple[Operand, Word]) -> Compare:
        (left, begin), (right, after) = sides
        kind = kind_of(left) or kind_of(right) or Kind.TEXT
        one, other = of_kind(left, kind), of_kind(right, kind)
        if not comparable(one.kind, other.kind):
            told = f"{NAMES[one.kind]} ({shown(begin)}) is compared with {NAMES[other.kind]} ({shown(after)})"
            raise self._refused(after, f"{told}; accepted: two of one kind, {LITERALS}")
        if kind is Kind.FLAG and operator not in (Operator.EQUAL, Operator.UNEQUAL):
            raise self._refused(begin, "true and false have no order; accepted: eq, ne")
        return Compare(operator, one, other)

    def _one_of(self, item: Operand, begin: Word) -> OneOf:
        kind = kind_of(item) or Kind.TEXT
        self._expect("(")
        values = [self._member(kind, begin)]
        while self._taken(","):
            values.append(self._member(kind, begin))
        self._expect(")")
        return OneOf(of_kind(item, kind), values)

    def _member(self, kind: Kind, begin: Word) -> Value:
        word = self._word
        value = Value(None, kind) if self._taken("null") else word.value
        if value is None:
            raise self._refused(word, f"{shown(word)} is no literal; accepted in a list: {LITERALS}")
        if not comparable(value.kind, kind):
            told = f"{NAMES[kind]} ({shown(begin)}) is compared with {NAMES[value.kind]} ({shown(word)})"
            raise self._refused(word, f"{told}; accepted: literals of one kind")
        self._next += word.value is not None
        return value

    def _operand(self) -> Operand:
        word = self._word
        if self._taken("not"):
            with_not = self._word
            return Negated(self._as_condition(self._deeper(self._operand), with_not))
        if self._taken("-"):
            after = self._word
            return self._number_of(word, (Value(0, Kind.WHOLE), word), (self._deeper(self._operand), after))
        if self._taken("("):
            inner = self._deeper(self._condition)
            self._expect(")")
            return inner
        self._next += 1
        if word.value is not None:
            return word.value
        if word.kind != "name":
            self._next -= 1
            raise self._refused(
                word, f"{shown(word)} stands where a value is expected; accepted: a property, {LITERALS}"
            )
        if word.text.lower() == "null":
            return Unknown()
        return self._call(word) if self._at("(") else self._property(word)

    def _property(self, word: Word) -> Field:
        if (kind := self._kinds.get(word.text)) is None:
            if word.text in NOT_OFFERED_NUMBERS:
                told = f"{word.text} is not offered here; accepted: {LITERALS}"
                raise self._refused(word, told, because=not_done)
            if word.text.lower() in NOT_OFFERED_LITERALS and self._word.text.startswith("'"):
                told = f"literals of {word.text} are not offered here; accepted: {LITERALS}"
                raise self._refused(word, told, because=not_done)
            raise self._refused(word, unknown_property(word.text, list(self._kinds)))
        return Field(word.text, kind)

    def _call(self, word: Word) -> Call:
        if (function := FUNCTIONS.get(word.text.lower())) is None:
            accepted = ", ".join(FUNCTIONS)
            if word.text.lower() in NOT_OFFERED:
                told = f"the function {word.text} is not offered here; accepted: {accepted}"
                raise self._refused(word, told, because=not_done)
            raise self._refused(word, f"there is no function {word.text[:40]!r}; accepted: {accepted}")
        self._expect("(")
        given = [] if self._at(")") else self._deeper(self._arguments)
        self._expect(")")
        signature = SIGNATURES[function]
        if not signature.takes(len(given)):
            told = f"{function} has {len(given)} arguments; accepted: {signature.counts}"
            raise self._refused(word, told)
        arguments = [
            self._argument(word, *one, accepted) for one, accepted in zip(given, signature.arguments, strict=False)
        ]
        return Call(function, arguments, signature.result)

    def _arguments(self) -> list[tuple[Operand, Word]]:
        found: list[tuple[Operand, Word]] = []
        while not found or self._taken(","):
            begin = self._word
            found.append((self._condition(), begin))
        return found

    def _argument(self, function: Word, operand: Operand, begin: Word, accepted: Sequence[Kind]) -> Term:
        term = of_kind(operand, accepted[-1])
        if not fits(term.kind, accepted):
            told = f"{function.text} is given {NAMES[term.kind]} ({shown(begin)})"
            raise self._refused(begin, f"{told}; accepted: {named(accepted)}")
        return term

    def _as_condition(self, operand: Operand, begin: Word) -> Term:
        term = of_kind(operand, Kind.FLAG)
        if term.kind is not Kind.FLAG:
            told = f"{shown(begin)} is {NAMES[term.kind]} where a condition is expected"
            raise self._refused(begin, f"{told}; accepted: a comparison by {', '.join(COMPARISONS)}, in")
        return term

    def _deeper(self, part: Callable[[], T]) -> T:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._refused(self._word, f"it is nested too deeply; accepted: at most {DEEPEST} levels")
        found = part()
        self._depth -= 1
        return found

    @property
    def _word(self) -> Word:
        return self._words[self._next]

    def _at(self, text: str) -> bool:
        return self._word.kind in ("name", "sign") and self._word.text.lower() == text

    def _taken(self, text: str) -> bool:
        is_there = self._at(text)
        self._next += is_there
        return is_there

    def _expect(self, sign: str) -> None:
        if not self._taken(sign):
            raise self._refused(self._word, f"{shown(self._word)} stands where {sign!r} is expected")

    def _refused(self, word: Word, message: str, because: Callable[..., Refused] = Refused) -> Refused:
        return because(f"{FILTER}, character {word.place}: {message}", target=FILTER)
