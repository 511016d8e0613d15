"""The media types that POST /graphql reads and sends, as GraphQL over HTTP has them."""

import re

from server.http.errors import TransportError

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"
MULTIPART = "multipart/form-data"
WEIGHT = re.compile(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")  # of RFC 9110; what is none counts as no weight


def negotiate_media_type(accept: str | None) -> str:
    """The media type of the answer by the Accept header; raises TransportError, status 406, where none of ours will do.

    Clients that accept anything get application/json, which older ones expect.
    """
    if not accept:
        return JSON
    weights = dict(_weighted(part) for part in accept.split(","))
    for name in sorted(weights, key=lambda name: -weights[name]):
        if weights[name] > 0 and name in (JSON, "application/*", "*/*"):
            return JSON
        if weights[name] > 0 and name == GRAPHQL_RESPONSE:
            return GRAPHQL_RESPONSE
    raise TransportError(406, f"accepted: {GRAPHQL_RESPONSE} or {JSON}")


def _weighted(part: str) -> tuple[str, float]:
    """A media type of an Accept header with its weight: the parameter q, 1 where there is none."""
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weights = [float(found[1]) for parameter in parameters if (found := WEIGHT.fullmatch(parameter)) is not None]
    return name, weights[0] if weights else 1.0
