"""Errors as GraphQL sends them: those of a response, and those before there is one."""

import re
from collections.abc import Iterable
from typing import Any

import orjson
from graphql import GraphQLEnumType, GraphQLError, ValueNode
from starlette.responses import Response

from server.graphql.cost import TooComplex
from server.graphql.list_bounds import TooManyItems
from server.graphql.media_types import JSON
from server.graphql.suggestions import with_suggestion
from server.http.errors import describe_error, error_headers

ENUM = re.compile(r"""['"](?P<before>\w+)['"] enum\b|\benum ['"](?P<after>\w+)['"]""", re.IGNORECASE)
SCALAR = re.compile(r"""Value cannot represent an? (?P<scalar>\w+): "(?P<value>.*?)"\.(?: .*)?\Z""", re.DOTALL)
SCALARS = {
    "Date": "a day such as 2025-06-01",
    "DateTime": "a time such as 2025-06-01T00:00:00Z",
    "UUID": "an id of the form 123e4567-e89b-12d3-a456-426614174000",
}
LONGEST_VALUE = 40
LONGEST_MESSAGE = 1_000  # of graphql-core, which repeats what is wrong: its beginning and its end say why
MOST_ERRORS = 3  # of a request that was not executed: a document may be wrong in a thousand places


def format_errors(errors: Iterable[GraphQLError]) -> list[dict[str, Any]]:
    """The errors of one response; what several have in common is logged once."""
    noted: set[str] = set()
    return [_format_error(error, noted) for error in errors]


def _format_error(error: GraphQLError, noted: set[str]) -> dict[str, Any]:
    """An error of a response: what is wrong with the request in full, anything else by its code and message."""
    if isinstance(error, TooComplex) or isinstance(error.original_error, TooComplex):
        return {"message": error.message, "extensions": {"code": "QUERY_TOO_COMPLEX"}}
    if isinstance(error, TooManyItems):
        return {"message": error.message, "extensions": {"code": "INVALID_INPUT", "path": error.path_of_list}}
    shown: dict[str, Any] = {"message": error.message}
    if error.locations:
        shown["locations"] = [{"line": location.line, "column": location.column} for location in error.locations]
    if error.path is not None:
        shown["path"] = error.path
    if _is_fault_of_request(error):
        message = _with_accepted_form(_without_internals(_cut(error.message)))
        message = _with_similar_names(_with_accepted_words(message))
        return {**shown, "message": message, "extensions": {"code": "BAD_REQUEST"}}
    _, code, message, data = describe_error(error.original_error or error, noted)
    return {**shown, "message": message, "extensions": {"code": code, **data}}


def _is_fault_of_request(error: GraphQLError) -> bool:
    """Whether graphql-core itself refused the request: its syntax, its document or its variables."""
    # Null in a variable that may be left out is found only while its field is executed: such an error has a path, as
    # the errors of resolvers have, but it points at a value of the document.
    is_of_value = any(isinstance(node, ValueNode) for node in error.nodes or ())
    return is_of_value or (error.path is None and (error.original_error is None or bool(error.nodes)))


def _cut(message: str) -> str:
    half = LONGEST_MESSAGE // 2
    return message if len(message) <= LONGEST_MESSAGE else f"{message[:half]}…{message[-half:]}"


def _without_internals(message: str) -> str:
    """A message of graphql-core without what a converter said of a value.

    A converter is Python or a library, whose words nobody has read beforehand.
    """
    return message.partition(", but encountered error")[0]


def _with_accepted_form(message: str) -> str:
    """A message about a value that a scalar does not take, with what it takes instead of what Python said of it."""
    found = SCALAR.search(message)
    if found is None:
        return message
    value = found["value"]
    cut = value[:LONGEST_VALUE] + ("…" if len(value) > LONGEST_VALUE else "")
    said = f'{message[: found.start("value")]}{cut}"'
    accepted = SCALARS.get(found["scalar"])
    return f"{said}; accepted: {accepted}" if accepted else said


def _with_accepted_words(message: str) -> str:
    """A message about a word that an enum has not, with those that it has."""
    found = ENUM.search(message)
    if found is None:
        return message
    # Imported late: the schema is put together of what is imported here.
    from server.graphql.schema import schema

    enum = schema._schema.get_type(found["before"] or found["after"])
    if not isinstance(enum, GraphQLEnumType) or enum.name.startswith("__"):
        return message
    return f"{message.removesuffix('.')}; accepted: {', '.join(enum.values)}"


def _with_similar_names(message: str) -> str:
    """A message about a name that there is not, with those that it may have meant: whoever is answered is signed in."""
    from server.graphql.schema import schema  # late, as above

    return with_suggestion(schema._schema, message)


def error_response(error: BaseException) -> Response:
    """The answer to a request that ended with an error before there was a result."""
    status, code, message, data = describe_error(error)
    content = {"errors": [{"message": message, "extensions": {"code": code, **data}}]}
    headers = error_headers(error, status)
    return Response(orjson.dumps(content), status_code=status, media_type=JSON, headers=headers)
