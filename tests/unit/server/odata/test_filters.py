"""The parser of filters: what it makes of a text, without a database."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

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
from db.shared.filtering import ConditionWriter, Values
from server.odata.errors import Refused
from server.odata.filters import DEEPEST, parse_filter

KINDS = {
    "name": Kind.TEXT,
    "size": Kind.NUMBER,
    "count": Kind.WHOLE,
    "day": Kind.DAY,
    "at": Kind.MOMENT,
    "on": Kind.FLAG,
}
NAME, SIZE, ON = Field("name", Kind.TEXT), Field("size", Kind.NUMBER), Field("on", Kind.FLAG)


def is_a(name: str) -> Compare:
    return Compare(Operator.EQUAL, NAME, Value(name, Kind.TEXT))


PARSED: list[tuple[str, Term]] = [
    ("name eq 'A'", is_a("A")),
    ("name  eq\t'it''s'", is_a("it's")),
    ("'A' eq name", Compare(Operator.EQUAL, Value("A", Kind.TEXT), NAME)),
    ("on", ON),
    ("not on", Negated(ON)),
    ("not on eq true", Compare(Operator.EQUAL, Negated(ON), Value(True, Kind.FLAG))),
    ("on or on and on", Some([ON, Every([ON, ON])])),
    ("(on or on) and on", Every([Some([ON, ON]), ON])),
    ("on and on and on", Every([ON, ON, ON])),
    ("name in ('A',null)", OneOf(NAME, [Value("A", Kind.TEXT), Value(None, Kind.TEXT)])),
    ("size gt -2.50", Compare(Operator.ABOVE, SIZE, Value(Decimal("-2.50"), Kind.NUMBER))),
    ("size eq null", Compare(Operator.EQUAL, SIZE, Value(None, Kind.NUMBER))),
    ("null ne size", Compare(Operator.UNEQUAL, Value(None, Kind.NUMBER), SIZE)),
    ("day le 2025-06-01", Compare(Operator.AT_MOST, Field("day", Kind.DAY), Value(date(2025, 6, 1), Kind.DAY))),
    (
        "at lt 2025-06-01T07:00:00.1234567+07:00",
        Compare(
            Operator.BELOW,
            Field("at", Kind.MOMENT),
            Value(datetime(2025, 6, 1, 0, 0, 0, 123456, UTC), Kind.MOMENT),
        ),
    ),
    (
        "at ge 2025-06-01T07:00:00 and on",
        Every([
            Compare(
                Operator.AT_LEAST, Field("at", Kind.MOMENT), Value(datetime(2025, 6, 1, 7, tzinfo=UTC), Kind.MOMENT)
            ),
            ON,
        ]),
    ),
    (
        "count eq 9223372036854775808",
        Compare(Operator.EQUAL, Field("count", Kind.WHOLE), Value(Decimal(2**63), Kind.NUMBER)),
    ),
    ("size add 1 mul count eq 2", Compare(
        Operator.EQUAL,
        Compute(
            Arithmetic.ADD,
            SIZE,
            Compute(Arithmetic.MULTIPLY, Value(1, Kind.WHOLE), Field("count", Kind.WHOLE), Kind.WHOLE),
            Kind.NUMBER,
        ),
        Value(2, Kind.WHOLE),
    )),
    ("-count DIV 2 lt 0", Compare(
        Operator.BELOW,
        Compute(
            Arithmetic.DIVIDE_WHOLE,
            Compute(Arithmetic.SUBTRACT, Value(0, Kind.WHOLE), Field("count", Kind.WHOLE), Kind.WHOLE),
            Value(2, Kind.WHOLE),
            Kind.WHOLE,
        ),
        Value(0, Kind.WHOLE),
    )),
    ("contains(tolower(name),'a')", Call(
        Function.CONTAINS, [Call(Function.LOWER, [NAME], Kind.TEXT), Value("a", Kind.TEXT)], Kind.FLAG
    )),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tree"), PARSED, ids=[text for text, _ in PARSED])
def test_a_text_becomes_a_tree(text: str, tree: Term) -> None:
    assert parse_filter(text, KINDS) == tree


@pytest.mark.parametrize("number", ["-2.50", *(f"-2.50{suffix}" for suffix in "dDfFmM"), "-25e-1d", "-2500e-3M"])
def test_a_number_may_end_with_its_type(number: str) -> None:
    assert parse_filter(f"size gt {number}", KINDS) == Compare(
        Operator.ABOVE, SIZE, Value(Decimal("-2.50"), Kind.NUMBER)
    )


@pytest.mark.parametrize("number", ["100", "100L", "100l", "+100"])
def test_a_whole_number_may_end_with_its_type(number: str) -> None:
    assert parse_filter(f"count in ({number})", KINDS) == parse_filter("count in (100)", KINDS)


@pytest.mark.parametrize("number", ["1.5L", "1MM", "1Ml", "1x", "1.M", "M", "1 M"])
def test_other_suffixes_are_refused(number: str) -> None:
    with pytest.raises(Refused, match=r"\$filter, character \d+"):
        parse_filter(f"size gt {number}", KINDS)


PLACES = [
    ("name eq", 8),
    ("name eq 5", 9),
    ("nme eq 'A'", 1),
    ("name eq 'A", 9),
    ("on on", 4),
    ("on and", 7),
    ("on and name", 8),
    ("size gt 'A'", 9),
    ("on gt true", 1),
    ("length(size) eq 1", 8),
    ("name in ('A' 'B')", 14),
    ("(on", 4),
    ("on)", 3),
    ("year(name) eq 1", 6),
    ("size eq 12abc", 9),
    ("a.b eq 1", 1),
    ("name eq 'A' and size eq 1x", 25),
    ("size add name eq 1", 10),
    ("name add 1 eq 1", 1),
    ("size add eq 1", 10),
    ("size add 1", 1),
    ("on mul 1 eq 1", 1),
    ("substring(name) eq 'A'", 1),
    ("substring(name,'1') eq 'A'", 16),
    ("substring(name,1,2,3) eq 'A'", 1),
    ("concat(name,1) eq 'A'", 13),
    (" add ".join(["size"] * 60) + " gt 0", 9 * 51 - 3),
]


@pytest.mark.parametrize(("text", "place"), PLACES)
def test_a_refusal_says_the_character(text: str, place: int) -> None:
    with pytest.raises(Refused) as refused:
        parse_filter(text, KINDS)
    assert str(refused.value).startswith(f"$filter, character {place}: ")
    assert refused.value.target == "$filter"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("name has 'A'", 6),
        ("at gt now()", 7),
        ("cast(name,Edm.String) eq 'A'", 1),
        ("geo.distance(name,name) lt 1", 1),
        ("day add duration'P1D' gt day", 9),
        ("day sub day gt 1", 1),
        ("matchesPattern(name,'A')", 1),
    ],
)
def test_what_odata_knows_and_nobody_does_here_is_no_mistake(text: str, place: int) -> None:
    with pytest.raises(Refused, match=f"character {place}:.*accepted") as refused:
        parse_filter(text, KINDS)
    assert refused.value.status == 501


@pytest.mark.parametrize("opened", ["(", "-", "-("])
def test_depth_of_numbers_is_bounded(opened: str) -> None:
    closing = ")" * opened.count("(")
    with pytest.raises(Refused, match="accepted: at most"):
        parse_filter(opened * 200 + "size" + closing * 200 + " gt 1", KINDS)


@pytest.mark.parametrize("opened", ["(", "not ", "not (", "length("])
def test_depth_is_bounded(opened: str) -> None:
    closing = ")" * opened.count("(")
    inner = "name" if opened == "length(" else "on"
    with pytest.raises(Refused, match=f"nested too deeply; accepted: at most {DEEPEST} levels"):
        parse_filter(opened * 200 + inner + closing * 200, KINDS)


def test_what_is_written_grows_as_the_filter_does() -> None:
    text = "substring(name,length(substring(name,length(substring(name,length(name))))))"
    nested = ConditionWriter("t", Values("f")).condition(parse_filter(f"{text} eq name", KINDS))
    assert nested.count('t."name"') == text.count("name") + 1
    text = "on"
    for _ in range(45):
        text = f"({text}) eq (size ge size)"
    written = ConditionWriter("t", values := Values("f")).condition(parse_filter(text, KINDS))
    assert len(written) < 100 * len(text)
    assert values.bound == {}


def test_values_are_bound_and_never_written() -> None:
    tree = parse_filter("name eq 'x'' OR 1=1' and size in (1,2.5) and contains(name,'%_\\')", KINDS)
    values = Values("f")
    written = ConditionWriter("t", values).condition(tree)
    assert "1=1" not in written
    assert "%" not in written
    assert list(values.bound.values()) == ["x' OR 1=1", [1, Decimal("2.5")], "%_\\"]


def test_a_comparison_is_made_sure_below_a_negation_alone() -> None:
    def written(text: str) -> str:
        return ConditionWriter("t", Values("f")).condition(parse_filter(text, KINDS))

    assert written("size gt 1") == '(t."size" > CAST(:f0 AS bigint))'
    assert written("not (size gt 1)") == '(NOT ((t."size" > CAST(:f0 AS bigint)) IS TRUE))'
    assert written("not on") == '(NOT t."on")'
