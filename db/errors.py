"""What may go wrong between us and the database, in words that the floors above may know."""

from typing import Any, NoReturn

import asyncpg
from sqlalchemy.exc import DBAPIError, PendingRollbackError

LOST = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
_RACE_LOST = ("40001", "40P01", "23505", "55P03")  # serialisation failure, deadlock, unique violation, lock timeout
_NO_TEXT = ("22021", "22P05")  # a character outside the encoding
_READ_ONLY = "25006"
_REFERS_TO_NOTHING = "23503"
_TOOK_TOO_LONG = ("57014", "25P03", "25P04")  # a statement, a transaction that does nothing, a transaction
_FULL = "53100"
_UNAVAILABLE = ("08", "53", "57", "58")  # connection, out of resources, operator intervention, the system below
_MISTAKES = (asyncpg.DataError, asyncpg.ClientConfigurationError, asyncpg.UnsupportedClientFeatureError)


class DatabaseUnavailable(Exception):
    """The database cannot be reached, or ended the connection."""

    told = "the database cannot be reached now; try again in a moment"

    def __init__(self) -> None:
        super().__init__(self.told)


class DatabaseBusy(DatabaseUnavailable):
    """So many wait for the database that nobody else may."""

    told = "the server is busy: too many wait for the database already; try again in a moment"


class DatabaseReadOnly(DatabaseUnavailable):
    """The database takes no changes: a standby, or one that was closed for them."""

    told = "the database takes no changes now; try again in a moment"


class DatabaseFull(DatabaseUnavailable):
    """The database has no room left for what it should write, be it rows or what it sorts."""

    told = "the database has no room left on its disk; try again when there is some"


class StatementTookTooLong(TimeoutError):
    """The database ended a statement, or a transaction, that took longer than it may."""

    def __init__(self) -> None:
        super().__init__("a statement took longer than it may, and was cancelled")


class UnkeepableText(Exception):
    """A text that no database text can hold: it has a NUL, or half a character."""

    def __init__(self) -> None:
        super().__init__("a text has characters that cannot be kept; accepted: text without NUL and lone surrogates")


class TenantUnknown(Exception):
    """The tenant of a transaction does not exist: this is another line of the database than the one it was found on."""

    def __init__(self) -> None:
        super().__init__("the tenant does not exist here")


class ConcurrentChange(Exception):
    """Another transaction changed the same rows first; `constraint` names the rule it hit, where there was one."""

    def __init__(self, constraint: str | None = None) -> None:
        super().__init__("somebody else changed the same rows at the same time")
        self.constraint = constraint


class _Translated:
    """Turns driver errors into words that the floors above may know.

    In a transaction that is to look only, a change is a mistake of ours; in any other the database takes none.
    """

    def __init__(self, *, only_looks: bool) -> None:
        self._only_looks = only_looks

    def __enter__(self) -> None:
        """Nothing to do yet."""

    def __exit__(self, _: Any, error: BaseException | None, __: Any) -> None:
        """Raise what the error means."""
        match error:
            case None:
                return
            case ConnectionError() | PendingRollbackError():  # the connection of the transaction was lost before
                raise DatabaseUnavailable from error
            case UnicodeEncodeError():
                raise UnkeepableText from error
            case DBAPIError():
                cause = error.orig and error.orig.__cause__
                self._raise(error, cause, is_lost=error.connection_invalidated or _is_lost(cause))
            case asyncpg.PostgresError() | asyncpg.InterfaceError() | asyncpg.InternalClientError():
                self._raise(error, error, is_lost=_is_lost(error))

    def _raise(self, error: Exception, cause: Any, *, is_lost: bool) -> NoReturn:
        """Raise what an error of the driver means; itself, where it is a mistake of ours."""
        state = getattr(cause, "sqlstate", None) or ""
        if state in _NO_TEXT or isinstance(getattr(cause, "__cause__", None) or cause, UnicodeEncodeError):
            raise UnkeepableText from error
        if state in _RACE_LOST:
            raise ConcurrentChange(getattr(cause, "constraint_name", None)) from error
        if state in _TOOK_TOO_LONG:
            raise StatementTookTooLong from error
        if state == _REFERS_TO_NOTHING and cause.constraint_name == f"fk_{cause.table_name}_tenant_id":
            raise TenantUnknown from error
        if state == _READ_ONLY and not self._only_looks:
            raise DatabaseReadOnly from error
        if state == _FULL:
            raise DatabaseFull from error
        if is_lost or state.startswith(_UNAVAILABLE):
            raise DatabaseUnavailable from error
        raise error


translated = _Translated(only_looks=False)
translated_reading = _Translated(only_looks=True)


def root_cause(error: BaseException) -> BaseException:
    """What the driver, or the system, said first: our own words and the libraries' lie around it."""
    while error.__cause__ is not None:
        error = error.__cause__
    return error


def reason_of(error: BaseException) -> str | None:
    """The first line of what the driver, or the system, said; None where neither said anything."""
    cause = root_cause(error)
    return None if cause is error else (str(cause).splitlines() or [type(cause).__name__])[0]


def _is_lost(cause: Any) -> bool:
    """Whether the driver's connection is at fault, and not what it was asked: a protocol that is out of step, too.

    So is a plan of before a migration, which the driver forgets now and makes anew the next time.
    """
    if isinstance(cause, asyncpg.InternalClientError | asyncpg.InvalidCachedStatementError):
        return True
    is_of_driver = isinstance(cause, asyncpg.InterfaceError) and not isinstance(cause, _MISTAKES)
    return is_of_driver and any(words in str(cause) for words in ("connection", "in progress"))
