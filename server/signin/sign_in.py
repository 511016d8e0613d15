"""Sign-in: the Authorization header of a request becomes its caller."""

import base64
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

from db.engine import Database
from db.errors import DatabaseUnavailable
from db.postgres.turns import Turns
from db.shared.tenants import tenant_exists
from server.settings import Settings
from server.signin.api_keys import caller_with_key, is_api_key
from server.signin.secret import configured_secret, long_enough
from server.signin.token_check import TokenCheck
from services.shared.access import Caller
from services.shared.errors import Unauthenticated

SEEN_FOR = timedelta(seconds=30)  # so long a token of a key that its issuer has withdrawn may still be good
MOST_SEEN = 1_000
LOOKUPS = 2  # of API keys at the same time: each takes a connection for a millisecond or two


class SignIn:
    """Checks tokens and API keys of one installation."""

    def __init__(self, secret: str | None, settings: Settings) -> None:
        self._check = TokenCheck(long_enough(secret), settings)
        # Whose a key claims to be is not known before it is looked up: no flood of keys takes the place of callers.
        self._lookups = Turns(LOOKUPS, most_waiting=settings.most_waiting)
        self._seen: dict[str, tuple[Caller, datetime]] = {}  # tokens that were good a moment ago
        # That were found a moment ago. No tenant is removed, but a database may go on from a backup that lacks one.
        self._tenants: dict[UUID, datetime] = {}

    async def caller(self, authorization: str | None, database: Database) -> Caller:
        """Who sends an Authorization header; raises Unauthenticated, not saying in detail why a token is bad."""
        token = token_in(authorization)
        if not token:
            raise Unauthenticated("sign in: send the header Authorization: Bearer <token>")
        if is_api_key(token):
            await database.pool.stand_in_line(self._lookups)
            try:
                return await caller_with_key(database, token)
            finally:
                self._lookups.release()
        now = datetime.now(UTC)
        seen = self._seen.get(token)
        if seen is not None and now < min(seen[1], seen[0].expires_at or seen[1]):
            return seen[0]
        caller = await self._check.caller(token)
        await self._require_tenant(caller, database)
        while len(self._seen) >= MOST_SEEN:
            self._seen.pop(next(iter(self._seen)))
        self._seen[token] = caller, now + SEEN_FOR
        return caller

    async def _require_tenant(self, caller: Caller, database: Database) -> None:
        """Raise Unauthenticated for a token of a tenant that does not exist; a tenant is looked up now and then.

        Where the database is away, or has no connection to spare, nobody is turned away or kept waiting for that: what
        they ask for waits by itself, and finds nothing without a tenant.
        """
        now = datetime.now(UTC)
        if now < self._tenants.get(caller.tenant_id, now) or database.pool.is_exhausted(caller.tenant_id):
            return
        with suppress(DatabaseUnavailable):
            async with database.read(caller.tenant_id) as session:
                if not await tenant_exists(session):
                    tenant = caller.tenant[:63]
                    raise Unauthenticated(f"the token is of the tenant {tenant!r}, which does not exist here")
            self._tenants[caller.tenant_id] = now + SEEN_FOR


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
