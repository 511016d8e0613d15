"""Sign-in: the Authorization header of a request becomes its caller."""

import base64
from datetime import UTC, datetime, timedelta

from db.engine import Database
from server.settings import Settings
from server.signin.api_keys import caller_with_key, is_api_key
from server.signin.secret import configured_secret, long_enough
from server.signin.token_check import TokenCheck
from services.shared.access import Caller
from services.shared.errors import Unauthenticated

SEEN_FOR = timedelta(seconds=30)  # so long a token of a key that its issuer has withdrawn may still be good
MOST_SEEN = 1_000


class SignIn:
    """Checks tokens and API keys of one installation."""

    def __init__(self, secret: str | None, settings: Settings) -> None:
        self._check = TokenCheck(long_enough(secret), settings)
        self._seen: dict[str, tuple[Caller, datetime]] = {}  # tokens that were good a moment ago

    async def caller(self, authorization: str | None, database: Database) -> Caller:
        """Who sends an Authorization header; raises Unauthenticated without saying why a token is bad in detail."""
        token = token_in(authorization)
        if not token:
            raise Unauthenticated("sign in: send the header Authorization: Bearer <token>")
        if is_api_key(token):
            return await caller_with_key(database, token)
        now = datetime.now(UTC)
        seen = self._seen.get(token)
        if seen is not None and now < min(seen[1], seen[0].expires_at or seen[1]):
            return seen[0]
        caller = await self._check.caller(token)
        while len(self._seen) >= MOST_SEEN:
            self._seen.pop(next(iter(self._seen)))
        self._seen[token] = caller, now + SEEN_FOR
        return caller


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
    """Sign-in as configured; raises SignInNotConfigured where nobody could sign in."""
    return SignIn(configured_secret(settings), settings)
