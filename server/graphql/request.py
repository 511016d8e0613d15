"""A GraphQL request, whichever way it came: by the body of a POST, a query string, or a message of a WebSocket."""

from typing import Any, NotRequired, TypedDict

from server.http.errors import TransportError

OPTIONAL = ("variables", "operationName", "extensions")
MOST_LEVELS = 50  # of lists and objects within one another, in any member
LONGEST_NAME = 40  # characters of a member's name that are repeated


class GraphQLRequest(TypedDict):
    """The members of a request as GraphQL over HTTP names them; at run time it is the dictionary that was parsed."""

    query: str
    variables: NotRequired[dict[str, Any] | None]
    operationName: NotRequired[str | None]
    extensions: NotRequired[dict[str, Any] | None]


class PersistedQueryNotSupported(TransportError):
    """A request that names its document by a hash and leaves it out, as clients with automatic persisted queries do.

    Told as Apollo Server tells it: with status 200 and these words a client sends the document, now and from then on.
    """

    def __init__(self) -> None:
        super().__init__(
            200,
            "PersistedQueryNotSupported",
            code="PERSISTED_QUERY_NOT_SUPPORTED",
            headers={"Cache-Control": "private, no-cache, must-revalidate"},
        )


def check_request(content: Any) -> GraphQLRequest:
    """Parsed JSON as a GraphQL request; raises TransportError, status 400, naming the member that is wrong.

    A member that holds an empty text is left out: clients send one for an empty input box. A hash in the place of the
    document raises PersistedQueryNotSupported.
    """
    if not isinstance(content, dict):
        raise TransportError(400, "the body must be one JSON object; arrays of requests are not accepted")
    request = {name: value for name, value in content.items() if value != "" or name not in OPTIONAL}
    for name, value in request.items():
        if not is_at_most_nested(value, MOST_LEVELS):
            message = f"{name[:LONGEST_NAME]} is nested too deeply; accepted: at most {MOST_LEVELS} levels"
            raise TransportError(400, message)
    for name in ("variables", "extensions"):
        if not isinstance(request.get(name), dict | None):
            raise TransportError(400, f"{name} must be an object")
    if not isinstance(request.get("operationName"), str | None):
        raise TransportError(400, "operationName must be a string")
    if not request.get("query") and (request.get("extensions") or {}).get("persistedQuery"):
        raise PersistedQueryNotSupported
    if not isinstance(request.get("query"), str) or not request["query"]:
        raise TransportError(400, "query must be a string that holds a document")
    return request  # type: ignore[return-value]  # checked member by member above


def is_at_most_nested(value: Any, levels: int) -> bool:
    """Whether parsed JSON has at most so many levels of lists and objects within one another.

    What reads JSON takes more levels than what writes it or walks through it, and each of those has a limit of its own.
    """
    containers = [value]
    for _ in range(levels + 1):
        containers = [one for one in containers if isinstance(one, dict | list)]
        if not containers:
            return True
        containers = [item for one in containers for item in (one.values() if isinstance(one, dict) else one)]
    return False
