"""Everything that a token must prove, and who its bearer is when it does."""

from datetime import UTC, datetime
from typing import Any

import jwt

from db.postgres.connection import UNKEEPABLE
from db.shared.enums import Role
from db.shared.tenants import tenant_id
from server.settings import Settings
from server.signin.jwks import JsonWebKeys
from server.signin.tokens import ALGORITHM, LEEWAY, LONGEST_LIFETIME
from services.shared.access import Caller
from services.shared.errors import Unauthenticated
from services.shared.text import control_character, key, shown

LATEST = 2**53  # seconds
LONGEST_SUBJECT = 255  # characters, as OpenID Connect has it: it is part of keys
# What PyJWT ends with for a token that is none: its own errors, and whatever JSON and int() say of what stands in one.
UNREADABLE = (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError)


class TokenCheck:
    """Checks tokens that are signed with the installation's secret, or by its issuer."""

    def __init__(self, secret: str | None, settings: Settings) -> None:
        self._secret = secret
        self._settings = settings
        self._keys = None
        if settings.jwks_url:
            self._keys = JsonWebKeys(settings.jwks_url, allows_http=settings.jwks_over_http)

    async def caller(self, token: str) -> Caller:
        """Who bears a token, for as long as it lives; raises Unauthenticated, and Unavailable without issuer's keys."""
        claims = await self._claims(token)
        tenant, subject = claims[self._settings.tenant_claim], claims["sub"]
        roles = claims[self._settings.roles_claim]
        if not isinstance(tenant, str) or not tenant.isprintable() or not tenant or not isinstance(roles, list):
            raise Unauthenticated("the token names no tenant or no list of roles")
        if UNKEEPABLE.search(subject):
            raise Unauthenticated("the token names no subject in characters that can be kept")
        if not 0 < len(subject) <= LONGEST_SUBJECT:
            raise Unauthenticated(f"the token's subject must have 1 to {LONGEST_SUBJECT} characters")
        known = tuple(Role(role) for role in roles if isinstance(role, str) and role in Role.__members__)
        expires_at = datetime.fromtimestamp(claims["exp"], UTC) + LEEWAY
        return Caller(
            tenant_id=tenant_id(tenant),
            tenant=tenant,
            subject=subject,
            roles=known,
            expires_at=expires_at,
            departments=_departments(claims.get(self._settings.departments_claim)),
        )

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
        except UNREADABLE:
            raise Unauthenticated("the token is not valid here") from None
        if not all(_is_moment(claims[name]) for name in ("exp", "iat")):
            raise Unauthenticated("the token's exp and iat must be numbers")
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


def _departments(claim: Any) -> tuple[str, ...]:
    """Those that a claim lists, each once; whatever is no list of texts names none."""
    listed = claim if isinstance(claim, list) else []
    named: dict[str, str] = {}
    for one in listed:
        if isinstance(one, str) and shown(one) and control_character(one) is None:
            named.setdefault(key(one), shown(one))
    return tuple(named.values())


def _is_moment(value: Any) -> bool:
    """Whether a claim is a number of seconds that one can reckon with; PyJWT takes any text, too, that holds one."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LATEST
