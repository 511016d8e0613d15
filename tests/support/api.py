"""Asking the API as clients do: over HTTP, with a token."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

import httpx

from db.shared.enums import Role
from server.settings import Settings
from server.signin.tokens import TokenIssuer

SECRET = "a secret of the tests, long enough to sign with"


# A busy machine is no reason to fail: what happens to those who wait too long has tests with settings of their own.
PATIENT = {
    "query_seconds": 150,
    "mutation_seconds": 150,
    "download_seconds": 150,
    "head_seconds": 60,
    "body_seconds": 60,
}


@cache
def _settings() -> Settings:
    return Settings(jwt_secret=SECRET, _env_file=None, **PATIENT)


def settings_for(database_url: str) -> Settings:
    """Settings of a server under test, which is patient unless something else is named."""
    return _settings().model_copy(update={"database_url": database_url})


def token(*roles: Role | str, tenant: str = "demo", subject: str = "tester", departments: Sequence[str] = ()) -> str:
    """A token that a server under test accepts."""
    chosen = [Role(role) for role in roles] or [Role.PLANNER]
    issuer = TokenIssuer(SECRET, _settings())
    return issuer.issue(
        tenant=tenant, roles=chosen, subject=subject, hours=1, now=datetime.now(UTC), departments=departments
    )


class Api:
    """A client of one tenant."""

    def __init__(self, http: httpx.AsyncClient, bearer: str | None) -> None:
        self.http = http
        self.headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}

    async def post(self, query: str, variables: dict[str, Any] | None = None) -> httpx.Response:
        """One GraphQL request."""
        return await self.http.post("/graphql", json={"query": query, "variables": variables}, headers=self.headers)

    async def ask(self, query: str, **variables: Any) -> Any:
        """The data of an answer without errors."""
        response = await self.post(query, variables)
        answer = response.json()
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def errors(self, query: str, **variables: Any) -> list[dict[str, Any]]:
        """The errors of an answer that has some."""
        answer = (await self.post(query, variables)).json()
        assert answer.get("errors"), answer
        return list(answer["errors"])

    async def get(self, path: str, **arguments: Any) -> httpx.Response:
        """One REST request."""
        return await self.http.get(path, params=arguments, headers=self.headers)
