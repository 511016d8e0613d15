"""Documents that may be asked by GET: those we ship, and those that ask for the schema alone."""

from functools import lru_cache
from typing import Any

import orjson
from graphql import DocumentNode, FieldNode, GraphQLError, OperationDefinitionNode, OperationType, parse, print_ast
from starlette.datastructures import QueryParams

from server.graphql.documents import MOST_TOKENS
from server.graphql.graphiql import example_tabs
from server.http.errors import TransportError

ONLY_POST = {"Allow": "POST"}
META = frozenset({"__typename", "__schema", "__type"})


def asked_by_get(query: QueryParams) -> dict[str, Any]:
    """The GraphQL request of a query string; raises TransportError for what must be sent by POST."""
    asked: dict[str, Any] = {"query": query.get("query"), "operationName": query.get("operationName")}
    for name in ("variables", "extensions"):
        if text := query.get(name):
            try:
                asked[name] = orjson.loads(text)
            except ValueError:
                raise TransportError(400, f"{name} is not JSON") from None
    if isinstance(asked["query"], str) and not _is_trusted(asked["query"]):
        raise TransportError(405, "GET answers documents we know; send this one by POST", headers=ONLY_POST)
    return asked


def _is_trusted(text: str) -> bool:
    try:
        document = parse(text, no_location=True, max_tokens=MOST_TOKENS)
    except (GraphQLError, RecursionError):
        return True  # what cannot be parsed is refused as such, and carries nothing out
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    if any(one.operation is not OperationType.QUERY for one in operations):
        return False
    return print_ast(document) in _known() or _asks_the_schema(document, operations)


def _asks_the_schema(document: DocumentNode, operations: list[OperationDefinitionNode]) -> bool:
    roots = [field for one in operations for field in one.selection_set.selections]
    return len(operations) > 0 and all(isinstance(field, FieldNode) and field.name.value in META for field in roots)


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(print_ast(parse(tab["query"], no_location=True)) for tab in example_tabs())
