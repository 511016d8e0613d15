"""API keys as programs send them: known by how they begin, and looked up in the database."""

from db.engine import Database
from services.shared.access import Caller
from services.shared.api_keys import PREFIX, caller_of_key
from services.shared.errors import Unauthenticated


def is_api_key(text: str) -> bool:
    """Whether a text is meant as an API key, and not as a token."""
    return text.startswith(f"{PREFIX}_")


async def caller_with_key(database: Database, key: str) -> Caller:
    """Who signs in with an API key; raises Unauthenticated."""
    caller = await caller_of_key(database, key)
    if caller is None:
        raise Unauthenticated("the API key is unknown, revoked or expired")
    return caller
