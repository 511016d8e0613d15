"""API keys: made, shown once, revoked; programs sign in with them until they expire."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from db.engine import Database, WriteSession
from db.postgres.notifications import Channel
from db.shared import api_keys as keys
from db.shared.bounds import Bound
from db.shared.enums import Role
from db.shared.rows import ApiKeyRow
from services.shared.access import Caller
from services.shared.errors import NotAllowedInState, NotFound
from services.shared.inputs import Inputs

PREFIX = "hrk"
DAYS = Bound(least=1, most=366, places=0)
SECRET_BYTES = 32


class NewKey(NamedTuple):
    """A key as its owner gets it, once."""

    row: ApiKeyRow
    text: str


async def create_key(
    session: WriteSession, *, id: UUID, name: str, roles: Sequence[str], days: int, now: datetime
) -> NewKey:
    """Make a key for some roles; raises Refusals of InvalidInput."""
    inputs = Inputs("input")
    shown = inputs.text("name", name)
    inputs.whole("days", days, DAYS)
    chosen = list(dict.fromkeys(roles))
    if not chosen:
        inputs.note("roles is empty", "roles", accepted="at least one role")
    for place, role in enumerate(chosen):
        if role not in Role.__members__:
            inputs.note(f"{role[:40]!r} is no role", "roles", str(place), accepted=", ".join(Role.__members__))
    inputs.refuse()
    secret = secrets.token_hex(SECRET_BYTES)
    ends = now + timedelta(days=days)
    values = {"id": id, "name": shown, "hash": hash_of(secret), "roles": chosen, "expires_at": ends}
    row = await keys.insert_key(session, values)
    return NewKey(row, f"{PREFIX}_{session.tenant_id.hex}_{secret}")


async def revoke_key(session: WriteSession, *, id: UUID) -> ApiKeyRow:
    """End a key's life now, and tell those who listen by it.

    Raises NotFound, and NotAllowedInState for one that was revoked before.
    """
    row = await keys.key_by_id(session, id)
    if row is None:
        raise NotFound("there is no such API key", ("id",), "the id of one that apiKeys lists")
    revoked = await keys.revoke(session, id)
    if revoked is None:
        raise NotAllowedInState("the API key is revoked already", ("id",), state="REVOKED")
    await session.notify(Channel.KEYS, id=str(id))
    return revoked


async def caller_of_key(database: Database, text: str) -> Caller | None:
    """Who signs in with a key; None for a key that is unknown, revoked or expired."""
    parts = text.split("_")
    if len(parts) != 3 or parts[0] != PREFIX or len(parts[1]) != 32 or len(parts[2]) != 2 * SECRET_BYTES:
        return None
    try:
        tenant_id = UUID(hex=parts[1])
    except ValueError:
        return None
    async with database.read(tenant_id) as session:
        row = await keys.usable_key(session, hash_of(parts[2]))
    if row is None:
        return None
    roles = tuple(Role(role) for role in row.roles if role in Role.__members__)
    return Caller(tenant_id, row.tenant, f"{keys.SIGNED_BY_KEY}{row.name}", roles, row.expires_at, row.id)


def hash_of(secret: str) -> bytes:
    """What is kept of a secret of 256 random bits, which needs no salt."""
    return sha256(secret.encode()).digest()
