"""Sign-in: tokens and API keys become callers; everything a token must prove is checked here."""

import base64
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt

from db.engine import Database
from db.shared.enums import Role
from db.shared.tenants import tenant_id
from server.settings import Settings
from server.signin.jwks import JsonWebKeys, NotHttps
from services.shared.access import Caller
from services.shared.api_keys import PREFIX, caller_of_key
from services.shared.errors import Unauthenticated

ALGORITHM = "HS256"
SHORTEST_SECRET = 32
LONGEST_LIFETIME = timedelta(hours=24)
LEEWAY = timedelta(seconds=30)
SEEN_FOR = timedelta(seconds=30)  # so long a token of a key that its issuer has withdrawn may still be good
MOST_SEEN = 1_000
SECRET_FILE = "jwt_secret"  # noqa: S105 – the file's name


class SignInNotConfigured(Exception):
    """There is no way to sign in, so the server does not start."""


class SignIn:
    """Checks tokens and API keys of one installation, and issues tokens where it has a secret."""

    def __init__(self, secret: str | None, settings: Settings) -> None:
        if secret is not None and len(secret.encode()) < SHORTEST_SECRET:
            raise SignInNotConfigured(f"HEADROOM_JWT_SECRET has fewer than {SHORTEST_SECRET} bytes")
        self._secret = secret
        self._settings = settings
        self._seen: dict[str, tuple[Caller, datetime]] = {}  # tokens that were good a moment ago
        try:
            self._keys = JsonWebKeys(settings.jwks_url) if settings.jwks_url else None
        except NotHttps as error:
            raise SignInNotConfigured(str(error)) from None

    async def caller(self, authorization: str | None, database: Database) -> Caller:
        """Who sends an Authorization header; raises Unauthenticated without saying why a token is bad in detail."""
        token = token_in(authorization)
        if not token:
            raise Unauthenticated("sign in: send the header Authorization: Bearer <token>")
        if token.startswith(f"{PREFIX}_"):
            caller = await caller_of_key(database, token)
            if caller is None:
                raise Unauthenticated("the API key is unknown, revoked or expired")
            return caller
        now = datetime.now(UTC)
        seen = self._seen.get(token)
        if seen is not None and now < min(seen[1], seen[0].expires_at or seen[1]):
            return seen[0]
        caller = await self._signed(token)
        while len(self._seen) >= MOST_SEEN:
            self._seen.pop(next(iter(self._seen)))
        self._seen[token] = caller, now + SEEN_FOR
        return caller

    async def _signed(self, token: str) -> Caller:
        claims = await self._claims(token)
        tenant, subject = claims[self._settings.tenant_claim], claims["sub"]
        roles = claims[self._settings.roles_claim]
        if not isinstance(tenant, str) or not tenant or not isinstance(roles, list):
            raise Unauthenticated("the token names no tenant or no list of roles")
        known = tuple(Role(role) for role in roles if isinstance(role, str) and role in Role.__members__)
        expires_at = datetime.fromtimestamp(claims["exp"], UTC) + LEEWAY
        return Caller(tenant_id=tenant_id(tenant), tenant=tenant, subject=subject, roles=known, expires_at=expires_at)

    def issue(self, *, tenant: str, roles: list[Role], subject: str, hours: float, now: datetime) -> str:
        """A token for a tenant, valid for at most 24 hours."""
        if self._secret is None:
            raise SignInNotConfigured("tokens of this installation come from its issuer; it has no secret to sign with")
        claims = {
            "iss": self._settings.issuer,
            "aud": self._settings.audience,
            "sub": subject,
            "iat": now,
            "exp": now + min(timedelta(hours=hours), LONGEST_LIFETIME),
            self._settings.tenant_claim: tenant,
            self._settings.roles_claim: [role.value for role in roles],
        }
        return jwt.encode(claims, self._secret, algorithm=ALGORITHM)

    async def _claims(self, token: str) -> dict[str, Any]:
        required = ["exp", "iat", "sub", "aud", "iss", self._settings.tenant_claim, self._settings.roles_claim]
        key, algorithm = await self._key(token)
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                audience=self._settings.audience,
                issuer=self._settings.issuer,
                leeway=LEEWAY,
                options={"require": required},
            )
        except jwt.ExpiredSignatureError:
            raise Unauthenticated("the token has expired; get a new one") from None
        except (jwt.PyJWTError, ValueError):
            raise Unauthenticated("the token is not valid here") from None
        if claims["exp"] - claims["iat"] > LONGEST_LIFETIME.total_seconds():
            raise Unauthenticated("the token lives longer than 24 hours")
        return claims

    async def _key(self, token: str) -> tuple[Any, str]:
        """What a token must be signed with: the key of the issuer that it names, or else our secret."""
        if self._keys is not None and (key := await self._keys.key(token)) is not None:
            return key.key, key.algorithm_name
        if self._secret is None:
            raise Unauthenticated("the token is not valid here")
        return self._secret, ALGORITHM


def token_in(authorization: str | None) -> str:
    """The token of an Authorization header: a bearer's, or the password of Basic, which Power BI can send."""
    scheme, _, given = (authorization or "").partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(given.strip(), validate=True).decode().partition(":")[2].strip()
        except (ValueError, UnicodeDecodeError):
            return ""
    return ""


def configured_sign_in(settings: Settings) -> SignIn:
    """Sign-in as configured: HEADROOM_JWT_SECRET, or the secret kept in the data directory."""
    if settings.jwt_secret is not None:
        return SignIn(settings.jwt_secret.get_secret_value(), settings)
    if settings.jwks_url is not None:
        return SignIn(None, settings)
    kept = settings.data_dir / SECRET_FILE
    if kept.exists():
        return SignIn(kept.read_text().strip(), settings)
    raise SignInNotConfigured(
        "no sign-in is configured: set HEADROOM_JWKS_URL, or HEADROOM_JWT_SECRET (32 bytes or more), or let "
        "`headroom token` make a secret"
    )


def make_sign_in(settings: Settings) -> SignIn:
    """Sign-in as configured; where nothing is, a secret is made and kept in the data directory."""
    kept = settings.data_dir / SECRET_FILE
    if settings.jwt_secret is None and not kept.exists():
        _keep_new_secret(kept)
    return configured_sign_in(settings)


def _keep_new_secret(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as opened:
        opened.write(os.urandom(48).hex())


def utc_now() -> datetime:
    """The present moment, for the edges that hand it in."""
    return datetime.now(UTC)
