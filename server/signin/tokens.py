"""Tokens: what one says and how long it lives, and issuing them where the installation has a secret."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import jwt

from db.shared.enums import Role
from server.errors import SignInNotConfigured
from server.settings import Settings
from server.signin.jwks import require_https
from server.signin.secret import long_enough, made_secret

ALGORITHM = "HS256"
LONGEST_LIFETIME = timedelta(hours=24)
LEEWAY = timedelta(seconds=30)  # by which clocks may differ


class TokenIssuer:
    """Signs the tokens of one installation."""

    def __init__(self, secret: str | None, settings: Settings) -> None:
        self._secret = long_enough(secret)
        self._settings = settings
        if settings.jwks_url:
            require_https(settings.jwks_url, allows_http=settings.jwks_over_http)

    def issue(
        self,
        *,
        tenant: str,
        roles: Sequence[Role],
        subject: str,
        hours: float,
        now: datetime,
        departments: Sequence[str] = (),
    ) -> str:
        """A token for a tenant, valid for at most 24 hours; raises SignInNotConfigured where there is no secret."""
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
        if departments:
            claims[self._settings.departments_claim] = list(departments)
        return jwt.encode(claims, self._secret, algorithm=ALGORITHM)


def token_issuer(settings: Settings) -> TokenIssuer:
    """Issuing as configured; where no sign-in is, a secret is made and kept in the data directory."""
    return TokenIssuer(made_secret(settings), settings)


def utc_now() -> datetime:
    """The present moment, for the edges that hand it in."""
    return datetime.now(UTC)
