"""Headers that say who asks, or which request it is, stand once: of two neither counts."""

import pytest

from tests.conftest import Client
from tests.support.api import token

SUMMARY = "/api/v2/reports/powerbi/monthly-summary"
GOOD = f"Bearer {token('VIEWER')}"


@pytest.mark.parametrize("other", [GOOD, f"Bearer {token('ADMIN')}", "Basic eDp5", ""])
async def test_of_two_who_sign_in_nobody_does(sample_client: Client, other: str) -> None:
    http = sample_client(anonymous=True).http
    for pair in ([GOOD, other], [other, GOOD]):
        headers = [("Authorization", value) for value in pair]
        asked = await http.post("/graphql", json={"query": "{ viewer { subject } }"}, headers=headers)
        assert (asked.status_code, asked.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_REQUEST")
        for path in (SUMMARY, "/api/openapi.json"):
            response = await http.get(path, headers=headers)
            assert (response.status_code, response.json()["code"]) == (400, "BAD_REQUEST")
            assert "Authorization is given 2 times" in response.json()["message"]


async def test_of_two_names_of_a_request_neither_counts(sample_client: Client) -> None:
    headers = [("Authorization", GOOD), ("Idempotency-Key", "a"), ("Idempotency-Key", "b")]
    asked = await sample_client(anonymous=True).http.post(
        "/graphql", json={"query": "mutation { __typename }"}, headers=headers
    )
    assert asked.status_code == 400
