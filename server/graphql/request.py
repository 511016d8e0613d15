"""A GraphQL request, whichever way it came: by the body of a POST, a query string, or a message of a WebSocket."""

from typing import Any, NotRequired, TypedDict

from server.http.errors import TransportError

OPTIONAL = ("variables", "operationName", "extensions")
WORK = ("query", "variables", "operationName")
MOST_LEVELS = 50  # of lists and objects within one another, in any member
LONGEST_NAME = 40  # characters of a member's name that are repeated
# Of the document: in GraphQL over HTTP, and as clients of Relay write it.
DOCUMENT_IDS = ("documentId", "doc_id", "id")
NO_DOCUMENT = "query must be a string that holds a document"


class GraphQLRequest(TypedDict):
    """The members of a request as GraphQL over HTTP names them; at run time it is the dictionary that was parsed."""

    query: str
    variables: NotRequired[dict[str, Any] | None]
    operationName: NotRequired[str | None]
    extensions: NotRequired[dict[str, Any] | None]


class DocumentRefused(TransportError):
    """A request that is well-formed, and whose document it may not have here."""


def check_request(content: Any) -> dict[str, Any]:
    """Parsed JSON with the members of a GraphQL request; raises TransportError, status 400, naming a wrong one.

    A member that holds an empty text is left out: clients send one for an empty input box. Instead of a document the
    request may name one, by `document_id` or by its `persisted_query`.
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
    if request.get("query") and not isinstance(request["query"], str):
        raise TransportError(400, NO_DOCUMENT)
    if not request.get("query") and not names_document(request):
        raise TransportError(400, NO_DOCUMENT)
    return request


def names_document(request: dict[str, Any]) -> bool:
    """Whether a request has a name in the place of its document."""
    return document_id(request) is not None or bool(_extension(request, "persistedQuery"))


def document_id(request: dict[str, Any]) -> str | None:
    """The id of a document by the first of the names that clients have for it; raises TransportError for no text."""
    for name in DOCUMENT_IDS:
        if request.get(name):
            if not isinstance(request[name], str):
                raise TransportError(400, f"{name} must be a string, the id of a document")
            return str(request[name])
    return None


def persisted_query(request: dict[str, Any]) -> str:
    """The hash in the extension persistedQuery, as Apollo has it; raises DocumentRefused for another form of it."""
    given = _extension(request, "persistedQuery")
    if not isinstance(given, dict) or not isinstance(given.get("sha256Hash"), str):
        raise DocumentRefused(400, 'persistedQuery must be an object such as {"version": 1, "sha256Hash": "…"}')
    if given.get("version") != 1:
        raise DocumentRefused(400, "Unsupported persisted query version")
    return str(given["sha256Hash"])


def work_of(request: GraphQLRequest) -> dict[str, Any]:
    """The members of a request that say what is to be done; all others are about its answer, or how it is sent."""
    return {name: value for name, value in request.items() if name in WORK and value}


def asks_cost(request: GraphQLRequest) -> bool:
    """Whether an answer is to say what it cost."""
    return bool((request.get("extensions") or {}).get("cost"))


def _extension(request: dict[str, Any], name: str) -> Any:
    return (request.get("extensions") or {}).get(name)


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
