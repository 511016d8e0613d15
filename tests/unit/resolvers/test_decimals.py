"""The scalar Decimal takes exact numbers and nothing else, and writes them out."""

from decimal import Decimal
from typing import Any

import pytest
from graphql import GraphQLError, parse_value
from hypothesis import given
from hypothesis import strategies as st

from resolvers.decimals import parse_decimal, parse_decimal_literal, serialize_decimal
from server.graphql.schema import schema

IN_RANGE = st.decimals(
    min_value=Decimal("-99999999999999.9999"), max_value=Decimal("99999999999999.9999"), places=4, allow_nan=False
)


@given(IN_RANGE)
def test_what_is_answered_is_taken_again_as_text_and_as_literal(number: Decimal) -> None:
    text = serialize_decimal(number)
    assert "E" not in text and not ("." in text and text.endswith(("0", ".")))
    assert parse_decimal(text) == parse_decimal_literal(parse_value(text)) == number
    assert parse_decimal_literal(parse_value(f'"{text}"')) == number


@given(st.decimals(min_value=Decimal("-99999999999"), max_value=Decimal("99999999999"), places=4, allow_nan=False))
def test_a_json_number_is_the_decimal_that_was_written(number: Decimal) -> None:
    assert parse_decimal(float(str(number))) == number


@pytest.mark.parametrize(
    ("value", "text"),
    [("12.5000", "12.5"), ("0.1", "0.1"), ("-0", "0"), ("-0.0000", "0"), ("300", "300"), ("007", "7"), ("+1", "1")],
)
def test_it_is_written_without_exponent_and_zeros_at_the_end(value: str, text: str) -> None:
    assert serialize_decimal(parse_decimal(value)) == text


@pytest.mark.parametrize(("value", "number"), [(0.1, "0.1"), (1000.0, "1000"), (7, "7"), (-(10**14) + 1, None)])
def test_numbers_are_taken_exactly(value: Any, number: str | None) -> None:
    assert parse_decimal(value) == (Decimal(number) if number else Decimal(value))


@pytest.mark.parametrize(("literal", "number"), [("1e3", "1000"), ("12345678901234.5678", "12345678901234.5678")])
def test_literals_are_taken_by_their_digits(literal: str, number: str) -> None:
    assert parse_decimal_literal(parse_value(literal)) == Decimal(number)


@pytest.mark.parametrize(
    "value",
    ["NaN", "Infinity", "-inf", "1e3", "", " 1", "1 ", "1_000", "1,5", ".5", "5.", "٣", "१२", "1\n", "0x1", "0.12345",
     "100000000000000", "1" * 5000, float("nan"), float("inf"), 0.00001, 123456789012.5, 1e22, 10**14, 10**4000, True,
     None, [], {}, Decimal("NaN"), Decimal("1e999999")],
)  # fmt: skip
def test_anything_else_is_refused_and_says_what_is_accepted(value: Any) -> None:
    with pytest.raises(GraphQLError, match="accepted: a number"):
        parse_decimal(value)


@pytest.mark.parametrize(
    "literal", ["1e99", "1e-99", "1e" + "9" * 5000, "0.00001", "true", "[1]", "A", '"1e3"', "null"]
)
def test_any_other_literal_is_refused_and_says_what_is_accepted(literal: str) -> None:
    with pytest.raises(GraphQLError, match="accepted: a number"):
        parse_decimal_literal(parse_value(literal))


def test_the_schema_has_this_scalar() -> None:
    scalar = schema._schema.type_map["Decimal"]
    assert scalar.description and scalar.description.endswith("4 after the point.")
    assert scalar.coerce_output_value(Decimal("12.5000")) == "12.5"  # type: ignore[union-attr]
    assert scalar.coerce_input_value("12.50") == Decimal("12.5")  # type: ignore[union-attr]
