"""Expected refusals: what a caller can do something about, as exceptions that carry code, message, path and data."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(eq=False)
class Refusal(Exception):
    """A request that was understood and is not carried out.

    `path` names the input it is about, e.g. ("input", "targets", "1", "targetCount"); empty for the whole call.
    """

    message: str
    path: tuple[str, ...] = ()
    code = "INVALID_INPUT"

    def __str__(self) -> str:
        return self.message


@dataclass(eq=False)
class InvalidInput(Refusal):
    """A value that breaks a rule; `accepted` says what would be accepted instead."""

    accepted: str | None = None
    code = "INVALID_INPUT"


@dataclass(eq=False)
class NotFound(Refusal):
    """Something named by the caller that does not exist in the caller's tenant."""

    code = "NOT_FOUND"


@dataclass(eq=False)
class AlreadyExists(Refusal):
    """Something to be created that is there already."""

    existing_id: str | None = None
    code = "ALREADY_EXISTS"


@dataclass(eq=False)
class NotAllowedInState(Refusal):
    """An action that the present state of its object does not permit."""

    state: str = ""
    code = "NOT_ALLOWED_IN_STATE"


@dataclass(eq=False)
class Conflict(Refusal):
    """Something changed since it was read: what the caller expected and what is there now."""

    expected: Any = None
    actual: Any = None
    code = "CONFLICT"


@dataclass(eq=False)
class PreviewExpired(Refusal):
    """A preview whose life is over."""

    expired_at: datetime | None = None
    code = "PREVIEW_EXPIRED"


@dataclass(eq=False)
class Refusals(Exception):
    """Several refusals of one request, reported together."""

    refusals: list[Refusal] = field(default_factory=list)

    def __str__(self) -> str:
        return "; ".join(str(refusal) for refusal in self.refusals)


class Forbidden(Exception):
    """The caller lacks a permission."""

    def __init__(self, permission: str) -> None:
        super().__init__(f"permission {permission} is required")
        self.permission = permission


class Unauthenticated(Exception):
    """Nobody is signed in, or the token does not prove who is."""


class BadRequest(Exception):
    """An argument of a query outside what the field accepts."""


class Unavailable(Exception):
    """The database cannot be reached now; trying again later may help."""
