"""Conditions as SQL: every value is bound, and what is written beside them stands in this file."""

from collections.abc import Mapping
from typing import Any

from db.shared.conditions import (
    Arithmetic,
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

_IN_UTC = "({0} AT TIME ZONE 'UTC')"
_PART = "CAST(trunc(EXTRACT({part} FROM {{0}})) AS bigint)"

# {0} and {1} are the arguments; a moment is turned into the time that it is in UTC before.
FUNCTIONS: Mapping[Function, str] = {
    Function.CONTAINS: "(strpos({0}, {1}) > 0)",
    Function.STARTS_WITH: "starts_with({0}, {1})",
    Function.ENDS_WITH: "(right({0}, length({1})) = {1})",
    Function.INDEX_OF: "(strpos({0}, {1}) - 1)",
    Function.SUBSTRING: "substr({0}, {1} + 1, {2})",
    Function.CONCAT: "({0} || {1})",
    Function.LENGTH: "length({0})",
    Function.LOWER: "lower({0})",
    Function.UPPER: "upper({0})",
    Function.TRIM: r"btrim({0}, E' \t\n\r\f\x0b')",
    **{
        function: _PART.format(part=function.value)
        for function in (
            Function.YEAR, Function.MONTH, Function.DAY, Function.HOUR, Function.MINUTE, Function.SECOND
        )
    },
    Function.DATE: "CAST({0} AS date)",
    Function.ROUND: "round(CAST({0} AS numeric))",
    Function.FLOOR: "floor(CAST({0} AS numeric))",
    Function.CEILING: "ceil(CAST({0} AS numeric))",
}  # fmt: skip
# All is computed as numeric, which has room for every number that a filter can make.
ARITHMETIC: Mapping[Arithmetic, str] = {
    **{
        operator: f"({{0}} {operator} {{1}})" for operator in (Arithmetic.ADD, Arithmetic.SUBTRACT, Arithmetic.MULTIPLY)
    },
    **{operator: f"({{0}} {operator} nullif({{1}}, 0))" for operator in (Arithmetic.DIVIDE, Arithmetic.MODULO)},
    Arithmetic.DIVIDE_WHOLE: "div({0}, nullif({1}, 0))",
}
LONGEST_TEXT = 2**30
REFLEXIVE = (Operator.AT_LEAST, Operator.AT_MOST)


def quoted(name: str) -> str:
    """The name of a column, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


class Values:
    """Values to be bound, each under a name of its own."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self.bound: dict[str, Any] = {}

    def bind(self, value: Any, type_: str) -> str:
        """The SQL of a value of one of PostgreSQL's types."""
        name = f"{self._prefix}{len(self.bound)}"
        self.bound[name] = value
        return f"CAST(:{name} AS {type_})"


class ConditionWriter:
    """Writes conditions on the columns of a table by the name `table`.

    In a WHERE an unknown condition is as good as one that fails, and so it is in all that is put together by AND and
    OR: there `a > b` is written as it is, which an index can serve. Only below a NOT, or where a condition is compared
    as a value, must a comparison be true or false; there it is written `exact`.

    A condition is written once wherever it stands, so that what is written grows as the tree does and no faster.
    """

    def __init__(self, table: str, values: Values) -> None:
        self._table, self._values = table, values

    def condition(self, term: Term) -> str:
        """A condition for a WHERE."""
        return self._written(term, exact=False)

    def column(self, name: str) -> str:
        """A column of the table."""
        return f"{self._table}.{quoted(name)}"

    def _written(self, term: Term, *, exact: bool) -> str:
        match term:
            case Field():
                return self.column(term.name)
            case Value():
                return self._values.bind(term.value, term.kind)
            case Call():
                return self._call(term)
            case Compute():
                return self._computed(term)
            case Compare():
                return _made_sure(self._compared(term), exact=exact and term.operator not in _NEVER_UNKNOWN)
            case OneOf():
                return _made_sure(self._listed(term), exact=exact)
            case Every():
                return "(" + " AND ".join(self._written(part, exact=exact) for part in term.parts) + ")"
            case Some():
                return "(" + " OR ".join(self._written(part, exact=exact) for part in term.parts) + ")"
            case Negated():
                return f"(NOT {self._written(term.part, exact=True)})"

    def _call(self, call: Call) -> str:
        arguments = [self._written(argument, exact=True) for argument in call.arguments]
        if call.arguments[0].kind is Kind.MOMENT:
            arguments[0] = _IN_UTC.format(arguments[0])
        if call.function is Function.SUBSTRING:
            arguments = [arguments[0], *(_position(one) for one in [*arguments[1:], str(LONGEST_TEXT)][:2])]
        return FUNCTIONS[call.function].format(*arguments)

    def _computed(self, computed: Compute) -> str:
        sides = [f"CAST({self._written(term, exact=True)} AS numeric)" for term in (computed.left, computed.right)]
        return ARITHMETIC[computed.operator].format(*sides)

    def _compared(self, comparison: Compare) -> str:
        operator, pair = comparison.operator, (comparison.left, comparison.right)
        left, right = (self._written(term, exact=True) for term in pair)
        known = any(isinstance(term, Value) and term.value is not None for term in pair)
        if operator is Operator.UNEQUAL:
            return f"({left} IS DISTINCT FROM {right})"
        if known:
            return f"({left} {operator} {right})"
        if operator is Operator.EQUAL:
            return f"({left} IS NOT DISTINCT FROM {right})"
        if operator in REFLEXIVE:
            return f"({left} {operator} {right} OR ({left} IS NULL AND {right} IS NULL))"
        return f"({left} {operator} {right})"

    def _listed(self, listed: OneOf) -> str:
        item = self._written(listed.item, exact=True)
        kinds = {value.kind for value in listed.values}
        array = f"{kinds.pop() if len(kinds) == 1 else Kind.NUMBER}[]"
        among = [value.value for value in listed.values]
        if None in among:  # finds what is unknown as well
            return f"(array_position({self._values.bind(among, array)}, {item}) IS NOT NULL)"
        return f"({item} = ANY({self._values.bind(among, array)}))"


def _position(number: str) -> str:
    """A place in a text: before its first character there is none, and behind its last none more."""
    within = f"CASE WHEN n IS NOT NULL THEN CAST(least(greatest(n, 0), {LONGEST_TEXT}) AS integer) END"
    return f"(SELECT {within} FROM (SELECT {number} AS n) AS given)"


_NEVER_UNKNOWN = (Operator.UNEQUAL,)


def _made_sure(condition: str, *, exact: bool) -> str:
    """A condition that is true or false, where it has to be."""
    return f"({condition} IS TRUE)" if exact else condition
