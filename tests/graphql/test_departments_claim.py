"""Whose work a caller has on the shop floor: what the token lists, in a claim that an installation may name."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import pytest

from db.shared.enums import Role
from server.app import create_app
from server.commands.postgres import Addresses
from server.signin.tokens import TokenIssuer
from tests.conftest import Client
from tests.support.api import SECRET, Api, settings_for


def claims(**more: Any) -> dict[str, Any]:
    """What a token of somebody who makes things says."""
    now = datetime.now(UTC)
    life = {"iat": now, "exp": now + timedelta(hours=1)}
    whose = {"iss": "headroom", "aud": "headroom", "sub": "tester", "tenant": "demo", "roles": ["PRODUCTION_STAFF"]}
    return {**whose, **life, **more}


def signed_in(http: httpx.AsyncClient, **more: Any) -> Api:
    return Api(http, jwt.encode(claims(**more), SECRET, algorithm="HS256"))


@pytest.mark.parametrize(
    ("claim", "departments"),
    [
        (["Sewing", " sewing ", "Cutting  room"], ["Sewing", "Cutting room"]),
        ([], []),
        (None, []),
        ("Sewing", []),
        ({"Sewing": 1}, []),
        (["", "  ", 7, None, ["Sewing"], "\u0007", "Packing"], ["Packing"]),
    ],
)
async def test_a_token_lists_departments_or_none(sample_client: Client, claim: object, departments: list[str]) -> None:
    http = sample_client(anonymous=True).http
    for more in ({"departments": claim}, {} if claim is None else {"departments": claim}):
        viewer = (await signed_in(http, **more).ask("{ viewer { departments } }"))["viewer"]
        assert viewer["departments"] == departments


async def test_an_installation_may_name_the_claim_of_departments(sample: Addresses) -> None:
    app = create_app(settings_for(sample.service).model_copy(update={"departments_claim": "groups_of_work"}))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://headroom.test") as http:
        client = signed_in(http, departments=["Sewing"], groups_of_work=["Packing"])
        assert (await client.ask("{ viewer { departments } }"))["viewer"]["departments"] == ["Packing"]
        await app.state.database.close()


def test_departments_are_issued_as_they_are_checked() -> None:
    issuer = TokenIssuer(SECRET, settings_for("postgresql://x"))
    given = {"tenant": "demo", "roles": [Role.VIEWER], "subject": "s", "hours": 1, "now": datetime.now(UTC)}
    for departments, listed in ((["Sewing"], ["Sewing"]), ((), None)):
        issued = issuer.issue(**given, departments=departments)  # type: ignore[arg-type]
        assert jwt.decode(issued, options={"verify_signature": False}).get("departments") == listed
