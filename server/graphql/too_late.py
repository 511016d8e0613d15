"""What is said of an operation whose time is over: what its client can do about it, which is not the same for all."""

from typing import Any

from graphql import OperationType

from server.graphql.documents import PreparedOperation
from server.graphql.request import GraphQLRequest
from server.http.errors import TRY_AGAIN, took_too_long
from services.shared.errors import TookTooLong

LOOKUP = 100  # of cost: what asks for one thing or two cannot ask for less


def too_late(operation: PreparedOperation, cost: int, request: GraphQLRequest) -> TookTooLong:
    """The error of an operation of this cost that took longer than it may."""
    if operation.type is OperationType.MUTATION:
        return took_too_long(f"see what of it was done; {_rest_of_mutation(operation, request)}")
    return took_too_long("ask for smaller pages, or for fewer fields" if cost > LOOKUP else TRY_AGAIN)


def _rest_of_mutation(operation: PreparedOperation, request: GraphQLRequest) -> str:
    if len(operation.definition.selection_set.selections) > 1:
        return "send the other fields one at a time"
    return "send fewer items at once" if _has_items(request.get("variables")) else TRY_AGAIN


def _has_items(value: Any) -> bool:
    """Whether there is a list of several items in a value."""
    if isinstance(value, dict):
        return any(_has_items(item) for item in value.values())
    return isinstance(value, list) and (len(value) > 1 or any(_has_items(item) for item in value))
