"""What a misspelt name may have meant: by the words that graphql-core has for what it does not know."""

import string

import pytest
from graphql import parse, validate
from hypothesis import given
from hypothesis import strategies as st

from server.graphql.schema import schema
from server.graphql.suggestions import LONGEST_NAME, MOST_NAMES, with_suggestion

CORE = schema._schema
FIELDS = sorted(CORE.query_type.fields)  # type: ignore[union-attr]
TYPES = sorted(name for name in CORE.type_map if not name.startswith("__"))


def told(document: str) -> list[str]:
    errors = validate(CORE, parse(document), hide_suggestions=True)
    return [with_suggestion(CORE, error.message) for error in errors]


def beside(name: str, place: int, letter: str) -> str:
    """The name with one letter too many."""
    place %= len(name) + 1
    return name[:place] + letter + name[place:]


letters = st.sampled_from(string.ascii_letters)


@given(name=st.sampled_from(FIELDS), place=st.integers(1, 60), letter=letters)
def test_a_field_with_a_letter_too_many_is_found(name: str, place: int, letter: str) -> None:
    wrong = beside(name, place, letter)
    if wrong in FIELDS:
        return
    (message,) = told(f"{{ {wrong} {{ id }} }}")
    assert f"'{name}'" in message.partition("Did you mean")[2]


@given(name=st.sampled_from(TYPES), place=st.integers(1, 60), letter=letters)
def test_a_type_with_a_letter_too_many_is_found(name: str, place: int, letter: str) -> None:
    wrong = beside(name, place, letter)
    if wrong in TYPES:
        return
    message = told(f"{{ ... on {wrong} {{ __typename }} }}")[0]
    assert f"'{name}'" in message.partition("Did you mean")[2]


def test_at_most_a_few_names_are_told() -> None:
    for name in FIELDS:
        (message,) = told(f"{{ {name}z {{ id }} }}")
        assert message.partition("Did you mean")[2].count("'") <= 2 * MOST_NAMES


@pytest.mark.parametrize("name", ["zzzzzzzz", "x" * (LONGEST_NAME + 1)])
def test_what_is_like_nothing_is_refused_by_what_was_sent_alone(name: str) -> None:
    assert told(f"{{ {name} }}") == [f"Cannot query field '{name}' on type 'Query'."]


@given(st.text(st.characters(exclude_characters="'")))
def test_any_message_is_told_with_all_that_it_says(text: str) -> None:
    assert with_suggestion(CORE, text) == text
    unknown = f"Expected value of type 'ResourceFilter' not to include unknown field '{text}'"
    assert with_suggestion(CORE, f"{unknown}, found: {{}}.").startswith(unknown)


def test_every_name_of_the_schema_is_short_enough_to_be_looked_for() -> None:
    fields = (name for type_ in CORE.type_map.values() for name in getattr(type_, "fields", ()))
    assert max(map(len, (*CORE.type_map, *fields))) < LONGEST_NAME
