"""A GraphQL request, whichever way it came: by the body of a POST, a query string, or a message of a WebSocket."""

from typing import Any, NotRequired, TypedDict

from server.http.errors import TransportError


class GraphQLRequest(TypedDict):
    """The members of a request as GraphQL over HTTP names them; at run time it is the dictionary that was parsed."""

    query: str
    variables: NotRequired[dict[str, Any] | None]
    operationName: NotRequired[str | None]
    extensions: NotRequired[dict[str, Any] | None]


def check_request(content: Any) -> GraphQLRequest:
    """Parsed JSON as a GraphQL request; raises TransportError, status 400, naming the member that is wrong."""
    if not isinstance(content, dict):
        raise TransportError(400, "the body must be one JSON object; arrays of requests are not accepted")
    if not isinstance(content.get("query"), str) or not content["query"]:
        raise TransportError(400, "query must be a string that holds a document")
    if not isinstance(content.get("variables"), dict | None):
        raise TransportError(400, "variables must be an object")
    if not isinstance(content.get("operationName"), str | None):
        raise TransportError(400, "operationName must be a string")
    if not isinstance(content.get("extensions"), dict | None):
        raise TransportError(400, "extensions must be an object")
    return content  # type: ignore[return-value]  # checked member by member above
