"""What a misspelt name may have meant, told to whoever is signed in: they may read the whole schema anyway.

graphql-core looks for similar names as well, but for every error of a document, in time that grows with the square of a
name's length, and fails at letters that have more than one in lower case. Here it is asked for the few errors that are
told, and for names that could stand in a schema.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from graphql import GraphQLSchema, is_abstract_type, is_object_type
from graphql.pyutils import did_you_mean, suggestion_list

LONGEST_NAME = 50  # characters; no name of the schema has more
MOST_NAMES = 3  # in one suggestion

_NAME = rf"'(?P<name>[_A-Za-z]\w{{0,{LONGEST_NAME - 1}}})'"
_OF_TYPE = r"'[\[]*(?P<owner>\w+)[\]!]*'"


def with_suggestion(schema: GraphQLSchema, message: str) -> str:
    """A message of graphql-core about a name that there is not, with those that are similar to it, if any are."""
    for pattern, suggest in _SUGGESTING.items():
        if found := pattern.search(message):
            suggestion = suggest(schema, **found.groupdict())
            told, rest = message[: found.end()].removesuffix("."), message[found.end() :]
            rest = rest.replace(", found", " Found", 1)  # as graphql-core goes on after a suggestion
            return f"{told}.{suggestion}{rest}" if suggestion else message
    return message


def _similar_fields(schema: GraphQLSchema, name: str, owner: str) -> str:
    type_ = schema.get_type(owner)
    fields: Mapping[str, Any] = getattr(type_, "fields", {})
    if is_abstract_type(type_) and (having := _types_with(schema, type_, name)):
        return did_you_mean(having, "to use an inline fragment on")
    return _similar(name, fields)


def _types_with(schema: GraphQLSchema, abstract: Any, field: str) -> list[str]:
    return [one.name for one in schema.get_possible_types(abstract) if field in one.fields][:MOST_NAMES]


def _similar_arguments(schema: GraphQLSchema, name: str, owner: str, field: str) -> str:
    type_ = schema.get_type(owner)
    found = schema.get_field(type_, field) if is_object_type(type_) else None
    return _similar(name, found.args if found is not None else {})


def _similar_arguments_of_directive(schema: GraphQLSchema, name: str, directive: str) -> str:
    found = schema.get_directive(directive)
    return _similar(name, found.args if found is not None else {})


def _similar_types(schema: GraphQLSchema, name: str) -> str:
    return _similar(name, schema.type_map)


def _similar(name: str, names: Mapping[str, Any]) -> str:
    return did_you_mean(suggestion_list(name, list(names))[:MOST_NAMES])


# By the words of graphql-core, which tests/unit/server/graphql/test_suggestions.py provokes.
_BY_WORDS: dict[str, Callable[..., str]] = {
    rf"\ACannot query field {_NAME} on type {_OF_TYPE}\.": _similar_fields,
    rf"\AUnknown argument {_NAME} on field '(?P<owner>\w+)\.(?P<field>\w+)'\.": _similar_arguments,
    rf"\AUnknown argument {_NAME} on directive '@(?P<directive>\w+)'\.": _similar_arguments_of_directive,
    rf"\AUnknown type {_NAME}\.": _similar_types,
    rf"Expected value of type {_OF_TYPE} not to include unknown field {_NAME}": _similar_fields,
}
_SUGGESTING = {re.compile(words, re.ASCII): suggest for words, suggest in _BY_WORDS.items()}
