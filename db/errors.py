"""What may go wrong between us and the database, in words that the floors above may know."""

from typing import Any, NoReturn

import asyncpg
from sqlalchemy.exc import DBAPIError

LOST = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)
_RACE_LOST = ("40001", "40P01", "23505", "55P03")  # serialisation failure, deadlock, unique violation, lock timeout
_NO_TEXT = ("22021", "22P05")  # a character outside the encoding
_CONNECTION_LOST = ("08", "53", "57")  # connection, out of resources, operator intervention


class DatabaseUnavailable(Exception):
    """The database cannot be reached, or ended the connection."""


class UnkeepableText(Exception):
    """A text that no database text can hold: it has a NUL, or half a character."""

    def __init__(self) -> None:
        super().__init__("a text has characters that cannot be kept; accepted: text without NUL and lone surrogates")


class ConcurrentChange(Exception):
    """Another transaction changed the same rows first; `constraint` names the rule it hit, where there was one."""

    def __init__(self, constraint: str | None = None) -> None:
        super().__init__("somebody else changed the same rows at the same time")
        self.constraint = constraint


class _Translated:
    """Turns driver errors into words that the floors above may know."""

    def __enter__(self) -> None:
        """Nothing to do yet."""

    def __exit__(self, _: Any, error: BaseException | None, __: Any) -> None:
        """Raise what the error means."""
        match error:
            case None:
                return
            case ConnectionError():
                raise DatabaseUnavailable from error
            case UnicodeEncodeError():
                raise UnkeepableText from error
            case DBAPIError():
                _raise(error, error.orig and error.orig.__cause__, is_lost=error.connection_invalidated)
            case asyncpg.PostgresError() | asyncpg.InterfaceError():
                _raise(error, error, is_lost=not isinstance(error, asyncpg.PostgresError | asyncpg.DataError))


translated = _Translated()


def _raise(error: Exception, cause: Any, *, is_lost: bool) -> NoReturn:
    """Raise what an error of the driver means; itself, where it is a mistake of ours."""
    state = getattr(cause, "sqlstate", None) or ""
    if state in _NO_TEXT or isinstance(getattr(cause, "__cause__", None) or cause, UnicodeEncodeError):
        raise UnkeepableText from error
    if state in _RACE_LOST:
        raise ConcurrentChange(getattr(cause, "constraint_name", None)) from error
    if is_lost or state[:2] in _CONNECTION_LOST:
        raise DatabaseUnavailable from error
    raise error
