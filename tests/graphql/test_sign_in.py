"""Sign-in over HTTP: whatever a token fails to prove ends in 401, on GraphQL and REST alike."""

import base64
import hmac
import json
import random
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe
from typing import Any

import httpx
import jwt
import pytest
from pydantic import SecretStr

from db.admin.migrate import owner_connection
from db.shared.enums import Role
from db.shared.tenants import insert_tenant
from server.app import create_app
from server.commands.postgres import Addresses
from server.errors import SignInNotConfigured
from server.http.errors import BASIC
from server.settings import Settings
from server.signin import sign_in
from server.signin.sign_in import configured_sign_in
from server.signin.tokens import TokenIssuer
from tests.conftest import Client
from tests.support.api import SECRET, Api, settings_for, token
from tests.support.both import on_first_answer

SUMMARY = "/api/v2/reports/powerbi/monthly-summary"
NOW = datetime(2025, 6, 2, 12, tzinfo=UTC)  # whatever the machine says: see `clock`
SOON = int(NOW.timestamp()) + 3600
ODD: tuple[Any, ...] = (
    str(SOON), "", "\u0663", "\u00b2", True, None, [], {}, [SOON], float("nan"), float("inf"), 1e308,
)  # fmt: skip
CLAIMS: dict[str, Any] = {
    "iss": "headroom",
    "aud": "headroom",
    "sub": "tester",
    "iat": NOW,
    "exp": NOW + timedelta(hours=1),
    "tenant": "demo",
    "roles": ["VIEWER"],
}


def signed(secret: str = SECRET, algorithm: str = "HS256", **changed: Any) -> str:
    return jwt.encode(CLAIMS | changed, secret, algorithm=algorithm)


def encoded(**changed: Any) -> str:
    """Signed as it is: the library refuses to sign some of these claims."""
    moments = {"iat": int(NOW.timestamp()), "exp": SOON}
    return jwt.api_jws.encode(json.dumps(CLAIMS | moments | changed).encode(), SECRET, algorithm="HS256")


def nested(head: str = '{"alg":"HS256"}', body: str = "{}") -> str:
    """A token whose head or body nobody can read, with a signature that fits."""
    said = b".".join(base64.urlsafe_b64encode(part.encode()).rstrip(b"=") for part in (head, body))
    signature = hmac.new(SECRET.encode(), said, "sha256").digest()
    return b".".join((said, base64.urlsafe_b64encode(signature).rstrip(b"="))).decode()


def without(claim: str) -> str:
    return jwt.encode({name: value for name, value in CLAIMS.items() if name != claim}, SECRET, algorithm="HS256")


def unsigned() -> str:
    parts = ({"alg": "none", "typ": "JWT"}, CLAIMS | {"iat": int(NOW.timestamp()), "exp": int(NOW.timestamp()) + 3600})
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def tampered() -> str:
    head, _, signature = signed().split(".")
    _, body, _ = signed(roles=["ADMIN"]).split(".")
    return f"{head}.{body}.{signature}"


BAD = {
    "garbage": "garbage",
    "three parts of garbage": "a.b.c",
    "expired": signed(iat=NOW - timedelta(hours=2), exp=NOW - timedelta(hours=1)),
    "expired for longer than clocks may differ": signed(iat=NOW - timedelta(hours=1), exp=NOW - timedelta(seconds=31)),
    "issued later than clocks may differ": signed(iat=NOW + timedelta(minutes=5), exp=NOW + timedelta(hours=1)),
    "not yet issued": signed(iat=NOW + timedelta(hours=1), exp=NOW + timedelta(hours=2)),
    "not yet valid": signed(nbf=NOW + timedelta(hours=1)),
    "another audience": signed(aud="another"),
    "another issuer": signed(iss="another"),
    "another secret": signed("another secret, just as long as the right one"),
    "another algorithm": signed(algorithm="HS384"),
    "a third algorithm": signed(algorithm="HS512"),
    "no algorithm": unsigned(),
    "a changed body": tampered(),
    "longer than a day": signed(exp=NOW + timedelta(hours=24, minutes=1)),
    "a decade": signed(exp=NOW + timedelta(days=3650)),
    "no tenant": signed(tenant=""),
    "a tenant that is no text": signed(tenant=7),
    "half a character as tenant": signed(tenant="\ud800"),
    "a tenant that does not exist": signed(tenant="nosuch"),
    "a tenant of a name that none can have": signed(tenant="Demo"),
    "a tenant with a space": signed(tenant="demo "),
    "roles that are no list": signed(roles="VIEWER"),
    "an expiry that is no number": signed(exp="tomorrow"),
    "an expiry beyond all time": signed(exp=10**400),
    "a begin before all time": signed(iat=-(10**400)),
    "an expiry that is infinite": signed(exp=float("inf")),
    "an issue time that is not a number": signed(iat=float("nan")),
    **{f"an expiry that is {value!r}": encoded(exp=value) for value in ODD},
    **{f"a begin that is {value!r}": encoded(iat=value) for value in ODD},
    **{f"a start that is {value!r}": encoded(nbf=value) for value in ODD if value not in (True, "\u0663")},
    "half a character in a tenant": signed(tenant="demo\ud800"),
    "half a character as subject": signed(sub="\ud800"),
    "a subject with a null": signed(sub="a\0"),
    "a head that is nested without end": nested(head="[" * 20_000),
    "a body that is nested without end": nested(body='{"a":' * 10_000),
    "a subject that is no text": signed(sub=7),
    **{f"no {claim} claim": without(claim) for claim in CLAIMS},
}


class AnyMoment(type):
    """What every moment is an instance of."""

    def __instancecheck__(cls, one: object) -> bool:
        return isinstance(one, datetime)


class Stopped(datetime, metaclass=AnyMoment):
    """A clock that stands."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        """The one moment there is."""
        return NOW.astimezone(tz)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is NOW as long as a test takes, for the service and for the library that reads tokens."""

    for module in (sign_in, jwt.api_jwt):
        monkeypatch.setattr(module, "datetime", Stopped)


async def answers(client: Api, authorization: str | None) -> list[tuple[int, Any, str | None]]:
    """Status, error and challenge of a GraphQL and a REST request."""
    headers = {} if authorization is None else {"Authorization": authorization}
    asked = await client.http.post("/graphql", json={"query": "{ viewer { subject } }"}, headers=headers)
    got = await client.http.get(SUMMARY, headers=headers)
    return [
        (
            asked.status_code,
            asked.json().get("errors", [{}])[0].get("extensions"),
            asked.headers.get("www-authenticate"),
        ),
        (got.status_code, got.json() if got.status_code != 200 else None, got.headers.get("www-authenticate")),
    ]


async def expect_refused(client: Api, authorization: str | None) -> None:
    (status, extensions, challenge), (rest_status, rest, rest_challenge) = await answers(client, authorization)
    assert (status, extensions, challenge) == (401, {"code": "UNAUTHENTICATED"}, "Bearer")
    assert (rest_status, rest["code"], rest_challenge) == (401, "UNAUTHENTICATED", f"Bearer, {BASIC}")
    assert set(rest) == {"code", "message"}


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_token_is_refused(sample_client: Client, name: str) -> None:
    await expect_refused(sample_client(anonymous=True), f"Bearer {BAD[name]}")


@pytest.mark.quick
@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", token(), f"Token {token()}"]
)
async def test_anything_but_a_bearer_token_is_refused(sample_client: Client, authorization: str | None) -> None:
    await expect_refused(sample_client(anonymous=True), authorization)


@pytest.mark.quick
@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer "])
async def test_a_good_token_is_accepted_however_the_scheme_is_spelled(sample_client: Client, scheme: str) -> None:
    (status, errors, _), (rest_status, _, _) = await answers(sample_client(anonymous=True), f"{scheme} {signed()}")
    assert (status, errors, rest_status) == (200, None, 200)


@pytest.mark.parametrize("subject", ["", "x" * 256, "\U00010400" * 300, token_urlsafe(6_000)])
async def test_a_subject_is_somebody_in_255_characters(sample_client: Client, subject: str) -> None:
    await expect_refused(sample_client(anonymous=True), f"Bearer {signed(sub=subject)}")


async def test_the_longest_subject_may_repeat_what_it_names(changed_client: Client) -> None:
    subject = "".join(map(chr, random.Random(255).sample(range(0x10000, 0x20000), 255)))
    headers = {"Authorization": f"Bearer {signed(sub=subject, roles=['ADMIN'])}", "Idempotency-Key": "k" * 255}
    body = {"query": 'mutation { createApiKey(input: {name: "a", roles: [VIEWER]}) { problems { message } } }'}
    for _ in range(2):
        answer = await changed_client(anonymous=True).http.post("/graphql", json=body, headers=headers)
        assert answer.json()["data"] == {"createApiKey": {"problems": []}}
    assert answer.headers["Idempotency-Replayed"] == "true"


async def test_clocks_may_differ_by_half_a_minute(sample_client: Client) -> None:
    late = signed(iat=NOW - timedelta(hours=1), exp=NOW - timedelta(seconds=29))
    early = signed(iat=NOW + timedelta(seconds=29))
    for one in (late, early):
        (status, _, _), _ = await answers(sample_client(anonymous=True), f"Bearer {one}")
        assert status == 200


async def test_a_token_may_live_a_whole_day(sample_client: Client) -> None:
    (status, _, _), _ = await answers(sample_client(anonymous=True), f"Bearer {signed(exp=NOW + timedelta(hours=24))}")
    assert status == 200


@pytest.mark.parametrize("roles", [[], ["NO_TENANT"], [7, None, {"a": 1}], ["viewer"], ["__class__"]])
async def test_roles_that_are_not_known_allow_nothing(sample_client: Client, roles: list[Any]) -> None:
    client = Api(sample_client().http, signed(roles=roles))
    (error,) = await client.errors("{ reports { value } }")
    assert error["extensions"] == {"code": "FORBIDDEN", "permission": "WORKFORCE.VIEW"}
    assert (await client.ask("{ viewer { roles permissions } }"))["viewer"] == {"roles": [], "permissions": []}


async def test_the_viewer_is_who_the_token_says(sample_client: Client) -> None:
    client = Api(sample_client().http, signed(roles=["PPIC_MANAGER", "NO_TENANT", "PRODUCTION_STAFF"], sub="ann"))
    assert (await client.ask("{ viewer { subject tenant roles permissions } }"))["viewer"] == {
        "subject": "ann",
        "tenant": "demo",
        "roles": ["PPIC_MANAGER", "PRODUCTION_STAFF"],
        "permissions": ["PPIC.VIEW", "PRODUCTION.INPUT", "PRODUCTION.VIEW", "SUPPLY.VIEW", "WORKFORCE.VIEW"],
    }


async def test_sign_in_comes_before_the_body_is_looked_at(sample_client: Client) -> None:
    response = await sample_client(anonymous=True).http.post(
        "/graphql", content=b"not json", headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 401


def test_a_server_without_a_secret_or_with_a_short_one_does_not_start(tmp_path: Any) -> None:
    with pytest.raises(SignInNotConfigured):
        configured_sign_in(Settings(data_dir=tmp_path, _env_file=None))
    short = settings_for("postgresql://x").model_copy(update={"jwt_secret": SecretStr("x" * 31)})
    for start in (configured_sign_in, create_app):
        with pytest.raises(SignInNotConfigured, match="32 bytes"):
            start(short)
    assert configured_sign_in(short.model_copy(update={"jwt_secret": SecretStr("x" * 32)}))


async def test_an_installation_may_name_its_claims(sample: Addresses) -> None:
    names = {"tenant_claim": "org", "roles_claim": "groups", "issuer": "https://issuer.example", "audience": "plans"}
    app = create_app(settings_for(sample.service).model_copy(update=names))
    good = {**CLAIMS, "org": "demo", "groups": ["VIEWER"], "iss": "https://issuer.example", "aud": "plans"}
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://headroom.test") as http:
        for missing, status in ((None, 200), ("org", 401), ("groups", 401)):
            claims = {name: value for name, value in good.items() if name != missing}
            client = Api(http, jwt.encode(claims, SECRET, algorithm="HS256"))
            assert (await client.post("{ reports { value } }")).status_code == status
        await app.state.database.close()


def test_no_token_is_issued_for_more_than_a_day() -> None:
    issued = TokenIssuer(SECRET, settings_for("postgresql://x")).issue(
        tenant="demo", roles=[Role.VIEWER], subject="s", hours=1000, now=NOW
    )
    claims = jwt.decode(issued, options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 24 * 3600


async def test_a_tenant_that_does_not_exist_is_named(sample_client: Client) -> None:
    client = sample_client(anonymous=True)
    headers = {"Authorization": f"Bearer {signed(tenant='nosuch')}"}
    asked = await client.http.post("/graphql", json={"query": "{ viewer { subject } }"}, headers=headers)
    got = await client.http.get(SUMMARY, headers=headers)
    said = "the token is of the tenant 'nosuch', which does not exist here"
    assert (asked.json()["errors"][0]["message"], got.json()["message"]) == (said, said)


async def test_a_tenant_is_looked_up_once_whatever_token_names_it(sample_client: Client) -> None:
    client = sample_client(anonymous=True)
    seen: list[str] = []
    on_first_answer(client.app.state.database, seen.append)  # type: ignore[attr-defined]
    for subject in ("ada", "ben", "cid"):
        bearer = f"Bearer {signed(sub=subject)}"
        assert (await answers(client, bearer))[0][0] == 200
    assert sum("FROM tenant" in statement for statement in seen) == 1


async def test_a_tenant_that_is_created_later_is_let_in(empty: Addresses) -> None:
    app = create_app(settings_for(empty.service))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://headroom.test") as http:
        client, bearer = Api(http, None), f"Bearer {signed(tenant='later')}"
        assert (await answers(client, bearer))[0][0] == 401
        async with owner_connection(empty.owner) as owner:
            await insert_tenant(owner, "later")
        assert (await answers(client, bearer))[0][0] == 200
        await app.state.database.close()
