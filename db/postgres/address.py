"""Addresses of PostgreSQL as people write them."""

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

ACCEPTED = "postgresql://user:password@host:port/database, with %2F for a slash and %40 for an @ in the password"
SCHEMES = ("postgres", "postgresql", "postgresql+asyncpg")
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
OPTIONS = (
    "host", "port", "user", "password", "database", "passfile", "service", "servicefile", "sslmode", "ssl",
    "target_session_attrs", "krbsrvname", "gsslib", "prepared_statement_cache_size",
)  # fmt: skip
"""What the driver takes behind the question mark, as text."""


class UnreadableAddress(Exception):
    """A text that is no address of a database; it may hold a password, and is not repeated."""

    def __init__(self) -> None:
        super().__init__(f"the database's address cannot be read; accepted: {ACCEPTED}")


def parsed(url: str) -> URL:
    """An address in its parts: any postgres:// spelling; raises UnreadableAddress."""
    try:
        return make_url(url.replace("postgres://", "postgresql://", 1))
    except (ArgumentError, ValueError):
        raise UnreadableAddress from None  # what the library says repeats what it could not read


def require_usable(url: str) -> None:
    """Raise UnreadableAddress for what the driver could not even try: another scheme, port, mode of SSL or option."""
    scheme, found = url.partition("://")[0], parsed(url)
    modes = [found.query[name] for name in ("sslmode", "ssl") if name in found.query]
    ports = [found.port, *(found.query[name] for name in ("port",) if name in found.query)]
    if (
        scheme not in SCHEMES
        or not set(found.query) <= set(OPTIONS)
        or not set(modes) <= set(SSL_MODES)
        or not all(port is None or _is_port(port) for port in ports)
    ):
        raise UnreadableAddress


def _is_port(port: object) -> bool:
    """Whether something is a port, or several for several hosts."""
    parts = str(port).split(",")
    return all(part.isascii() and part.isdigit() and len(part) < 6 and 0 < int(part) < 65_536 for part in parts)


def sqlalchemy_url(url: str) -> URL:
    """An address in the form the driver takes, sslmode understood."""
    found = parsed(url)
    query = dict(found.query)
    if mode := query.pop("sslmode", None):
        query["ssl"] = mode
    return found.set(drivername="postgresql+asyncpg", query=query)
