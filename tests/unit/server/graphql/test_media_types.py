"""Which media type an Accept header gets."""

import pytest

from server.graphql.media_types import GRAPHQL_RESPONSE, JSON, negotiate_media_type
from server.http.errors import TransportError


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, JSON),
        ("*/*", JSON),
        (GRAPHQL_RESPONSE, GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE}, {JSON};q=0.9", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE};q=0.8, {JSON};q=0.9", JSON),
        (f"{JSON};q=², {GRAPHQL_RESPONSE};q=0.5", JSON),
    ],
)
def test_the_media_type_with_the_greatest_weight_is_sent(accept: str | None, media_type: str) -> None:
    assert negotiate_media_type(accept) == media_type


def test_nothing_acceptable_is_refused() -> None:
    with pytest.raises(TransportError) as refused:
        negotiate_media_type(f"text/html, {JSON};q=0")
    assert refused.value.status == 406
