"""Expected refusals: what a caller can do something about, as exceptions that carry code, message, path and data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

P = ParamSpec("P")
T = TypeVar("T")


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
    """Something named by the caller that does not exist in the caller's tenant; `accepted` says what does, or where."""

    accepted: str | None = None
    code = "NOT_FOUND"


@dataclass(eq=False)
class AlreadyExists(Refusal):
    """Something to be created that is there already; `existing_key` is the key of a `kind` of object."""

    kind: str = "Resource"
    existing_key: int | None = None
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
class Incompatible(Refusal):
    """A person who cannot do a demand's work; `reasons` says on what they do not meet."""

    reasons: list[str] = field(default_factory=list)
    code = "INCOMPATIBLE"


@dataclass(eq=False)
class SelfApproval(Refusal):
    """A decision by who asked for it; `requested_by` is who asked."""

    requested_by: str = ""
    code = "SELF_APPROVAL"


@dataclass(eq=False)
class InsufficientStock(Refusal):
    """More would be taken than is there and approved debts allow; `on` is the first day that would be short."""

    sku: str = ""
    location: str = ""
    on: date = date.min
    requested: Decimal = Decimal(0)
    available: Decimal = Decimal(0)
    allowance: Decimal = Decimal(0)
    code = "INSUFFICIENT_STOCK"


@dataclass(eq=False)
class QuantityExceeded(Refusal):
    """A quantity above what it may be at most."""

    limit: Decimal = Decimal(0)
    attempted: Decimal = Decimal(0)
    code = "QUANTITY_EXCEEDED"


@dataclass(eq=False)
class InsufficientHistory(Refusal):
    """Fewer points of history than a computation needs."""

    needed: int = 0
    found: int = 0
    code = "INSUFFICIENT_HISTORY"


@dataclass(eq=False)
class AlreadyCompleted(Refusal):
    """Something that was carried out before, by the execution named."""

    completed_at: datetime | None = None
    execution_id: UUID = UUID(int=0)
    recommendation: str = ""
    code = "ALREADY_COMPLETED"


@dataclass(eq=False)
class NoValidAllocation(Refusal):
    """Nothing can be allocated."""

    code = "NO_VALID_ALLOCATION"


@dataclass(eq=False)
class NoChanges(Refusal):
    """A change that would change nothing."""

    code = "NO_CHANGES"


@dataclass(eq=False)
class PreviewExpired(Refusal):
    """A preview whose life is over."""

    expired_at: datetime | None = None
    code = "PREVIEW_EXPIRED"


@dataclass(eq=False)
class PreviewUnknown(Refusal):
    """An id that no preview has, or that one had which is committed."""

    code = "PREVIEW_UNKNOWN"


@dataclass(eq=False)
class PreviewSuperseded(Refusal):
    """A preview of something that has changed since."""

    code = "PREVIEW_SUPERSEDED"


@dataclass(eq=False)
class Refusals(Exception):
    """Several refusals of one request, reported together."""

    refusals: list[Refusal] = field(default_factory=list)

    def __str__(self) -> str:
        return "; ".join(str(refusal) for refusal in self.refusals)


def noted(refusals: list[Refusal], check: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T | None:
    """What a check returns; None where it refuses, which is noted to be told with others."""
    try:
        return check(*arguments, **options)
    except Refusal as refusal:
        refusals.append(refusal)
        return None


def refuse_all(refusals: Sequence[Refusal]) -> None:
    """Raise every refusal there is, together."""
    if refusals:
        raise Refusals(list(refusals))


class Forbidden(Exception):
    """The caller lacks a permission."""

    def __init__(self, permission: str) -> None:
        super().__init__(f"permission {permission} is required")
        self.permission = permission


class Unauthenticated(Exception):
    """Nobody is signed in, or the token does not prove who is."""


class BadRequest(Exception):
    """An argument of a query outside what the field accepts."""


class TooMany(Exception):
    """The caller holds as much of something as one may; the message says of what, and how much that is."""


class TookTooLong(Exception):
    """Work was given up because its time was over; the message says what to do about it."""


class Unavailable(Exception):
    """Something that is needed cannot be had now; the message says what, and trying again later may help."""
