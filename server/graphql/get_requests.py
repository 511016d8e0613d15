"""Which documents may be sent by GET: known ones, the examples we ship, and those that ask for the schema alone.

A GET can be triggered by a link, kept by caches and written to logs on its way. So GET answers only documents that are
known beforehand and read alone; everything else is sent by POST.
"""

from functools import lru_cache
from typing import Any

import orjson
from graphql import FieldNode, GraphQLError, OperationDefinitionNode, OperationType, parse, print_ast
from starlette.datastructures import QueryParams

from server.graphql.documents import MOST_TOKENS
from server.graphql.examples import listed_examples
from server.graphql.request import DOCUMENT_IDS
from server.http.errors import TransportError

ONLY_POST = {"Allow": "POST"}
META = frozenset({"__typename", "__schema", "__type"})


def parse_query_string(query: QueryParams) -> dict[str, Any]:
    """The members of the GraphQL request in a query string; raises TransportError for what is not JSON."""
    content: dict[str, Any] = {name: query.get(name) for name in ("query", "operationName", *DOCUMENT_IDS)}
    for name in ("variables", "extensions"):
        if text := query.get(name):
            try:
                content[name] = orjson.loads(text)
            except ValueError:
                raise TransportError(400, f"{name} is not JSON") from None
    return content


def require_by_get(text: str, *, is_known: bool) -> None:
    """Raise TransportError, status 405, for a document that must be sent by POST; `is_known` beside those we ship."""
    try:
        document = parse(text, no_location=True, max_tokens=MOST_TOKENS)
    except (GraphQLError, RecursionError):
        return  # it is refused later for what is wrong with it, which helps more than a 405
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    are_queries = all(node.operation is OperationType.QUERY for node in operations)
    if not are_queries or not (
        is_known or print_ast(document) in _shipped_documents() or _is_introspection(operations)
    ):
        raise TransportError(405, "GET answers documents we know; send this one by POST", headers=ONLY_POST)


def _is_introspection(operations: list[OperationDefinitionNode]) -> bool:
    roots = [node for operation in operations for node in operation.selection_set.selections]
    return len(operations) > 0 and all(isinstance(node, FieldNode) and node.name.value in META for node in roots)


@lru_cache(maxsize=1)
def _shipped_documents() -> frozenset[str]:
    # Printed from the parsed document: spaces, comments and line ends make no difference.
    return frozenset(print_ast(parse(tab["query"], no_location=True)) for tab in listed_examples())
