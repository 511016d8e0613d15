"""Addresses of PostgreSQL as people write them."""

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError


class UnreadableAddress(Exception):
    """A text that is no address of a database; it may hold a password, and is not repeated."""

    def __init__(self) -> None:
        super().__init__(
            "the database's address cannot be read; accepted: postgresql://user:password@host:port/database, "
            "with %2F for a slash and %40 for an @ in the password"
        )


def parsed(url: str) -> URL:
    """An address in its parts: any postgres:// spelling; raises UnreadableAddress."""
    try:
        return make_url(url.replace("postgres://", "postgresql://", 1))
    except (ArgumentError, ValueError):
        raise UnreadableAddress from None  # what the library says repeats what it could not read


def sqlalchemy_url(url: str) -> URL:
    """An address in the form the driver takes, sslmode understood."""
    found = parsed(url)
    query = dict(found.query)
    if mode := query.pop("sslmode", None):
        query["ssl"] = mode
    return found.set(drivername="postgresql+asyncpg", query=query)
