"""The media types that POST /graphql reads and sends, as GraphQL over HTTP has them."""

from server.http.errors import TransportError
from server.http.weights import weights_of

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"
MULTIPART = "multipart/form-data"


def negotiate_media_type(accept: str | None) -> str:
    """The media type of the answer by the Accept header; raises TransportError, status 406, where none of ours will do.

    Clients that accept anything get application/json, which older ones expect.
    """
    if not accept:
        return JSON
    weights = weights_of(accept)
    for name in sorted(weights, key=lambda name: -weights[name]):
        if weights[name] > 0 and name in (JSON, "application/*", "*/*"):
            return JSON
        if weights[name] > 0 and name == GRAPHQL_RESPONSE:
            return GRAPHQL_RESPONSE
    raise TransportError(406, f"accepted: {GRAPHQL_RESPONSE} or {JSON}")
