"""Outcomes that are not success: what a caller can do something about, as data."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from schema.shared.noun import list_field


@strawberry.enum(description="What kind of refusal it is.")
class ProblemCode(Enum):
    """The codes of refusals."""

    INVALID_INPUT = strawberry.enum_value("INVALID_INPUT", description="A value breaks a rule.")
    NOT_FOUND = strawberry.enum_value("NOT_FOUND", description="There is no such thing.")
    ALREADY_EXISTS = strawberry.enum_value("ALREADY_EXISTS", description="It is there already.")
    CONFLICT = strawberry.enum_value("CONFLICT", description="Somebody else changed the same thing.")
    INCOMPATIBLE = strawberry.enum_value("INCOMPATIBLE", description="The person cannot do the demand's work.")
    NOT_ALLOWED_IN_STATE = strawberry.enum_value(
        "NOT_ALLOWED_IN_STATE", description="The object's present state does not permit it."
    )
    ALREADY_COMPLETED = strawberry.enum_value("ALREADY_COMPLETED", description="It was carried out before.")
    NO_VALID_ALLOCATION = strawberry.enum_value("NO_VALID_ALLOCATION", description="Nothing can be allocated.")
    NO_CHANGES = strawberry.enum_value("NO_CHANGES", description="Nothing would change.")
    PREVIEW_EXPIRED = strawberry.enum_value("PREVIEW_EXPIRED", description="The preview's life is over.")
    PREVIEW_UNKNOWN = strawberry.enum_value("PREVIEW_UNKNOWN", description="There is no such preview.")
    PREVIEW_SUPERSEDED = strawberry.enum_value(
        "PREVIEW_SUPERSEDED", description="What the preview was computed from has changed."
    )
    SELF_APPROVAL = strawberry.enum_value("SELF_APPROVAL", description="Who asked may not decide.")
    INSUFFICIENT_STOCK = strawberry.enum_value("INSUFFICIENT_STOCK", description="Less is there than would be taken.")
    QUANTITY_EXCEEDED = strawberry.enum_value("QUANTITY_EXCEEDED", description="A quantity is above its limit.")
    INSUFFICIENT_HISTORY = strawberry.enum_value(
        "INSUFFICIENT_HISTORY", description="Too little is known of the past to compute by it."
    )


@strawberry.interface(
    description="What a caller can do something about comes back as data; everything else is a top-level error with"
    " extensions.code."
)
class Problem:
    """What every problem says."""

    code: ProblemCode = strawberry.field(description="What kind of refusal it is.")
    message: str = strawberry.field(description="What is wrong, for people.")
    path: list[str] = strawberry.field(
        description='Path of the input it is about, e.g. ["input", "targets", "1", "targetCount"]; empty when it is'
        " about the whole call."
    )


@strawberry.type(description="A value that breaks a rule.")
class InvalidInput(Problem):
    """A wrong value."""

    accepted: str | None = strawberry.field(description="What would be accepted.")


@strawberry.type(description="Something named that does not exist.")
class NotFound(Problem):
    """A name without an object."""

    accepted: str | None = strawberry.field(description="What there is, or where it is listed, if that is known.")


@strawberry.type(description="Something to be created that is there already.")
class AlreadyExists(Problem):
    """A double."""

    existing_id: strawberry.ID | None = strawberry.field(description="The id of what is there.")


@strawberry.type(description="A person who cannot do a demand's work.")
class Incompatible(Problem):
    """A person and a demand that do not meet."""

    reasons: list[str] = strawberry.field(description="On what they do not meet; force overrules them.")


@strawberry.type(description="An action that the present state of its object does not permit.")
class NotAllowedInState(Problem):
    """A state that forbids."""

    state: str = strawberry.field(description="The state.")


@strawberry.type(description="Something changed since it was read: what the caller expected and what is there now.")
class Conflict(Problem):
    """A race that somebody else won."""

    expected: JSON | None = strawberry.field(description="What the caller expected.")
    actual: JSON | None = strawberry.field(description="What is there now.")


@strawberry.type(description="Something that was carried out before.")
class AlreadyCompleted(Problem):
    """A second time."""

    completed_at: datetime = strawberry.field(description="When it was carried out.")
    execution_id: UUID = strawberry.field(description="Which execution did it.")
    recommendation: str = strawberry.field(description="What to do instead.")


@strawberry.type(description="Nothing can be allocated.")
class NoValidAllocation(Problem):
    """An allocation without a result."""


@strawberry.type(description="A change that would change nothing.")
class NoChanges(Problem):
    """Nothing to do."""


@strawberry.type(description="A preview whose life is over.")
class PreviewExpired(Problem):
    """Too late."""

    expired_at: datetime | None = strawberry.field(description="When it ended.")


@strawberry.type(description="An id that no open preview has.")
class PreviewUnknown(Problem):
    """No such preview."""


@strawberry.type(description="A preview of something that has changed since; preview again.")
class PreviewSuperseded(Problem):
    """Overtaken."""


@strawberry.type(description="Who asked may not decide.")
class SelfApproval(Problem):
    """Two eyes where four are needed."""

    requested_by: str = strawberry.field(description="Who asked, or last changed what is to be decided.")


@strawberry.type(description="More would be taken than is there and approved debts allow.")
class InsufficientStock(Problem):
    """Stock that would be short."""

    sku: str = strawberry.field(description="The product.")
    location: str = strawberry.field(description="Where it lies.")
    on: date = strawberry.field(description="The first day on which it would be short.")
    requested: Decimal = strawberry.field(description="How much would be taken.")
    available: Decimal = strawberry.field(description="How much is there to be taken.")
    allowance: Decimal = strawberry.field(description="How much more approved debts allow.")


@strawberry.type(description="A quantity above what it may be at most.")
class QuantityExceeded(Problem):
    """Too much."""

    limit: Decimal = strawberry.field(description="What it may be at most.")
    attempted: Decimal = strawberry.field(description="What it would be.")


@strawberry.type(description="Fewer points of history than a computation needs.")
class InsufficientHistory(Problem):
    """Too little is known of the past."""

    needed: int = strawberry.field(description="How many it needs.")
    found: int = strawberry.field(description="How many there are.")


PROBLEMS: tuple[type[Problem], ...] = (
    InvalidInput, NotFound, AlreadyExists, Incompatible, NotAllowedInState, Conflict, AlreadyCompleted,
    NoValidAllocation, NoChanges, PreviewExpired, PreviewUnknown, PreviewSuperseded, SelfApproval, InsufficientStock,
    QuantityExceeded, InsufficientHistory,
)  # fmt: skip


@strawberry.type(description="What every mutation answers with.")
class Payload:
    """The part that all payloads share; a refusal leaves everything else empty."""

    problems: list[Problem] = list_field(
        default_factory=list, description="Why it was refused; empty when it was applied.", size=5
    )
